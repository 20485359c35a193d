import { silencingQuantity } from '../analyses/decision-boundary.ts'
import type { CellModel } from '../cells/cell-model.ts'
import type { Mixture } from '../cells/mixture.ts'
import { Interrupted } from '../errors.ts'

/** The fewest ligands of one kind that silence a cell. */
export interface FewestLigands {
  /** Index into the panel. */
  readonly kind: number
  readonly quantity: number
  /** No cocktail of fewer ligands of the panel than this, of one kind or many, silences the cell. */
  readonly atLeast: number
}

/** Relative precision of the certified number: each halving takes a certificate. */
const PRECISION = 1e-4

/** A certified number this small beside the quantity found is as good as 0. */
const NEGLIGIBLE = 1e-6

/**
 * The fewest ligands of one of a panel's kinds (binding times in s) that, added to a mixture, silence a cell; null where
 * `most` are not enough. `atLeast` is the largest number of which the model's certificate says that they cannot, to a
 * relative 1e-4. Throws `InvalidInput` as the model does, and `Interrupted`.
 */
export function fewestLigands(
  model: CellModel,
  fixed: Mixture,
  panel: Float64Array,
  most: number,
  shouldStop: () => boolean,
): FewestLigands | null {
  let best: { kind: number; quantity: number } | null = null
  for (const [kind, tau] of panel.entries()) {
    if (shouldStop()) throw new Interrupted()
    const quantity = silencingQuantity(model, fixed, tau, best?.quantity ?? most)
    if (Number.isFinite(quantity) && quantity < (best?.quantity ?? Number.POSITIVE_INFINITY))
      best = { kind, quantity }
  }
  if (best === null) return null
  const certain = (total: number) => model.certificates.ofCocktail(fixed, total, panel) > model.threshold
  let [low, high] = [0, best.quantity]
  // A bound that never certifies anything is not followed down to nothing.
  while (high - low > PRECISION * high && high > NEGLIGIBLE * best.quantity) {
    if (shouldStop()) throw new Interrupted()
    const middle = (low + high) / 2
    if (certain(middle)) low = middle
    else high = middle
  }
  return { ...best, atLeast: low }
}
