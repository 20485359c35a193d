/** Shares of the samples below the quantiles that are reported. */
export const QUANTILE_LEVELS = [0.05, 0.25, 0.5, 0.75, 0.95] as const

/** A histogram has this many bins at the most. */
const MOST_BINS = 50

/** What there is to say of samples; `quantiles` are those of `QUANTILE_LEVELS`. */
export interface SampleSummary {
  readonly mean: number
  /** Of the population, estimated: the sum of squares is divided by n − 1. */
  readonly standardDeviation: number
  readonly quantiles: readonly number[]
}

/** `counts[i]` samples lie from `edges[i]` up to, and without, `edges[i + 1]`. */
export interface SampleHistogram {
  readonly edges: readonly number[]
  readonly counts: readonly number[]
}

/** Mean and standard deviation of at least two samples. */
export function momentsOf(samples: Float64Array): { mean: number; standardDeviation: number } {
  let mean = 0
  let squares = 0
  // Welford's: the difference of two large sums would lose the spread of large counts.
  for (let i = 0; i < samples.length; i++) {
    const difference = samples[i]! - mean
    mean += difference / (i + 1)
    squares += difference * (samples[i]! - mean)
  }
  return { mean, standardDeviation: Math.sqrt(squares / (samples.length - 1)) }
}

/**
 * Moments and quantiles of at least two samples. The quantile of level p is read, between two samples linearly, at
 * place p(n − 1) of the sorted samples, counted from 0 (Hyndman & Fan, Am. Stat. 50, 361 (1996), type 7).
 */
export function summaryOf(samples: Float64Array): SampleSummary {
  const sorted = samples.toSorted()
  const quantiles = QUANTILE_LEVELS.map((level) => {
    const place = level * (sorted.length - 1)
    const below = Math.floor(place)
    const value = sorted[below]!
    return value + (place - below) * ((sorted[below + 1] ?? value) - value)
  })
  return { ...momentsOf(samples), quantiles }
}

/** A histogram of whole numbers, in at most 50 bins as wide as a whole number and with their edges between two. */
export function histogramOf(samples: Float64Array): SampleHistogram {
  let least = Number.POSITIVE_INFINITY
  let greatest = Number.NEGATIVE_INFINITY
  for (const sample of samples) {
    least = Math.min(least, sample)
    greatest = Math.max(greatest, sample)
  }
  const width = Math.ceil((greatest - least + 1) / MOST_BINS)
  const bins = Math.ceil((greatest - least + 1) / width)
  const counts = new Array<number>(bins).fill(0)
  for (const sample of samples) counts[Math.floor((sample - least) / width)]!++
  return { edges: Array.from({ length: bins + 1 }, (_, i) => least - 0.5 + i * width), counts }
}

/** Share of the samples above the threshold. */
export function shareAbove(samples: Float64Array, threshold: number): number {
  let above = 0
  for (const sample of samples) if (sample > threshold) above++
  return above / samples.length
}
