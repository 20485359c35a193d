import fc from 'fast-check'
import { expect, test } from 'vitest'
import { powerFunction } from '../../../src/core/numerics/powers.ts'

test('raises to whole and fractional powers as Math.pow does, and 0^0 is 1', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.integer({ min: 0, max: 40 }), fc.double({ min: 0, max: 40, noNaN: true })),
      fc.double({ min: 1e-6, max: 50, noNaN: true }),
      (exponent, x) => {
        expect([powerFunction(exponent)(x)]).toAllClose([x ** exponent], {
          rtol: 1e-14,
          atol: Number.MIN_VALUE,
        })
      },
    ),
  )
  expect(powerFunction(0)(0)).toBe(1)
  expect(powerFunction(3)(0)).toBe(0)
})
