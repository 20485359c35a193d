import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { median, quantile } from '../../../src/core/numerics/quantile.ts'

const values = fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 40 })
const share = fc.double({ min: 0, max: 1, noNaN: true })

describe('a quantile', () => {
  test('of no numbers is null', () => {
    expect(quantile([], 0.3)).toBeNull()
    expect(median([])).toBeNull()
  })

  test('of a single number is that number', () => {
    for (const part of [0, 0.2, 1]) expect(quantile([7], part)).toBe(7)
  })

  test('is interpolated between the numbers that it falls between', () => {
    expect(quantile([30, 10, 20, 50, 40], 0.25)).toBe(20)
    expect(quantile([10, 20], 0.3)).toBeCloseTo(13, 12)
    expect(quantile([0, 10, 20, 30], 0.9)).toBeCloseTo(27, 12)
  })

  test('goes by size, not by how numbers are written', () => {
    expect(quantile([10, 9, 100], 0.5)).toBe(10)
    expect(quantile([-2, -10], 0)).toBe(-10)
  })

  test('lies between the least and the greatest, which are those of 0 and 1', () => {
    fc.assert(
      fc.property(values, share, (given, part) => {
        const [least, greatest] = [Math.min(...given), Math.max(...given)]
        expect(quantile(given, 0)! === least && quantile(given, 1)! === greatest).toBe(true)
        const found = quantile(given, part)!
        const slack = 1e-15 * (greatest - least)
        expect(found).toBeGreaterThanOrEqual(least - slack)
        expect(found).toBeLessThanOrEqual(greatest + slack)
      }),
    )
  })

  test('rises with its share', () => {
    fc.assert(
      fc.property(values, share, share, (given, a, b) => {
        const slack = 1e-6
        expect(quantile(given, Math.min(a, b))!).toBeLessThanOrEqual(quantile(given, Math.max(a, b))! + slack)
      }),
    )
  })

  test('is that of the same numbers in any order, which stay as they were', () => {
    fc.assert(
      fc.property(values, share, (given, part) => {
        const before = given.slice()
        expect(quantile(given, part)).toBe(quantile(given.toReversed(), part))
        expect(given).toEqual(before)
      }),
    )
  })
})

describe('the median', () => {
  test('is the one in the middle, or the mean of the two', () => {
    expect(median([5, 1, 3])).toBe(3)
    expect(median([4, 1, 2, 3])).toBe(2.5)
  })

  test('of equal numbers is theirs, infinite ones among them', () => {
    expect(median([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY])).toBe(Number.POSITIVE_INFINITY)
    expect(median([0.1, 0.1])).toBe(0.1)
  })

  test('has as many numbers above as below', () => {
    fc.assert(
      fc.property(values, (given) => {
        const middle = median(given)!
        expect(given.filter((value) => value < middle).length * 2).toBeLessThanOrEqual(given.length)
        expect(given.filter((value) => value > middle).length * 2).toBeLessThanOrEqual(given.length)
      }),
    )
  })
})
