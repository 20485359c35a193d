import { expect, test } from 'vitest'
import { differentialEvolution } from '../../../src/core/numerics/differential-evolution.ts'
import { randomStream } from '../../../src/core/numerics/random.ts'

const sphere = (centre: number) => (point: Float64Array) =>
  point.reduce((sum, value) => sum + (value - centre) ** 2, 0)

test('differential evolution finds a minimum inside the cube and one on its edge', () => {
  const options = { population: 60, generations: 150 }
  for (const centre of [0.3, 1, 0]) {
    const { point, value } = differentialEvolution(sphere(centre), 3, options, randomStream(1, 0))
    expect(point).toAllClose(new Float64Array(3).fill(centre), { atol: 0.01 })
    expect(value).toBe(sphere(centre)(point))
  }
})

test('differential evolution never leaves the unit cube, and is the same for the same stream', () => {
  const seen: number[] = []
  const run = () =>
    differentialEvolution(
      (point) => {
        seen.push(...point)
        return -point[0]! + point[1]!
      },
      2,
      { population: 6, generations: 30 },
      randomStream(4, 0),
    )
  expect(run()).toEqual(run())
  expect(seen.length).toBe(2 * 2 * 6 * 31)
  expect(Math.min(...seen)).toBeGreaterThanOrEqual(0)
  expect(Math.max(...seen)).toBeLessThanOrEqual(1)
})
