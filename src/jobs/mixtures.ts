import type { Mixture } from '../core/cells/mixture.ts'

/** Ligands of a spec as a mixture. */
export function mixtureOf(
  ligands: readonly { readonly bindingTime: number; readonly quantity: number }[],
): Mixture {
  return {
    bindingTimes: Float64Array.from(ligands, ({ bindingTime }) => bindingTime),
    quantities: Float64Array.from(ligands, ({ quantity }) => quantity),
  }
}
