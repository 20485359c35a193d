import type { CellModel } from '../cells/cell-model.ts'
import type { Mixture } from '../cells/mixture.ts'
import { root } from '../numerics/root.ts'

/** Relative precision of a boundary. */
const TOLERANCE = 1e-12

/**
 * The binding time (s) at which a cell begins to respond to one quantity of ligand: where the output first crosses the
 * threshold from below between two of the ascending `bindingTimes`. `outputs` are those at the binding times from number
 * `from` on; the one before them is looked at too. Null where there is no crossing, because the cell responds to all of
 * them or to none.
 */
export function respondsFrom(
  outputAt: (bindingTime: number) => number,
  threshold: number,
  bindingTimes: Float64Array,
  outputs: Float64Array,
  from = 0,
): number | null {
  let before = from === 0 ? Number.POSITIVE_INFINITY : outputAt(bindingTimes[from - 1]!)
  for (let i = 0; i < outputs.length; i++) {
    const output = outputs[i]!
    if (output > threshold && before <= threshold) {
      const high = bindingTimes[from + i]!
      const excess = (tau: number) => outputAt(tau) - threshold
      return root(excess, bindingTimes[from + i - 1]!, high, TOLERANCE * high)
    }
    before = output
  }
  return null
}

/** Quantities are looked at so many to a decade, from the least that is told apart from none. */
const PER_DECADE = 8
const LEAST_QUANTITY = 1e-3

/** A quantity of antagonists is looked for up to here when nothing is said. */
export const SURFACE_DEFAULTS = { greatestQuantity: 1e7 } as const

/** How many outputs one point of a surface takes, about. */
export const OUTPUTS_PER_SURFACE_POINT = 250

/**
 * How many antagonists of binding time τ2 (s) silence a cell that faces other ligands: the least L2 with
 * output(others; τ2, L2) ≤ threshold. 0 where the cell does not respond to the others alone, Infinity where no quantity
 * up to `greatest` will do.
 *
 * Looks at eight quantities a decade from 0.001 on; between two at which the cell responds, for a dip below the
 * threshold where the slope changes its sign; then finds the crossing by Brent's method.
 */
export function silencingQuantity(
  model: CellModel,
  others: Mixture,
  antagonistTime: number,
  greatest: number,
): number {
  const last = others.bindingTimes.length
  const mixture: Mixture = {
    bindingTimes: Float64Array.from([...others.bindingTimes, antagonistTime]),
    quantities: Float64Array.from([...others.quantities, 0]),
  }
  const excess = (quantity: number): number => {
    mixture.quantities[last] = quantity
    return model.output(mixture) - model.threshold
  }
  const slope = (quantity: number): number => {
    mixture.quantities[last] = quantity
    return model.gradient(mixture).quantity[last]!
  }
  if (excess(0) <= 0) return 0
  let low = 0
  for (const high of quantitiesUpTo(greatest)) {
    if (excess(high) <= 0) return crossing(excess, low, high)
    const bottom = lowestBetween(slope, low, high)
    if (bottom !== null && excess(bottom) <= 0) return crossing(excess, low, bottom)
    low = high
  }
  return Number.POSITIVE_INFINITY
}

function crossing(excess: (quantity: number) => number, low: number, high: number): number {
  return root(excess, low, high, TOLERANCE * high)
}

function* quantitiesUpTo(greatest: number): Generator<number, void> {
  const steps = Math.max(0, Math.ceil(PER_DECADE * Math.log10(greatest / LEAST_QUANTITY)))
  for (let i = 0; i < steps; i++) yield LEAST_QUANTITY * 10 ** (i / PER_DECADE)
  yield greatest
}

/** Where the output is least between two quantities, falling at the lower and rising at the higher one. */
function lowestBetween(slope: (quantity: number) => number, low: number, high: number): number | null {
  if (!(slope(low) < 0 && slope(high) > 0)) return null
  return root(slope, low, high, 1e-6 * high)
}
