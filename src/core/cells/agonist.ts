import { InvalidInput } from '../errors.ts'
import type { CellModel } from './cell-model.ts'

/** Whether one of these ligands (binding times in s) is an agonist; those of quantity 0 are not there. */
export function hasAgonist(
  { criticalBindingTime }: CellModel,
  bindingTimes: Float64Array,
  quantities?: Float64Array,
): boolean {
  return bindingTimes.some((tau, l) => tau > criticalBindingTime && quantities?.[l] !== 0)
}

/**
 * Refuses ligands without an agonist of the cell: there would be no response for an attack to silence. Throws
 * `InvalidInput` at `/ligands`.
 */
export function checkAgonist(model: CellModel, bindingTimes: Float64Array, quantities?: Float64Array): void {
  if (hasAgonist(model, bindingTimes, quantities)) return
  throw new InvalidInput(
    'no-agonist',
    '/ligands',
    `no ligand binds longer than the critical ${model.criticalBindingTime} s: there is no agonist to silence`,
  )
}
