import type { RandomStream } from '../numerics/random.ts'
import { clip, type Target } from '../target.ts'

/**
 * Random noise of the size of an L∞ attack: every coordinate moves by ε up or down by a coin, within the bounds.
 *
 * The control that every attack is reported beside; it looks at no gradient. Returns a new array of the target's
 * dimension.
 */
export function randomSigns(
  target: Target,
  x: Float64Array,
  epsilon: number,
  random: RandomStream,
): Float64Array {
  return clip(
    x.map((value) => value + (random.uniform() < 0.5 ? -epsilon : epsilon)),
    target.bounds,
  )
}
