import { logFactorial } from './log-factorial.ts'
import type { RandomStream } from './random.ts'

/** Below this mean by inversion, from here on by rejection. */
const REJECTION_FROM = 10

/** A term of the distribution below this is less than a uniform number can tell from none. */
const SMALLEST_TERM = 2 ** -60

/**
 * A Poisson deviate of this mean (finite, ≥ 0): P(k) = e^-μ μ^k/k!.
 *
 * By inversion below a mean of 10, by transformed rejection (PTRS) from there on. Beyond a mean of some 1e11 rounding shows in
 * the logarithm that decides on a rejection. Source: Hörmann, Insur. Math. Econ. 12, 39 (1993).
 */
export function poisson(mean: number, random: RandomStream): number {
  return mean < REJECTION_FROM ? byInversion(mean, random.uniform()) : byRejection(mean, random)
}

/** The least k with P(≤ k) ≥ u. */
function byInversion(mean: number, u: number): number {
  // 1 − μ ≤ e^-μ: no exponential is needed for most draws of a small mean.
  if (u < 1 - mean) return 0
  let term = Math.exp(-mean)
  let left = u
  let k = 0
  while (left > term) {
    left -= term
    k++
    term *= mean / k
    // What is left is then rounding.
    if (term < SMALLEST_TERM && k > mean) break
  }
  return k
}

function byRejection(mean: number, { uniform }: RandomStream): number {
  const logMean = Math.log(mean)
  const b = 0.931 + 2.53 * Math.sqrt(mean)
  const a = -0.059 + 0.02483 * b
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4)
  const certain = 0.9277 - 3.6224 / (b - 2)
  for (;;) {
    const u = uniform() - 0.5
    const v = uniform()
    const us = 0.5 - Math.abs(u)
    const k = Math.floor(((2 * a) / us + b) * u + mean + 0.43)
    if (us >= 0.07 && v <= certain) return k
    if (k < 0 || (us < 0.013 && v > us)) continue
    const bound = Math.log((v * inverseAlpha) / (a / (us * us) + b))
    if (bound <= k * logMean - mean - logFactorial(k)) return k
  }
}
