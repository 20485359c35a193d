import type { Regime } from '../cells/regime.ts'
import { InvalidInput } from '../errors.ts'
import type { Target } from '../target.ts'

/** What a target's gradient does where coordinates are at their floor: no ligand binds, a pixel is black. */
export interface FloorGradient {
  readonly regime: Regime
  /** Largest magnitude of a derivative at its floor; null where one diverges. */
  readonly gradientAtFloor: number | null
  /**
   * The strongest pull at a floor, by which the output falls as its coordinate rises, as a share of the strongest on the
   * way up: 0 where the floor is flat, 1 where it falls nowhere more steeply; null where it falls nowhere.
   */
  readonly pullAtFloor: number | null
}

/** A pull at the floor that is a smaller share of the strongest on the way up leaves the floor flat. */
const NEGLIGIBLE_PULL = 0.05

/** The way up is looked at in so many places, each half as far as the one before. */
const PLACES = 12

/** Gradients that one coordinate takes. */
export const GRADIENTS_PER_FLOOR = PLACES + 1

/**
 * The regime of a target around `x`: whether its gradient has a critical point where coordinates are at their lower
 * bounds, from which a small step against the output leads nowhere though a large one would.
 *
 * One coordinate at a time is moved to its floor, the others staying at their values in `x` (all of them at once may be
 * where a cell has no output, 0/0), and then up from there: to its upper bound, or where there is none to the largest
 * coordinate of `x` above its floor, in halves. The pull is −∂f/∂x_i where that is positive. The floor is a critical
 * point where the strongest pull at a floor, over all coordinates, is below 0.05 of the strongest on the way up: for
 * ideal adaptive proofreading just for m > 1, for a network behind a Hill input just for n > 1, where it is 0. In the
 * mechanistic models ligands take receptors from others with a pull that is finite at τ = 0: where that is all there is
 * to antagonism there is no critical point, unlike `regimeOf`, which leaves it out. Where nothing pulls, as for m = 0,
 * there is none either. Throws `InvalidInput` for a coordinate without a lower bound. Source: arXiv:1807.04270,
 * sections IV and V.
 */
export function regimeAtFloor(target: Target, x: Float64Array): FloorGradient {
  let steepest = 0
  let pullAtFloor = 0
  let pull = 0
  for (const i of different(target, x)) {
    const places = placesAbove(target, x, i)
    const moved = x.slice()
    places.forEach((value, place) => {
      moved[i] = value
      const slope = target.gradient(moved)[i]!
      pull = Math.max(pull, -slope)
      if (place > 0) return
      steepest = Math.max(steepest, Math.abs(slope))
      pullAtFloor = Math.max(pullAtFloor, -slope)
    })
  }
  const share = shareOf(pullAtFloor, pull)
  return {
    regime: share !== null && share < NEGLIGIBLE_PULL ? 'critical-point' : 'no-critical-point',
    gradientAtFloor: Number.isFinite(steepest) ? steepest : null,
    pullAtFloor: share,
  }
}

function shareOf(part: number, whole: number): number | null {
  if (whole === 0) return null
  return part === Number.POSITIVE_INFINITY ? 1 : part / whole
}

/** The coordinates, one of those that have the same value and may exchange it for another's. */
function different({ interchangeable }: Target, x: Float64Array): number[] {
  const all = Array.from(x, (_, i) => i)
  if (interchangeable === undefined) return all
  const first = new Map<string, number>()
  for (const i of all) {
    const key = `${interchangeable[i]} ${x[i]}`
    if (!first.has(key)) first.set(key, i)
  }
  return [...first.values()]
}

/** The floor of a coordinate, and places above it. */
function placesAbove({ bounds }: Target, x: Float64Array, i: number): number[] {
  const floor = bounds.lower[i]!
  if (!Number.isFinite(floor)) {
    throw new InvalidInput('no-floor', '', `coordinate ${i} has no lower bound that it could be moved to`)
  }
  const largest = x.reduce((most, value) => Math.max(most, value - floor), 0)
  const room = Number.isFinite(bounds.upper[i]) ? bounds.upper[i]! - floor : largest || 1
  return [floor, ...Array.from({ length: PLACES }, (_, place) => floor + room / 2 ** place)]
}
