import { expect, test } from 'vitest'
import { poisson } from '../../../src/core/numerics/poisson.ts'
import { randomStream } from '../../../src/core/numerics/random.ts'
import { chiSquareDeviate, poissonProbabilities } from '../../chi-square.ts'

const draw = (mean: number, count: number) => {
  const random = randomStream(11, 0)
  return Float64Array.from({ length: count }, () => poisson(mean, random))
}

test.each([0.01, 0.7, 3, 9.99, 10, 24.5, 300])('deviates of mean %d are Poisson distributed', (mean) => {
  const most = Math.ceil(mean + 8 * Math.sqrt(mean) + 5)
  expect(chiSquareDeviate(draw(mean, 60_000), poissonProbabilities(mean, most))).toBeLessThan(4)
})

test.each([1e4, 1e8, 1e11])('deviates of mean %d have that mean and that variance', (mean) => {
  const count = 40_000
  const scaled = draw(mean, count).map((value) => (value - mean) / Math.sqrt(mean))
  const average = scaled.reduce((sum, z) => sum + z, 0) / count
  const variance = scaled.reduce((sum, z) => sum + z * z, 0) / count
  expect(Math.abs(average)).toBeLessThan(4 / Math.sqrt(count))
  expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / count))
})

test('a mean of nothing gives nothing', () => {
  expect([...new Set(draw(0, 1000))]).toEqual([0])
})

test('a uniform number next to 1 gives a deviate that can be expected at least once in 2^60 draws', () => {
  const greatest = poisson(5, { uniform: () => 1 - 2 ** -53, normal: () => 0 })
  expect(greatest).toBeGreaterThan(20)
  expect(greatest).toBeLessThan(45)
})
