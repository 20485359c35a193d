import type { CellModel } from '../core/cells/cell-model.ts'
import { weightCount } from './classifier.ts'
import type { ClassifierHeads, NeededClassifier } from './kind.ts'

/*
 * What a worker holds for a job, in bytes: upper estimates from what it allocates, with room for copies on their way to
 * the store and for what the collector has not taken yet. test/faults/memory.test.ts holds them against what jobs take.
 */

/** Of a number. */
export const BYTES = 8

/** Any job's: compiled code, a spec of ordinary size, garbage. */
export const ROOM = 40_000_000

/** Of the digits' files, and of the sets of images that a worker keeps. */
export const DIGITS = 80_000_000

/** Of each point of a field: its part as it is stored, as it is joined, and the field. */
const PER_POINT = 32
/** Of each value of an axis, in JSON too. */
const PER_AXIS_VALUE = 200

/** Of each ligand in a list of a spec: objects, arrays, and what an output is made of. */
export const PER_LISTED_LIGAND = 1000

/** Of each weight of a network that is used: its own, and those of the engines. */
const PER_WEIGHT = 32

export const FIELD_MEMORY = `${PER_POINT} × points + ${PER_AXIS_VALUE} × (rows + columns)`

/** A field with its axes. */
export function fieldMemory([rows, columns]: readonly [number, number]): number {
  return PER_POINT * rows * columns + PER_AXIS_VALUE * (rows + columns)
}

export const NETWORK_MEMORY = `${DIGITS} + ${PER_WEIGHT} × weights`

/** Digits, and the networks that a job needs. */
export function networkMemory(needed: readonly NeededClassifier[], heads: ClassifierHeads): number {
  const names = Array.from(new Set(needed.map(({ name }) => name)))
  const weights = names.reduce((sum, name) => sum + weightCount(heads.get(name)!), 0)
  return DIGITS + PER_WEIGHT * weights
}

/** Numbers that an output and a gradient of a mixture take for each kind of ligand: of a chain several a step. */
export function numbersPerOutput({ network }: CellModel): number {
  return network === undefined ? 0 : 12 * (network.steps + 1)
}
