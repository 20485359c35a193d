import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus'
import { expect, test } from 'vitest'
import { randomStream, randomStreams } from '../../../src/core/numerics/random.ts'
import { jumped } from '../../../src/core/numerics/stream-jump.ts'

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

test('streams one after the other are those of their index', () => {
  const streams = randomStreams(7, 3)
  for (let index = 3; index < 8; index++) expect(streams.next().value.uniform()).toBe(draw(7, index, 1)[0])
})

test('a jump by many streams is as many jumps by one', () => {
  const generator = xoroshiro128plusFromState([1, -5, 77, 1 << 31])
  const start = generator.getState()
  for (let jumps = 1; jumps <= 300; jumps++) {
    generator.jump()
    expect(jumped(start, jumps)).toEqual([...generator.getState()])
  }
  expect(jumped(start, 2 ** 45 + 300)).toEqual(jumped([...generator.getState()], 2 ** 45))
})
