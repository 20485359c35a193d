import type { CellModel } from '../cells/cell-model.ts'
import type { Ligand, Mixture } from '../cells/mixture.ts'

/**
 * The output for one kind of ligand, as a function of its binding time (s) and quantity, beside ligands that are
 * there anyway.
 *
 * The function keeps one mixture and changes it at each call. Throws `InvalidInput` as the model does.
 */
export function outputBeside(
  model: CellModel,
  background: readonly Ligand[],
): (bindingTime: number, quantity: number) => number {
  const mixture: Mixture = {
    bindingTimes: Float64Array.from([0, ...background.map(({ bindingTime }) => bindingTime)]),
    quantities: Float64Array.from([0, ...background.map(({ quantity }) => quantity)]),
  }
  return (bindingTime, quantity) => {
    mixture.bindingTimes[0] = bindingTime
    mixture.quantities[0] = quantity
    return model.output(mixture)
  }
}
