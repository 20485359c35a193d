import type { Ligand, Mixture } from '../core/cells/mixture.ts'

/** Ligands of a spec as a mixture. */
export function mixtureOf(ligands: readonly Ligand[]): Mixture {
  return {
    bindingTimes: Float64Array.from(ligands, ({ bindingTime }) => bindingTime),
    quantities: Float64Array.from(ligands, ({ quantity }) => quantity),
  }
}
