import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { leastAndMean } from '../../../src/core/numerics/least-and-mean.ts'

describe('the least of some values and their mean', () => {
  test('are those of a list', () => {
    expect(leastAndMean([3, 1, 2, 6])).toEqual({ least: 1, mean: 3 })
    expect(leastAndMean(Float64Array.of(-2))).toEqual({ least: -2, mean: -2 })
  })

  test('of equal values are these, where the sum over the number is not', () => {
    const values = new Array<number>(64).fill(11.111111111111112)
    expect(values.reduce((sum, value) => sum + value, 0) / 64).toBeLessThan(values[0]!)
    expect(leastAndMean(values)).toEqual({ least: values[0], mean: values[0] })
  })

  test('are in order, whatever the values, and finite where their sum overflows', () => {
    const value = fc.double({ min: 0, max: Number.MAX_VALUE, noNaN: true })
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 64 }), (values) => {
        const { least, mean } = leastAndMean(values)
        expect(least).toBe(Math.min(...values))
        expect(mean).toBeGreaterThanOrEqual(least)
        expect(mean).toBeLessThanOrEqual(Math.max(...values) * (1 + 1e-14))
      }),
    )
  })
})
