import type { Bounds } from '../target.ts'
import type { ConvexNorm } from './norms.ts'

/**
 * The smallest step r from `x`, in L2 or L∞, that lowers a linear function of this (finite) gradient by `drop` > 0:
 * g·r = −drop, x + r within the bounds and no coordinate further from `x` than `farthest`. Where that cannot be, the
 * step that lowers it most. A new array.
 *
 * r_i = −sgn(g_i) min(μ w_i, room_i) with w_i = |g_i| in L2 and 1 in L∞: coordinates stop at their bounds one by one
 * as μ grows, and the others go on. μ is found by sorting the places where they stop.
 */
export function linearStep(
  x: Float64Array,
  gradient: Float64Array,
  drop: number,
  { norm, bounds, farthest }: { norm: ConvexNorm; bounds: Bounds; farthest: number },
): Float64Array {
  const weights = norm === 'l2' ? gradient.map(Math.abs) : gradient.map((slope) => Math.abs(Math.sign(slope)))
  const rooms = x.map((value, i) =>
    Math.min(farthest, gradient[i]! > 0 ? value - bounds.lower[i]! : bounds.upper[i]! - value),
  )
  const reach = reachOf(gradient.map(Math.abs), weights, rooms, drop)
  return gradient.map((slope, i) =>
    slope === 0 ? 0 : -Math.sign(slope) * Math.min(reach * weights[i]!, rooms[i]!),
  )
}

/** The least μ with Σ slope_i min(μ weight_i, room_i) = drop; infinity where there is none. */
function reachOf(slopes: Float64Array, weights: Float64Array, rooms: Float64Array, drop: number): number {
  const stops = weights.map((weight, i) => rooms[i]! / weight)
  const order = Uint32Array.from(stops.keys())
    .filter((i) => weights[i]! > 0)
    .sort((a, b) => stops[a]! - stops[b]!)
  // Summed from the last to stop, since differences of the sums would round below 0.
  const rates = new Float64Array(order.length)
  let rate = 0
  for (let k = order.length - 1; k >= 0; k--) {
    const i = order[k]!
    rate += slopes[i]! * weights[i]!
    rates[k] = rate
  }
  let stopped = 0
  for (const [k, i] of order.entries()) {
    const reach = (drop - stopped) / rates[k]!
    if (reach <= stops[i]!) return reach
    stopped += slopes[i]! * rooms[i]!
  }
  return Number.POSITIVE_INFINITY
}
