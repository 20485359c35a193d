import { expect, test } from 'vitest'
import { mutualInformation } from '../../../src/core/analyses/mutual-information.ts'
import { Interrupted } from '../../../src/core/errors.ts'
import { randomStream } from '../../../src/core/numerics/random.ts'

const EACH = 4000
const random = () => randomStream(2, 1)
const channel = (labels: number, value: (label: number, uniform: () => number) => number) => {
  const { uniform } = randomStream(9, 0)
  return Array.from({ length: labels }, (_, x) =>
    Float64Array.from({ length: EACH }, () => value(x, uniform)),
  )
}

test.each([2, 3, 8])('a perfect channel of %d labels carries the logarithm of their number', (labels) => {
  const { bits, control, upperBound } = mutualInformation(
    channel(labels, (x) => 10 * x),
    random(),
  )
  expect(upperBound).toBe(Math.log2(labels))
  // What is taken for bias when every label has a value of its own.
  const correction = (labels - 1) / (2 * labels * EACH * Math.LN2)
  expect(bits).toBeCloseTo(upperBound + correction, 12)
  expect(Math.abs(control)).toBeLessThan(1e-3)
})

test('a channel whose output does not depend on the label carries next to nothing, and no less than its control', () => {
  const { bits, control, binCount } = mutualInformation(
    channel(4, (_, uniform) => uniform()),
    random(),
  )
  expect(binCount).toBe(63)
  // Uncorrected the estimate is near (4 − 1)(63 − 1)/(2·16 000 ln 2) = 0.0084, its spread a tenth of that.
  expect(Math.abs(bits)).toBeLessThan(3e-3)
  expect(Math.abs(control)).toBeLessThan(1e-3)
})

test.each([0.02, 0.11, 0.3])('a binary symmetric channel of error %d carries 1 − h(error)', (error) => {
  const { bits, binCount } = mutualInformation(
    channel(2, (x, uniform) => (uniform() < error ? 1 - x : x)),
    random(),
  )
  expect(binCount).toBe(2)
  const h = -error * Math.log2(error) - (1 - error) * Math.log2(1 - error)
  // By the delta method: the spread of the error rate times the slope of h.
  const slope = Math.log2((1 - error) / error)
  const spread = slope * Math.sqrt((error * (1 - error)) / (2 * EACH))
  expect(Math.abs(bits - (1 - h))).toBeLessThan(4 * spread)
})

test('ties are never parted, however many there are', () => {
  const { binCount } = mutualInformation(
    channel(2, (_, uniform) => Math.floor(3 * uniform() ** 4)),
    random(),
  )
  expect(binCount).toBe(3)
})

test('outputs that are all the same carry nothing', () => {
  const { bits, control, binCount } = mutualInformation(
    channel(3, () => 5),
    random(),
  )
  expect([bits, control, binCount]).toEqual([0, 0, 1])
})

test('the same seed gives the same control', () => {
  const samples = channel(3, (x, uniform) => Math.floor(4 * uniform() + x))
  expect(mutualInformation(samples, random())).toEqual(mutualInformation(samples, random()))
})

test('fewer than two labels, or unequal numbers of samples, are refused; it stops when asked to', () => {
  for (const samples of [[], [Float64Array.of(1)], [Float64Array.of(1), Float64Array.of(1, 2)]]) {
    expect(() => mutualInformation(samples, random())).toThrow(
      expect.objectContaining({ code: 'unequal-samples' }),
    )
  }
  const many = [new Float64Array(100_000), new Float64Array(100_000)]
  expect(() => mutualInformation(many, random(), () => true)).toThrow(Interrupted)
})
