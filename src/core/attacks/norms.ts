import { euclideanLength } from '../numerics/euclidean-length.ts'

/** A norm of a perturbation: largest coordinate, Euclidean length, or how many coordinates it changes. */
export type Norm = 'linf' | 'l2' | 'l0'

/** The norms whose balls are convex, in which an attack can step along a gradient. */
export type ConvexNorm = Exclude<Norm, 'l0'>

/** The norm of an attack when nothing is said. */
export const DEFAULT_NORM = 'linf' as const

/** Sizes of a perturbation in each norm. */
export type Norms = Readonly<Record<Norm, number>>

/** Norms of the difference of two arrays of the same length. */
export function normsOf(before: Float64Array, after: Float64Array): Norms {
  const differences = difference(before, after)
  let linf = 0
  let l0 = 0
  for (let i = 0; i < differences.length; i++) {
    const size = Math.abs(differences[i]!)
    linf = Math.max(linf, size)
    if (size > 0) l0++
  }
  return { linf, l2: euclideanLength(differences), l0 }
}

/** The L2 norm of the difference of two arrays, as `normsOf` has it. */
export function distance(before: Float64Array, after: Float64Array): number {
  return euclideanLength(difference(before, after))
}

/** after − before. */
export function difference(before: Float64Array, after: Float64Array): Float64Array {
  const differences = new Float64Array(after.length)
  for (let i = 0; i < differences.length; i++) differences[i] = after[i]! - before[i]!
  return differences
}
