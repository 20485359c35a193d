import { root } from './root.ts'

/** A differentiable function of one variable. */
export interface ScalarFunction {
  value(x: number): number
  slope(x: number): number
}

/** Halvings of an interval before its ends cannot be told apart. */
const MOST_HALVINGS = 1100

/**
 * The place of a minimum of `f` between the neighbours of `x`, where f is no lower than at `x`; a neighbour is null
 * where the range ends at `x`. A root of the slope, bracketed from `x` downhill, to within `tolerance`; `x` itself
 * where f falls out of the range or is flat. The slope may be infinite, as at a binding time of 0.
 */
export function localMinimum(
  f: ScalarFunction,
  x: number,
  neighbours: { readonly lower: number | null; readonly upper: number | null },
  tolerance: number,
): number {
  const slope = f.slope(x)
  const far = slope > 0 ? neighbours.lower : neighbours.upper
  if (slope === 0 || far === null) return x
  const bracket = bracketDownhill(f, x, far)
  return bracket === null ? x : root((place) => f.slope(place), bracket.near, bracket.far, tolerance)
}

/**
 * Two places between which the slope changes its sign from downhill (seen from `near`) to uphill; null where they
 * cannot be told apart any more. f falls from `near` towards `far` and is no lower at `far`: as long as that holds,
 * there is a minimum in between.
 */
function bracketDownhill(
  f: ScalarFunction,
  near: number,
  far: number,
): { readonly near: number; readonly far: number } | null {
  const towards = Math.sign(far - near)
  let value = f.value(near)
  for (let halvings = 0; halvings < MOST_HALVINGS; halvings++) {
    if (towards * f.slope(far) > 0) return { near, far }
    const middle = near + (far - near) / 2
    if (middle === near || middle === far) return null
    const valueThere = f.value(middle)
    // Where it has not turned yet and is lower, the minimum lies beyond; else it lies before.
    if (valueThere < value && towards * f.slope(middle) <= 0) {
      near = middle
      value = valueThere
    } else far = middle
  }
  return null
}
