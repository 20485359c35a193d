import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { root } from '../../../src/core/numerics/root.ts'

describe('a root in a bracket', () => {
  test.each([
    ['x² − 2', (x: number) => x * x - 2, 0, 2, Math.SQRT2],
    ['cos x − x', (x: number) => Math.cos(x) - x, 0, 1, 0.7390851332151607],
    ['x³ − 2x − 5, after Newton', (x: number) => x ** 3 - 2 * x - 5, 3, 2, 2.0945514815423265],
    ['(x − 1)⁹, flat at its root', (x: number) => (x - 1) ** 9, 0, 3, 1],
    ['log x, infinite at one end', (x: number) => Math.log(x), 0, 50, 1],
    ['1/x − 10⁶, steep', (x: number) => 1 / x - 1e6, 1e-9, 1e9, 1e-6],
    ['a step, which has no zero', (x: number) => (x < 0.3 ? -1 : 1), 0, 1, 0.3],
  ])('of %s is found within the tolerance', (_, f, a, b, expected) => {
    const tolerance = 1e-12 * Math.abs(expected)
    expect(Math.abs(root(f, a, b, tolerance) - expected)).toBeLessThanOrEqual(2 * tolerance)
    expect(Math.abs(root(f, b, a, tolerance) - expected)).toBeLessThanOrEqual(2 * tolerance)
  })

  test('is found whatever the cubic', () => {
    const place = fc.double({ min: -1e3, max: 1e3, noNaN: true })
    fc.assert(
      fc.property(place, fc.double({ min: 0, max: 100, noNaN: true }), (expected, width) => {
        const f = (x: number) => (x - expected) * ((x - expected) ** 2 + width)
        expect(Math.abs(root(f, -2e3, 2e3, 1e-9) - expected)).toBeLessThanOrEqual(1e-9)
      }),
    )
  })

  test('takes few steps where the function is smooth', () => {
    let calls = 0
    const f = (x: number) => {
      calls++
      return Math.exp(x) - 3
    }
    expect(root(f, -10, 10, 1e-14)).toBeCloseTo(Math.log(3), 13)
    expect(calls).toBeLessThan(20)
  })

  test('at an end is that end', () => {
    expect(root((x) => x - 1, 1, 2, 1e-9)).toBe(1)
    expect(root((x) => x - 2, 1, 2, 1e-9)).toBe(2)
  })

  test.each([
    [1, 2],
    [Number.NaN, 2],
  ])('is not looked for between values of %d and %d', (fa, fb) => {
    expect(() => root((x) => (x < 0.5 ? fa : fb), 0, 1, 1e-9)).toThrow('opposite signs')
  })
})
