import fc from 'fast-check'
import { expect, test } from 'vitest'
import { localMinimum, type ScalarFunction } from '../../../src/core/numerics/local-minimum.ts'

const quadratic = (place: number): ScalarFunction => ({
  value: (x) => (x - place) ** 2,
  slope: (x) => 2 * (x - place),
})

test('a minimum is found on either side of the place given', () => {
  fc.assert(
    fc.property(fc.double({ min: 1.5, max: 2.5, noNaN: true }), (place) => {
      const found = localMinimum(quadratic(place), 2, { lower: 1, upper: 3 }, 1e-12)
      expect(Math.abs(found - place)).toBeLessThanOrEqual(1e-12)
    }),
  )
})

test('at an end of the range it is that end where the function falls out of it', () => {
  expect(localMinimum(quadratic(0), 1, { lower: null, upper: 2 }, 1e-9)).toBe(1)
  expect(localMinimum(quadratic(3), 2, { lower: 1, upper: null }, 1e-9)).toBe(2)
  expect(localMinimum(quadratic(3), 2, { lower: null, upper: null }, 1e-9)).toBe(2)
})

test('at an end of the range it is further in where the function falls inwards', () => {
  expect(localMinimum(quadratic(1.2), 1, { lower: null, upper: 2 }, 1e-12)).toBeCloseTo(1.2, 11)
  const steep = { value: (x: number) => x - Math.sqrt(x), slope: (x: number) => 1 - 0.5 / Math.sqrt(x) }
  expect(steep.slope(0)).toBe(Number.NEGATIVE_INFINITY)
  expect(localMinimum(steep, 0, { lower: null, upper: 2 }, 1e-12)).toBeCloseTo(0.25, 11)
})

test('a neighbour that is stationary itself, as no binding is, is not taken for it', () => {
  // x²(x − 1.4)² − x²: the slope is 0 at 0, and again at the minimum.
  const f = {
    value: (x: number) => x ** 2 * (x - 1.4) ** 2 - x ** 2,
    slope: (x: number) => 4 * x ** 3 - 8.4 * x ** 2 + 1.92 * x,
  }
  const expected = (8.4 + Math.sqrt(8.4 ** 2 - 16 * 1.92)) / 8
  expect(localMinimum(f, 2, { lower: 0, upper: null }, 1e-12)).toBeCloseTo(expected, 11)
})

test('a neighbour beyond another turn does not hide it', () => {
  // Falls from 0, has its minimum at π/2, and falls again at 6 though it is higher there than at 0.
  const f = { value: (x: number) => -Math.sin(x), slope: (x: number) => -Math.cos(x) }
  expect(f.slope(6)).toBeLessThan(0)
  expect(localMinimum(f, 0, { lower: null, upper: 6 }, 1e-12)).toBeCloseTo(Math.PI / 2, 11)
})

test('where the function is flat it is the place given', () => {
  expect(localMinimum({ value: () => 1, slope: () => 0 }, 2, { lower: 1, upper: 3 }, 1e-9)).toBe(2)
})
