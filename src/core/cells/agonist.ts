import { InvalidInput } from '../errors.ts'
import type { CellModel } from './cell-model.ts'

/**
 * Refuses ligands (binding times in s) among which none is an agonist of the cell: there would be no response for an
 * attack to silence. Throws `InvalidInput` at `/ligands`.
 */
export function checkAgonist({ criticalBindingTime }: CellModel, bindingTimes: Float64Array): void {
  if (bindingTimes.some((tau) => tau > criticalBindingTime)) return
  throw new InvalidInput(
    'no-agonist',
    '/ligands',
    `no ligand binds longer than the critical ${criticalBindingTime} s: there is no agonist to silence`,
  )
}
