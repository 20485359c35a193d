import { InvalidInput } from '../errors.ts'
import type { RandomStream } from '../numerics/random.ts'

/** How the binding times of a population are spread; all numbers in s but for `log-normal`'s sd of the logarithm. */
export type Distribution =
  | { readonly distribution: 'normal'; readonly mean: number; readonly sd: number }
  | {
      readonly distribution: 'half-normal'
      readonly sd: number
      readonly offset?: number
      readonly sign?: number
    }
  | { readonly distribution: 'uniform'; readonly from: number; readonly to: number }
  | { readonly distribution: 'log-normal'; readonly median: number; readonly sd: number }
  | { readonly distribution: 'constant'; readonly value: number }

/** Where a half-normal starts, in s, and which way it goes from there, when nothing is said. */
export const HALF_NORMAL_DEFAULTS = { offset: 0, sign: 1 } as const

/** No normal number is drawn this many standard deviations away: less often than once in 10^18 times. */
const FARTHEST = 9

/** A binding time (s) that no draw is above. */
export function largestDraw(distribution: Distribution): number {
  switch (distribution.distribution) {
    case 'normal':
      return distribution.mean + FARTHEST * distribution.sd
    case 'half-normal':
      return (distribution.offset ?? HALF_NORMAL_DEFAULTS.offset) + FARTHEST * distribution.sd
    case 'uniform':
      return distribution.to
    case 'log-normal':
      return distribution.median * Math.exp(FARTHEST * distribution.sd)
    case 'constant':
      return distribution.value
  }
}

/**
 * A function that draws one binding time (s) after another.
 *
 * normal: mean + sd·z · half-normal: offset + sign·sd·|z| · uniform: from + (to − from)·u ·
 * log-normal: median·exp(sd·z) · constant: value; z standard normal, u uniform in [0, 1).
 * Draws may be negative where the distribution allows it; `path` names the distribution in what is thrown for
 * parameters without meaning (`InvalidInput`).
 */
export function sampler(distribution: Distribution, random: RandomStream, path: string): () => number {
  switch (distribution.distribution) {
    case 'normal': {
      const { mean, sd } = distribution
      checkSpread(sd, path)
      return () => mean + sd * random.normal()
    }
    case 'half-normal': {
      const { sd, offset = HALF_NORMAL_DEFAULTS.offset, sign = HALF_NORMAL_DEFAULTS.sign } = distribution
      checkSpread(sd, path)
      return () => offset + sign * sd * Math.abs(random.normal())
    }
    case 'uniform': {
      const { from, to } = distribution
      if (!(from <= to)) {
        throw new InvalidInput(
          'empty-interval',
          `${path}/to`,
          `a uniform distribution needs from ≤ to, not ${from} and ${to}`,
        )
      }
      return () => from + (to - from) * random.uniform()
    }
    case 'log-normal': {
      const { median, sd } = distribution
      checkSpread(sd, path)
      return () => median * Math.exp(sd * random.normal())
    }
    case 'constant':
      return () => distribution.value
  }
}

function checkSpread(sd: number, path: string): void {
  if (!Number.isFinite(sd) || sd < 0) {
    throw new InvalidInput(
      'negative-spread',
      `${path}/sd`,
      `a standard deviation is a finite number of at least 0, not ${sd}`,
    )
  }
}
