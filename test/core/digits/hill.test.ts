import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { filterPixels, filterSlopes, hill, hillDerivative } from '../../../src/core/digits/hill.ts'
import { decades, evenly } from '../../arbitraries.ts'

const exponents = fc.oneof(
  fc.integer({ min: 1, max: 40 }),
  evenly(0.2, 12),
  fc.constantFrom(1, 2, 5, 10, 1e3, 1e6),
)
const inputs = fc.record({ n: exponents, theta: evenly(0.05, 2) })

describe('the Hill input', () => {
  test('is the share x^n/(x^n + θ^n)', () => {
    fc.assert(
      fc.property(evenly(0, 1.5), evenly(0.2, 12), evenly(0.05, 2), (x, n, theta) => {
        expect([hill(x, { n, theta })]).toAllClose([x ** n / (x ** n + theta ** n)], { rtol: 1e-13 })
      }),
    )
  })

  test('is 0 for black, a half at θ and 1 without end, whatever n', () => {
    for (const n of [0.5, 1, 2, 2.5, 10, 1e5]) {
      expect(hill(0, { n, theta: 0.3 })).toBe(0)
      expect([hill(0.3, { n, theta: 0.3 })]).toAllClose([0.5], { rtol: n * 1e-15 })
      expect(hill(Number.POSITIVE_INFINITY, { n, theta: 0.3 })).toBe(1)
    }
  })

  test('stays within [0, 1] and its derivative a number ≥ 0, however large n is or small θ', () => {
    fc.assert(
      fc.property(decades(-300, 300), exponents, decades(-6, 6), (x, n, theta) => {
        const input = { n, theta }
        expect(hill(x, input)).toBeGreaterThanOrEqual(0)
        expect(hill(x, input)).toBeLessThanOrEqual(1)
        expect(hillDerivative(x, input)).toBeGreaterThanOrEqual(0)
      }),
    )
  })

  test('never falls as the pixel rises, but for rounding', () => {
    fc.assert(
      fc.property(evenly(0, 1), evenly(0, 1), inputs, (x, rise, input) => {
        expect(hill(x + rise, input)).toBeGreaterThanOrEqual(hill(x, input) * (1 - 1e-15))
      }),
    )
  })
})

describe('the derivative of the Hill input', () => {
  test('agrees with a central difference', () => {
    fc.assert(
      fc.property(evenly(0.05, 1), evenly(0.2, 12), evenly(0.2, 1), (x, n, theta) => {
        const input = { n, theta }
        const h = 1e-5 * x
        const difference = (hill(x + h, input) - hill(x - h, input)) / (2 * h)
        expect([hillDerivative(x, input)]).toAllClose([difference], { rtol: 1e-6, atol: 1e-9 })
      }),
    )
  })

  test('is 0 for black where n > 1, 1/θ where n = 1, and infinite where n < 1', () => {
    expect(hillDerivative(0, { n: 1.5, theta: 0.4 })).toBe(0)
    expect(hillDerivative(0, { n: 10, theta: 0.4 })).toBe(0)
    expect(hillDerivative(0, { n: 1, theta: 0.4 })).toBe(1 / 0.4)
    expect(hillDerivative(0, { n: 0.5, theta: 0.4 })).toBe(Number.POSITIVE_INFINITY)
  })

  test('keeps its digits where nothing of 1 − h is left: far above θ it is n θ^n/x^(n+1)', () => {
    expect([hillDerivative(1, { n: 60, theta: 0.5 })]).toAllClose([60 * 0.5 ** 60], { rtol: 1e-13 })
    expect(hill(1, { n: 60, theta: 0.5 })).toBe(1)
  })
})

describe('filtering a picture', () => {
  const pictures = fc.array(fc.oneof(fc.constant(0), evenly(0, 1)), { minLength: 1, maxLength: 30 })

  test('gives what each pixel gives alone, wherever it stands', () => {
    fc.assert(
      fc.property(pictures, inputs, (pixels, input) => {
        const x = Float64Array.from(pixels)
        const values = new Float64Array(x.length)
        filterPixels(x, input, values)
        expect(values).toEqual(x.map((pixel) => hill(pixel, input)))
      }),
    )
  })

  test('may write over the picture itself', () => {
    const input = { n: 5, theta: 0.5 }
    const x = Float64Array.of(0, 0.2, 0.4, 0.6, 0.8, 1)
    const expected = x.map((pixel) => hill(pixel, input))
    filterPixels(x, input, x)
    expect(x).toEqual(expected)
  })

  test('multiplies slopes by the derivative', () => {
    fc.assert(
      fc.property(pictures, inputs, evenly(-3, -1), (pixels, input, slope) => {
        const x = Float64Array.from(pixels)
        const slopes = x.map((_, i) => slope * (i + 1))
        const expected = slopes.map((value, i) => value * hillDerivative(x[i]!, input))
        filterSlopes(x, input, slopes)
        expect([...slopes].map((value) => value + 0)).toEqual([...expected].map((value) => value + 0))
      }),
    )
  })

  test('keeps a slope of 0 where the derivative is infinite', () => {
    const slopes = Float64Array.of(0, 2)
    filterSlopes(Float64Array.of(0, 0), { n: 0.5, theta: 0.5 }, slopes)
    expect(slopes).toEqual(Float64Array.of(0, Number.POSITIVE_INFINITY))
  })
})
