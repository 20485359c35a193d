import { expect, test } from 'vitest'
import { randomStream } from '../../../src/core/numerics/random.ts'

const draw = (seed: number, index: number, count: number) => {
  const random = randomStream(seed, index)
  return Array.from({ length: count }, () => random.uniform())
}
const correlation = (a: number[], b: number[]) =>
  12 * (a.reduce((sum, value, i) => sum + (value - 0.5) * (b[i]! - 0.5), 0) / a.length)

test('the same seed and index give the same numbers, another of either gives others', () => {
  expect(draw(1, 0, 5)).toEqual(draw(1, 0, 5))
  expect(draw(1, 0, 5)).not.toEqual(draw(2, 0, 5))
  expect(draw(1, 0, 5)).not.toEqual(draw(1, 1, 5))
})

test('neighbouring seeds and streams are uncorrelated from the first number on', () => {
  const count = 20_000
  const bound = 5 / Math.sqrt(count)
  expect(Math.abs(correlation(draw(7, 0, count), draw(8, 0, count)))).toBeLessThan(bound)
  expect(Math.abs(correlation(draw(7, 0, count), draw(7, 1, count)))).toBeLessThan(bound)
  const firsts = (shift: number) => Array.from({ length: 4000 }, (_, seed) => draw(seed + shift, 0, 1)[0]!)
  expect(Math.abs(correlation(firsts(0), firsts(1)))).toBeLessThan(5 / Math.sqrt(4000))
})
