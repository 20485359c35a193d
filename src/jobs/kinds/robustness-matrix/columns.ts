import type { Norm } from '../../../core/attacks/norms.ts'
import { leastMargin } from '../../../core/certificates/margin-bounds.ts'
import { DIGIT_PIXELS } from '../../../core/digits/network.ts'
import { interruptibleTarget } from '../../../core/interruptible-target.ts'
import type { NeededClassifier, PartSetting } from '../../kind.ts'
import {
  MATRIX_DEFAULTS,
  type MatrixCell,
  type MatrixNetwork,
  type RobustnessMatrixSpec,
} from '../../specs/robustness-matrix.ts'
import { leastOutput, ligandsOf, subjectOf } from '../perturbation/cell-subject.ts'
import { digitSubject } from '../perturbation/digit-subject.ts'
import type { StartingPoint } from '../perturbation/method.ts'

export type ColumnSpec = RobustnessMatrixSpec['targets'][number]

/** An input of a column, and what is certain of it. */
export interface ColumnInput {
  readonly start: StartingPoint
  /** What the output cannot go below under any attack of this size. */
  certified(epsilon: number, norm: Norm): number
}

/** Whether a column is a network. */
export function isNetwork(column: ColumnSpec): column is MatrixNetwork {
  return 'classifier' in column.target
}

/** What a column is called. */
export function labelOf(column: ColumnSpec): string {
  if (column.label !== undefined) return column.label
  if (isNetwork(column)) return column.target.classifier
  const { model, parameters } = column.target
  if (model !== 'adaptive-proofreading') return model
  return `${model} (${parameters.N}, ${parameters.m})`
}

/** The size of attacks in a norm; undefined where there are none. */
export function sizeIn(column: ColumnSpec, norm: Norm): number | undefined {
  return isNetwork(column) ? { ...MATRIX_DEFAULTS.epsilon, ...column.epsilon }[norm] : column.epsilon[norm]
}

/** Number of inputs: one where chance has no part in them. */
export function inputsOf(column: ColumnSpec): number {
  const { inputs = MATRIX_DEFAULTS.inputs } = column
  if (isNetwork(column)) return inputs
  const { mixture, bindingTimes } = column.ligands
  return mixture === undefined && bindingTimes === undefined ? inputs : 1
}

/** Coordinates of one input. */
export function coordinatesOf(column: ColumnSpec): number {
  return isNetwork(column) ? DIGIT_PIXELS : ligandsOf(column)
}

/** Opens a column for attacks in a norm: what it gives is its input `i`, counted from 0. */
export function openColumn(column: ColumnSpec, norm: Norm, setting: PartSetting): (i: number) => ColumnInput {
  return isNetwork(column) ? networkInputs(column, setting) : (i) => cellInput(column, norm, i, setting)
}

function networkInputs(column: MatrixNetwork, setting: PartSetting): (i: number) => ColumnInput {
  const subject = digitSubject(
    { target: column.target, ...(column.bounds && { bounds: column.bounds }), digits: column.digits ?? {} },
    setting,
    '/transferFrom',
  )
  return (i) => {
    const start = subject.start(i)
    return {
      start,
      certified: (epsilon, norm) =>
        leastMargin(subject.classifier.network, start.trueClass, start.x, { epsilon, norm }, subject.bounds),
    }
  }
}

/**
 * 2^32 over the golden ratio: each input draws its ligands from a seed of its own, those of many inputs are far apart,
 * and jobs whose seeds follow one another have none in common.
 */
const SEED_STEP = 0x9e3779b9

function cellInput(
  column: MatrixCell,
  norm: Norm,
  i: number,
  { seed, shouldStop }: PartSetting,
): ColumnInput {
  const subject = subjectOf(column, norm, (seed + i * SEED_STEP) % 2 ** 32)
  const target = interruptibleTarget(subject.target, shouldStop)
  return {
    start: { target, x: subject.x },
    certified: (epsilon, norm) => leastOutput(subject, { epsilon, norm }),
  }
}

/** The classifiers that the columns need, and where the spec says so. */
export function classifiersOf(spec: RobustnessMatrixSpec): NeededClassifier[] {
  return spec.targets.flatMap((_, t) => neededAt(spec, t))
}

/** The classifiers that column `t` needs: none where it is a cell. */
export function neededAt({ targets, attacks }: RobustnessMatrixSpec, t: number): NeededClassifier[] {
  const column = targets[t]!
  if (!isNetwork(column)) return []
  const own = { name: column.target.classifier, path: `/targets/${t}/target/classifier` }
  const transfers = attacks === undefined || attacks.includes('transfer')
  if (!transfers || column.transferFrom === undefined) return [own]
  return [own, { name: column.transferFrom, path: `/targets/${t}/transferFrom` }]
}
