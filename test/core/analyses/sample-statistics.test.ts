import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  histogramOf,
  momentsOf,
  QUANTILE_LEVELS,
  shareAbove,
  summaryOf,
} from '../../../src/core/analyses/sample-statistics.ts'

test('moments and quantiles of a few numbers are those worked out by hand', () => {
  const { mean, standardDeviation, quantiles } = summaryOf(Float64Array.of(4, 1, 3, 2, 5))
  expect(mean).toBe(3)
  expect(standardDeviation).toBeCloseTo(Math.sqrt(2.5), 14)
  expect(QUANTILE_LEVELS).toEqual([0.05, 0.25, 0.5, 0.75, 0.95])
  expect(quantiles).toAllClose([1.2, 2, 3, 4, 4.8], { atol: 1e-14 })
})

test('the spread of large numbers is not lost', () => {
  const { mean, standardDeviation } = momentsOf(Float64Array.of(1e12, 1e12 + 1, 1e12 + 2))
  expect(mean).toBe(1e12 + 1)
  expect(standardDeviation).toBe(1)
})

test('of equal samples every quantile is that sample and the spread is none', () => {
  const { standardDeviation, quantiles } = summaryOf(new Float64Array(9).fill(7))
  expect(standardDeviation).toBe(0)
  expect(quantiles).toEqual([7, 7, 7, 7, 7])
})

test('a histogram holds every sample in at most 50 bins, each in the one it lies in', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 1e6 }), { minLength: 1, maxLength: 60 }), (samples) => {
      const { edges, counts } = histogramOf(Float64Array.from(samples))
      expect(counts.length).toBeLessThanOrEqual(50)
      expect(edges.length).toBe(counts.length + 1)
      for (const [bin, count] of counts.entries()) {
        expect(samples.filter((sample) => sample > edges[bin]! && sample < edges[bin + 1]!).length).toBe(
          count,
        )
      }
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(samples.length)
    }),
    { seed: 5 },
  )
})

test('a sample at the threshold is not above it', () => {
  expect(shareAbove(Float64Array.of(1, 2, 3, 4), 2)).toBe(0.5)
})
