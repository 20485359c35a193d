import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { euclideanLength } from '../../../src/core/numerics/euclidean-length.ts'

describe('the Euclidean length', () => {
  test.each([
    [[], 0],
    [[0, 0], 0],
    [[-3, 4], 5],
    [[3e300, -4e300], 5e300],
    [[3e-300, 4e-300], 5e-300],
    [[5e-324], 5e-324],
    [[1e-200, 1], 1],
    [[1.5e308, 1.5e308], Number.POSITIVE_INFINITY],
    [[Number.NEGATIVE_INFINITY, 1], Number.POSITIVE_INFINITY],
    [[Number.NaN, 1], Number.NaN],
  ])('of %j is %d', (vector, length) => {
    const found = euclideanLength(Float64Array.from(vector))
    if (Number.isFinite(length)) expect([found]).toAllClose([length], { rtol: 1e-15 })
    else expect(found).toBe(length)
  })

  test('is the root of the sum of squares, to the last bit, where that is an ordinary number', () => {
    const ordinary = fc.double({ min: -1e140, max: 1e140, noNaN: true }).filter((v) => Math.abs(v) > 1e-140)
    fc.assert(
      fc.property(fc.array(ordinary, { minLength: 1, maxLength: 10 }), (vector) => {
        const squares = vector.reduce((sum, value) => sum + value * value, 0)
        expect(euclideanLength(Float64Array.from(vector))).toBe(Math.sqrt(squares))
      }),
    )
  })

  test('grows with its vector, however large or small that is', () => {
    const ordinary = fc
      .double({ min: -10, max: 10, noNaN: true })
      .filter((v) => v === 0 || Math.abs(v) > 1e-3)
    fc.assert(
      fc.property(
        fc.array(ordinary, { maxLength: 10 }),
        fc.integer({ min: -960, max: 960 }),
        (vector, power) => {
          const scaled = Float64Array.from(vector, (value) => value * 2 ** power)
          const length = euclideanLength(Float64Array.from(vector)) * 2 ** power
          expect([euclideanLength(scaled)]).toAllClose([length], { rtol: 1e-15 })
        },
      ),
    )
  })
})
