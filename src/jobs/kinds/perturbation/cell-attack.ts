import type { TSchema } from 'typebox'
import { CONTROL_STREAM } from '../../../core/attacks/descent-control.ts'
import type { Norm } from '../../../core/attacks/norms.ts'
import {
  controlDraws,
  type PerturbationReport,
  reportPerturbation,
} from '../../../core/attacks/perturbation-report.ts'
import { Interrupted, InvalidInput } from '../../../core/errors.ts'
import { concatenate } from '../../../core/numerics/concatenate.ts'
import { type RandomStream, randomStream } from '../../../core/numerics/random.ts'
import type { Target } from '../../../core/target.ts'
import type { KindEvent, KindResult, KindSetting, WholeKind } from '../../kind.ts'
import { listOf } from '../../list-of.ts'
import { buildCell } from '../../models.ts'
import type { PerturbationFields } from '../../specs/perturbation.ts'
import {
  attackableOf,
  checkFields,
  isCheckedAtSubmission,
  leastOutput,
  ligandsOf,
  type Subject,
  subjectOf,
} from './subject.ts'

/** Coordinates of all attacked mixtures of one job together. */
const MOST_ATTACKED_VALUES = 20_000_000

/** Attacks draw from this stream of a seed: beyond the controls, one for each of at most 1 000 sizes. */
const ATTACK_STREAM = CONTROL_STREAM + 1024

/** What an attack made of one size. */
export interface Attacked {
  readonly epsilon: number
  readonly attacked: Float64Array
}

/** What tells one attack on a cell's mixture from another. */
export interface PerturbationMethod<Spec extends PerturbationFields> {
  readonly name: string
  readonly title: string
  readonly source: string
  readonly spec: TSchema
  readonly costFormula: string
  norm(spec: Spec): Norm
  /** The size or sizes asked for; null where the size is what is sought. */
  epsilon(spec: Spec): number | readonly number[] | null
  /** Outputs and gradients that it takes, about; each costs as many as there are ligands. */
  evaluations(spec: Spec): number
  /** Refuses options that have no meaning together. Throws `InvalidInput`, its paths into the spec. */
  check?(spec: Spec): void
  /**
   * Attacks, once for each size and in their order; returns what the result says besides. `stream` opens the same
   * random stream each time, so that what comes of one size does not depend on the others.
   */
  attack(
    spec: Spec,
    from: Pick<Subject, 'target' | 'x'>,
    stream: () => RandomStream,
  ): Generator<Attacked, object, void>
}

/** An attack that takes each size for itself. */
export function* eachSize(
  epsilon: number | readonly number[],
  attack: (epsilon: number) => Float64Array,
): Generator<Attacked, object, void> {
  for (const size of listOf(epsilon)) yield { epsilon: size, attacked: attack(size) }
  return {}
}

/** The kind of job that runs an attack on a cell's mixture and reports it beside its control and certificate. */
export function perturbationKind<Spec extends PerturbationFields>(
  method: PerturbationMethod<Spec>,
): WholeKind<Spec> {
  const { name, title, source, spec, costFormula } = method
  return {
    name,
    type: 'attack',
    title,
    source,
    spec,
    costFormula,
    cost: (spec) => ligandsOf(spec) * method.evaluations(spec),
    check(spec, seed) {
      const norm = method.norm(spec)
      checkFields(spec, norm)
      checkSizes(method.epsilon(spec) ?? [], norm, spec)
      method.check?.(spec)
      if (isCheckedAtSubmission(spec)) subjectOf(spec, norm, seed)
      else buildCell(spec.target)
    },
    run: (spec, setting) => run(method, spec, setting),
  }
}

function checkSizes(epsilon: number | readonly number[], norm: Norm, spec: PerturbationFields): void {
  const sizes = listOf(epsilon)
  const values = ligandsOf(spec) * sizes.length
  if (values > MOST_ATTACKED_VALUES) {
    throw new InvalidInput(
      'too-many-sizes',
      '/options/epsilon',
      `all attacked mixtures together hold ${values} coordinates; at most ${MOST_ATTACKED_VALUES} are kept`,
    )
  }
  if (norm !== 'l0') return
  const attackable = attackableOf(spec)
  const wrong = sizes.findIndex((size) => !Number.isInteger(size) || size > attackable)
  if (wrong === -1) return
  throw new InvalidInput(
    'not-a-number-of-ligands',
    sizes === epsilon ? `/options/epsilon/${wrong}` : '/options/epsilon',
    `in l0 a size is a whole number of ligands, at most the ${attackable} that may change, not ${sizes[wrong]}`,
  )
}

/** The target, asking at each output and gradient whether it is to stop. */
function interruptible(target: Target, shouldStop: () => boolean): Target {
  const orStop = <T>(compute: (x: Float64Array) => T) => {
    return (x: Float64Array) => {
      if (shouldStop()) throw new Interrupted()
      return compute(x)
    }
  }
  return { ...target, output: orStop(target.output), gradient: orStop(target.gradient) }
}

function* run<Spec extends PerturbationFields>(
  method: PerturbationMethod<Spec>,
  spec: Spec,
  { seed, shouldStop }: KindSetting,
): Generator<KindEvent, KindResult, void> {
  const norm = method.norm(spec)
  const subject = subjectOf(spec, norm, seed)
  const { x } = subject
  const target = interruptible(subject.target, shouldStop)
  const attacks = method.attack(spec, { target, x }, () => randomStream(seed, ATTACK_STREAM))
  const count = listOf(method.epsilon(spec) ?? 0).length
  const reports: PerturbationReport[] = []
  const least: number[] = []
  for (;;) {
    const { done, value } = attacks.next()
    if (done) return resultOf(subject, norm, { reports, least, besides: value })
    const size = { epsilon: value.epsilon, norm }
    const random = randomStream(seed, CONTROL_STREAM + reports.length)
    const report = reportPerturbation(target, x, value.attacked, size, random)
    checkNorms(report)
    reports.push(report)
    least.push(leastOutput(subject, size))
    const { attacked: _, ...data } = report
    yield {
      type: 'frame',
      data,
      fraction: reports.length / count,
      message: `ε = ${report.epsilon}: output ${report.output.toPrecision(7)}`,
    }
  }
}

/** A length may be beyond the numbers where all coordinates are within them. */
function checkNorms({ norms }: PerturbationReport): void {
  if (Number.isFinite(norms.l2)) return
  throw new InvalidInput('norm-overflows', '/ligands', 'the perturbation is too large to have a length in l2')
}

interface Outcome {
  readonly reports: readonly PerturbationReport[]
  readonly least: readonly number[]
  readonly besides: object
}

function resultOf(subject: Subject, norm: Norm, outcome: Outcome): KindResult {
  const { model, target, x, coordinates, whole } = subject
  const { reports, least, besides } = outcome
  const { threshold } = target
  const initial = target.output(x)
  const lowest = reports.reduce((most, { output }) => Math.min(most, output), Number.POSITIVE_INFINITY)
  return {
    summary: {
      epsilon: reports.map(({ epsilon }) => epsilon),
      norm,
      threshold,
      coordinates,
      output: { initial, attacked: reports.map(({ output }) => output) },
      responds: { initial: initial > threshold, attacked: reports.map(({ responds }) => responds) },
      norms: reports.map(({ norms }) => norms),
      control: {
        draws: controlDraws(x.length),
        output: reports.map(({ control }) => control.output),
        least: reports.map(({ control }) => control.least),
        responds: reports.map(({ control }) => control.responds),
      },
      certificate: {
        minimumOutput: least,
        crossable: least.map((output) => output <= threshold),
        exact: norm === 'linf' && model.certificates.exact,
      },
      ...besides,
    },
    arrays: { attacked: concatenate(reports.map(({ attacked }) => whole(attacked))) },
    message: `output ${initial.toPrecision(7)} before, ${lowest.toPrecision(7)} at the lowest after`,
  }
}
