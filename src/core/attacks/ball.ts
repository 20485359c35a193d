import { euclideanLength } from '../numerics/euclidean-length.ts'
import type { RandomStream } from '../numerics/random.ts'
import { type Bounds, clip } from '../target.ts'
import { type ConvexNorm, normsOf } from './norms.ts'
import { signs } from './projected-steps.ts'

/** The points that an attack of size ε may reach: a ball around the start, and the bounds. */
export interface Ball {
  /** A gradient as the direction of unit length in this norm in which the output rises fastest. */
  normalise(gradient: Float64Array): Float64Array
  /** A point within both, as computed in doubles; the same point where it is within them already. */
  project(x: Float64Array): Float64Array
  /** A point of the ball, uniformly; not yet within the bounds. */
  draw(random: RandomStream): Float64Array
}

/** The ball of radius ε ≥ 0 around `centre`, which is within the bounds. */
export function ballAround(centre: Float64Array, epsilon: number, norm: ConvexNorm, bounds: Bounds): Ball {
  return norm === 'linf' ? cube(centre, epsilon, bounds) : sphere(centre, epsilon, bounds)
}

function cube(centre: Float64Array, epsilon: number, bounds: Bounds): Ball {
  const box = {
    lower: centre.map((value, i) => Math.max(edge(value, -epsilon), bounds.lower[i]!)),
    upper: centre.map((value, i) => Math.min(edge(value, epsilon), bounds.upper[i]!)),
  }
  return {
    normalise: signs,
    project: (x) => clip(x, box),
    draw: (random) => centre.map((value) => value + epsilon * (2 * random.uniform() - 1)),
  }
}

/** value + offset, or the next point towards `value` whose computed distance is not above |offset|. */
function edge(value: number, offset: number): number {
  let moved = value + offset
  for (let bit = 53; Math.abs(moved - value) > Math.abs(offset); bit--) {
    moved = value + offset * (1 - 2 ** -bit)
  }
  return moved
}

function sphere(centre: Float64Array, epsilon: number, bounds: Bounds): Ball {
  return {
    normalise: unitVector,
    project(x) {
      let point = clip(x, bounds)
      if (normsOf(centre, point).l2 <= epsilon) return point
      const share = shareWithin(centre, x, epsilon, bounds)
      const shrunk = (by: number) =>
        clip(
          x.map((value, i) => centre[i]! + by * (value - centre[i]!)),
          bounds,
        )
      point = shrunk(share)
      for (let bit = 53; normsOf(centre, point).l2 > epsilon; bit--) point = shrunk(share * (1 - 2 ** -bit))
      return point
    },
    draw(random) {
      const direction = unitVector(centre.map(() => random.normal()))
      const radius = epsilon * random.uniform() ** (1 / centre.length)
      return centre.map((value, i) => value + radius * direction[i]!)
    },
  }
}

/**
 * The share s for which clip(centre + s (x − centre)) lies on the sphere: the point of the ball and the bounds nearest
 * to a point `x` whose clipped one lies outside the ball. Coordinates come to their bounds one by one as s grows; with
 * those that have, s has a closed form, and the iteration only rises.
 */
function shareWithin(
  centre: Float64Array,
  x: Float64Array,
  epsilon: number,
  { lower, upper }: Bounds,
): number {
  if (epsilon === 0) return 0
  // Squares of the sizes themselves may overflow or vanish; dividing by a power of two rounds nothing.
  const unit = 2 ** Math.floor(Math.log2(epsilon))
  let share = 0
  for (;;) {
    let atBounds = 0
    let free = 0
    for (let i = 0; i < x.length; i++) {
      const offset = (x[i]! - centre[i]!) / unit
      const room = ((offset < 0 ? lower[i]! : upper[i]!) - centre[i]!) / unit
      if (Math.abs(share * offset) > Math.abs(room)) atBounds += room * room
      else free += offset * offset
    }
    const next = Math.sqrt(Math.max(0, (epsilon / unit) ** 2 - atBounds) / free)
    if (!(next > share)) return share
    share = next
  }
}

/** v/|v|₂, 0 for 0. Where entries are infinite these alone count, all alike. */
export function unitVector(vector: Float64Array): Float64Array {
  const { linf } = normsOf(new Float64Array(vector.length), vector)
  if (linf === 0) return vector.slice()
  const scaled = Number.isFinite(linf)
    ? vector.map((value) => value / linf)
    : vector.map((value) => (Number.isFinite(value) ? 0 : Math.sign(value)))
  const length = euclideanLength(scaled)
  return scaled.map((value) => value / length)
}
