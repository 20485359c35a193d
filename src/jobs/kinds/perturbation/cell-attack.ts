import type { TSchema } from 'typebox'
import { CONTROL_STREAM } from '../../../core/attacks/descent-control.ts'
import type { Norm } from '../../../core/attacks/norms.ts'
import {
  controlDraws,
  type PerturbationReport,
  reportPerturbation,
} from '../../../core/attacks/perturbation-report.ts'
import { InvalidInput } from '../../../core/errors.ts'
import { interruptibleTarget } from '../../../core/interruptible-target.ts'
import { concatenate } from '../../../core/numerics/concatenate.ts'
import { randomStream } from '../../../core/numerics/random.ts'
import type { KindEvent, KindResult, KindSetting, WholeKind } from '../../kind.ts'
import { listOf } from '../../list-of.ts'
import { BYTES, ROOM } from '../../memory.ts'
import { buildCell } from '../../models.ts'
import type { PerturbationFields } from '../../specs/perturbation.ts'
import {
  cellMemory,
  checkFields,
  checkSizes,
  isCheckedAtSubmission,
  leastOutput,
  ligandsOf,
  NUMBERS_PER_LIGAND,
  type Subject,
  subjectOf,
} from './cell-subject.ts'
import type { PerturbationMethod } from './method.ts'

/** Attacks draw from this stream of a seed: beyond the controls, one for each of at most 1 000 sizes. */
const ATTACK_STREAM = CONTROL_STREAM + 1024

/** Numbers that each attacked mixture has for a ligand: as it was made, whole, joined with the others, and on its way. */
const NUMBERS_PER_SIZE = 4

/** The kind of job that runs an attack on a cell's mixture and reports it beside its control and certificate. */
export function cellAttack<Options>(
  method: PerturbationMethod<Options>,
  title: string,
  spec: TSchema,
): WholeKind<Options & PerturbationFields> {
  const { name, source, costFormula } = method
  return {
    name,
    type: 'attack',
    subject: 'cell',
    title,
    source,
    spec,
    costFormula: `ligands × (${costFormula})`,
    memoryFormula: `${ROOM} + ${BYTES} × ligands × (${NUMBERS_PER_LIGAND + method.numbers} + ${NUMBERS_PER_SIZE} × sizes, + 12 × (N + 1) in a mechanistic model)`,
    memory(spec) {
      const sizes = listOf(method.epsilon(spec) ?? 0).length
      return ROOM + cellMemory(spec, method.numbers + NUMBERS_PER_SIZE * sizes)
    },
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

function* run<Options>(
  method: PerturbationMethod<Options>,
  spec: Options & PerturbationFields,
  { seed, shouldStop }: KindSetting,
): Generator<KindEvent, KindResult, void> {
  const norm = method.norm(spec)
  const subject = subjectOf(spec, norm, seed)
  const { x } = subject
  const target = interruptibleTarget(subject.target, shouldStop)
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
