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
  const differences = after.map((value, i) => Math.abs(value - before[i]!))
  let linf = 0
  let l0 = 0
  for (let i = 0; i < differences.length; i++) {
    linf = Math.max(linf, differences[i]!)
    if (differences[i]! > 0) l0++
  }
  return { linf, l2: euclideanLength(differences), l0 }
}
