import { CONTROL_STREAM } from '../../core/attacks/descent-control.ts'
import { fgsm } from '../../core/attacks/fgsm.ts'
import { ITERATIVE_FGSM_DEFAULTS, iterativeFgsm } from '../../core/attacks/iterative-fgsm.ts'
import {
  controlDraws,
  type PerturbationReport,
  reportPerturbation,
} from '../../core/attacks/perturbation-report.ts'
import { checkAgonist } from '../../core/cells/agonist.ts'
import type { Mixture } from '../../core/cells/mixture.ts'
import { DEFAULT_COORDINATES, mixtureTarget } from '../../core/cells/mixture-target.ts'
import { Interrupted, InvalidInput } from '../../core/errors.ts'
import { randomStream } from '../../core/numerics/random.ts'
import type { Target } from '../../core/target.ts'
import type { Kind, KindEvent, KindResult } from '../kind.ts'
import { countLigands, MOST_DRAWN_AT_SUBMISSION, resolveLigands } from '../ligands.ts'
import { buildCell } from '../models.ts'
import { FgsmSpec, IterativeFgsmSpec } from '../specs/sign-attack.ts'

/** Coordinates of all attacked mixtures of one job together. */
const MOST_ATTACKED_VALUES = 20_000_000

type SignAttackSpec = FgsmSpec | IterativeFgsmSpec
type Attack = (target: Target, x: Float64Array, epsilon: number) => Float64Array

/** Steps that an iterative attack takes; FGSM takes one. */
const stepsOf = (spec: SignAttackSpec) =>
  spec.kind === 'fgsm' ? 1 : (spec.options.steps ?? ITERATIVE_FGSM_DEFAULTS.steps)

export const fgsmKind: Kind<FgsmSpec> = {
  name: 'fgsm',
  type: 'attack',
  title: 'Fast gradient sign method on a cell',
  source: 'Goodfellow, Shlens, Szegedy, arXiv:1412.6572',
  spec: FgsmSpec,
  costFormula: 'ligands × sizes',
  cost,
  check,
  run: (spec, setting) => run(spec, setting.seed, setting.shouldStop, fgsm),
}

export const iterativeFgsmKind: Kind<IterativeFgsmSpec> = {
  name: 'iterative-fgsm',
  type: 'attack',
  title: 'Iterative fast gradient sign method on a cell',
  source: 'Kurakin, Goodfellow, Bengio, arXiv:1607.02533',
  spec: IterativeFgsmSpec,
  costFormula: 'ligands × sizes × steps',
  cost,
  check,
  run(spec, { seed, shouldStop }) {
    const { stepSize } = spec.options
    const options = { steps: stepsOf(spec), ...(stepSize !== undefined && { stepSize }) }
    return run(spec, seed, shouldStop, (target, x, epsilon) => iterativeFgsm(target, x, epsilon, options))
  },
}

function cost(spec: SignAttackSpec): number {
  return dimensionOf(spec) * sizesOf(spec).length * stepsOf(spec)
}

function check(spec: SignAttackSpec, seed: number): void {
  const values = dimensionOf(spec) * sizesOf(spec).length
  if (values > MOST_ATTACKED_VALUES) {
    throw new InvalidInput(
      'too-many-sizes',
      '/options/epsilon',
      `all attacked mixtures together hold ${values} coordinates; at most ${MOST_ATTACKED_VALUES} are kept`,
    )
  }
  if (dimensionOf(spec) <= MOST_DRAWN_AT_SUBMISSION) prepare(spec, seed)
  else buildCell(spec.target)
}

function dimensionOf({ ligands }: SignAttackSpec): number {
  return ligands.mixture?.length ?? countLigands(ligands)
}

function sizesOf({ options: { epsilon } }: SignAttackSpec): number[] {
  return Array.isArray(epsilon) ? epsilon : [epsilon]
}

function mixtureOf({ ligands }: SignAttackSpec, seed: number): Mixture {
  if (ligands.mixture) {
    return {
      bindingTimes: Float64Array.from(ligands.mixture, (ligand) => ligand.bindingTime),
      quantities: Float64Array.from(ligands.mixture, (ligand) => ligand.quantity),
    }
  }
  const { bindingTimes } = resolveLigands(ligands, seed)
  return { bindingTimes, quantities: new Float64Array(bindingTimes.length).fill(1) }
}

function prepare(spec: SignAttackSpec, seed: number) {
  const model = buildCell(spec.target)
  const mixture = mixtureOf(spec, seed)
  const coordinates = spec.coordinates ?? DEFAULT_COORDINATES
  const range = { lower: spec.bounds?.lower ?? 0, upper: spec.bounds?.upper ?? Number.POSITIVE_INFINITY }
  if (range.lower > range.upper) {
    throw new InvalidInput(
      'empty-bounds',
      '/bounds/upper',
      `the upper bound ${range.upper} is below the lower ${range.lower}`,
    )
  }
  const x = coordinates === 'bindingTime' ? mixture.bindingTimes : mixture.quantities
  const outside = x.findIndex((value) => value < range.lower || value > range.upper)
  if (outside !== -1) {
    throw new InvalidInput(
      'outside-bounds',
      '/bounds',
      `ligand ${outside} starts at ${x[outside]}, outside the bounds`,
    )
  }
  checkAgonist(
    model,
    mixture.bindingTimes.filter((_, i) => mixture.quantities[i]! > 0),
  )
  const target = mixtureTarget(model, mixture, coordinates, range)
  // Refuses here what has no output at all, such as a power too large to represent.
  return { model, mixture, coordinates, target, x, initial: target.output(x) }
}

/** One array after the other. */
function joined(arrays: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(arrays.reduce((sum, { length }) => sum + length, 0))
  let next = 0
  for (const array of arrays) {
    all.set(array, next)
    next += array.length
  }
  return all
}

function* run(
  spec: SignAttackSpec,
  seed: number,
  shouldStop: () => boolean,
  attack: Attack,
): Generator<KindEvent, KindResult, void> {
  const { model, mixture, coordinates, target, x, initial } = prepare(spec, seed)
  const interruptible: Target = {
    ...target,
    gradient(at) {
      if (shouldStop()) throw new Interrupted()
      return target.gradient(at)
    },
  }
  const sizes = sizesOf(spec)
  const reports: PerturbationReport[] = []
  const least: number[] = []
  for (const [index, epsilon] of sizes.entries()) {
    const random = randomStream(seed, CONTROL_STREAM + index)
    const report = reportPerturbation(interruptible, x, epsilon, attack, random)
    reports.push(report)
    const lower = x.map((value, i) => Math.max(value - epsilon, target.bounds.lower[i]!))
    const upper = x.map((value, i) => Math.min(value + epsilon, target.bounds.upper[i]!))
    if (model.certificates) least.push(model.certificates.withinBox(mixture, coordinates, { lower, upper }))
    yield {
      type: 'frame',
      data: {
        epsilon,
        output: report.output,
        responds: report.responds,
        norms: report.norms,
        control: report.control,
      },
      fraction: (index + 1) / sizes.length,
      message: `ε = ${epsilon}: output ${report.output.toPrecision(7)}`,
    }
  }
  return {
    summary: {
      epsilon: sizes,
      threshold: target.threshold,
      coordinates,
      output: { initial, attacked: reports.map(({ output }) => output) },
      responds: { initial: initial > target.threshold, attacked: reports.map(({ responds }) => responds) },
      norms: reports.map(({ norms }) => norms),
      control: {
        draws: controlDraws(x.length),
        output: reports.map(({ control }) => control.output),
        least: reports.map(({ control }) => control.least),
        responds: reports.map(({ control }) => control.responds),
      },
      certificate: model.certificates
        ? { minimumOutput: least, crossable: least.map((output) => output <= target.threshold) }
        : null,
    },
    arrays: { attacked: joined(reports.map(({ attacked }) => attacked)) },
    message: `output ${initial.toPrecision(7)} before, ${Math.min(...reports.map(({ output }) => output)).toPrecision(7)} at the lowest after`,
  }
}
