import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { leastBetween, VALUES_PER_LINE } from '../../../src/core/attacks/least-between.ts'
import { evenly } from '../../arbitraries.ts'

const end = evenly(-100, 100)

describe('the least value between two places', () => {
  test('is that of a parabola, inside or at an end, whichever way the line runs', () => {
    fc.assert(
      fc.property(end, end, end, (from, to, bottom) => {
        fc.pre(Math.abs(to - from) > 1e-3)
        const { place, value } = leastBetween((x) => (x - bottom) ** 2, from, to)
        const nearest = Math.min(Math.max(bottom, Math.min(from, to)), Math.max(from, to))
        expect(value).toBe((place - bottom) ** 2)
        expect(Math.abs(place - nearest)).toBeLessThan(1e-6 * Math.abs(to - from))
      }),
    )
  })

  test('is found near the beginning at any scale', () => {
    for (const bottom of [3e-6, 1e-4, 0.02, 7]) {
      const { place } = leastBetween((x) => Math.log(Math.max(x, 1e-12) / bottom) ** 2, 0, 10)
      expect([place]).toAllClose([bottom], { rtol: 1e-5 })
    }
  })

  test('is the lower of two valleys', () => {
    const valleys = (x: number) => Math.min((x - 2) ** 2, (x - 7) ** 2 - 0.5)
    expect(leastBetween(valleys, 0, 10).place).toBeCloseTo(7, 5)
    expect(leastBetween((x) => Math.min((x - 2) ** 2 - 0.5, (x - 7) ** 2), 0, 10).place).toBeCloseTo(2, 5)
  })

  test('is never above either end, and lies between them, whatever the function', () => {
    fc.assert(
      fc.property(end, end, fc.func(fc.double({ noNaN: true })), (from, to, f) => {
        const { place, value } = leastBetween(f, from, to)
        expect(value).toBe(f(place))
        expect(value).toBeLessThanOrEqual(f(from))
        expect(value).toBeLessThanOrEqual(f(to))
        expect(place).toBeGreaterThanOrEqual(Math.min(from, to))
        expect(place).toBeLessThanOrEqual(Math.max(from, to))
      }),
    )
  })

  test('takes the number of values that costs are counted by', () => {
    let values = 0
    leastBetween(() => values++, 0, 1)
    expect(values).toBe(VALUES_PER_LINE)
  })
})
