import type { Target } from './target.ts'

/** A target of which only some coordinates are free, and the way back to all of them. */
export interface RestrictedTarget extends Target {
  /** The whole vector whose free coordinates are `part`, the others as they were fixed; a new array. */
  whole(part: Float64Array): Float64Array
}

/** The values of `x` at some of its coordinates, in their order. */
export function partOf(x: Float64Array, coordinates: readonly number[]): Float64Array {
  return Float64Array.from(coordinates, (i) => x[i]!)
}

/**
 * The target as a function of the coordinates named alone, the others fixed at their values in `x`: what an attack
 * faces that may change no others. Its vectors, bounds and norms are those of the subspace.
 */
export function restrictedTarget(
  target: Target,
  x: Float64Array,
  coordinates: readonly number[],
): RestrictedTarget {
  const { bounds, threshold, interchangeable } = target
  const fixed = x.slice()
  const whole = (part: Float64Array) => {
    const all = fixed.slice()
    for (let j = 0; j < coordinates.length; j++) all[coordinates[j]!] = part[j]!
    return all
  }
  return {
    dimension: coordinates.length,
    bounds: { lower: partOf(bounds.lower, coordinates), upper: partOf(bounds.upper, coordinates) },
    threshold,
    ...(interchangeable && { interchangeable: partOf(interchangeable, coordinates) }),
    output: (part) => target.output(whole(part)),
    gradient: (part) => partOf(target.gradient(whole(part)), coordinates),
    whole,
  }
}
