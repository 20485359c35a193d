import { expect, test } from 'vitest'
import { histogramData } from '../../src/dashboard/live/histogram.ts'

test('a histogram has each bin in the series of its role, between its edges', () => {
  expect(histogramData([5, 4, 3, 2], 1, 3)).toEqual([
    [0, 1, 2, 3, 4],
    [5, null, null, null, null],
    [null, 4, 3, null, null],
    [null, null, null, 2, null],
  ])
})

test('many bins become some hundred bars, with all ligands in them', () => {
  const counts = Array.from({ length: 12_345 }, (_, bin) => bin % 7)
  const [edges, ...series] = histogramData(counts, 0.001, 9)
  expect(edges.length).toBeLessThanOrEqual(401)
  expect(edges[edges.length - 1]).toBeCloseTo(12.345, 9)
  const total = series
    .flatMap((heights) => Array.from(heights))
    .reduce<number>((sum, count) => sum + (count ?? 0), 0)
  expect(total).toBe(counts.reduce((sum, count) => sum + count, 0))
})
