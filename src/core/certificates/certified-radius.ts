import type { Norm } from '../attacks/norms.ts'
import type { Network } from '../digits/network.ts'
import { euclideanLength } from '../numerics/euclidean-length.ts'
import type { Bounds } from '../target.ts'
import { leastMargin } from './margin-bounds.ts'

/** How exactly a radius in L∞ or L2 is found; in L0 it is a whole number. */
export const RADIUS_TOLERANCE = 1e-6

/**
 * A size up to which it is certified that no perturbation of an image misleads the network: the largest ε at which
 * `leastMargin` is above 0, found by bisection to 1e-6 from below, in L0 exactly; 0 where there is none above 0, as
 * where the image is told wrongly anyway.
 *
 * It is a lower bound of the smallest perturbation that misleads. `x` and `bounds` as `leastMargin` takes them, the
 * bounds finite.
 */
export function certifiedRadius(
  network: Network,
  trueClass: 0 | 1,
  x: Float64Array,
  norm: Norm,
  bounds: Bounds,
): number {
  const isCertified = (epsilon: number) => leastMargin(network, trueClass, x, { epsilon, norm }, bounds) > 0
  if (!isCertified(0)) return 0
  const farthest = diameterOf(bounds, norm)
  if (isCertified(farthest)) return farthest
  let [certified, beyond] = [0, farthest]
  while (beyond - certified > (norm === 'l0' ? 1 : RADIUS_TOLERANCE)) {
    const middle = norm === 'l0' ? Math.floor((certified + beyond) / 2) : (certified + beyond) / 2
    if (isCertified(middle)) certified = middle
    else beyond = middle
  }
  return certified
}

/** Bounds that `certifiedRadius` looks at for one image within the unit cube of so many pixels, at the most. */
export const BOUNDS_PER_RADIUS = 32

/** No perturbation within the bounds is larger. */
function diameterOf({ lower, upper }: Bounds, norm: Norm): number {
  if (norm === 'l0') return lower.length
  const spans = upper.map((value, i) => value - lower[i]!)
  return norm === 'l2' ? euclideanLength(spans) : spans.reduce((most, span) => Math.max(most, span), 0)
}
