import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { adaptiveProofreading } from '../../../src/core/cells/adaptive-proofreading.ts'

const mixture = (...ligands: [tau: number, quantity: number][]) => ({
  bindingTimes: Float64Array.from(ligands, ([tau]) => tau),
  quantities: Float64Array.from(ligands, ([, quantity]) => quantity),
})

const steps = fc
  .record({
    m: fc.double({ min: 0, max: 6, noNaN: true }),
    gap: fc.double({ min: 0.1, max: 4, noNaN: true }),
  })
  .map(({ m, gap }) => ({ N: m + gap, m, criticalBindingTime: 3 }))
const bindingTime = fc.double({ min: 0.05, max: 20, noNaN: true })
const quantity = fc.double({ min: 1, max: 1e6, noNaN: true })

/** Central difference with a step that balances truncation against rounding. */
function derivative(f: (x: number) => number, x: number): number {
  const h = 1e-5 * Math.max(1e-3, Math.abs(x))
  return (f(x + h) - f(x - h)) / (2 * h)
}

describe('adaptive proofreading', () => {
  test('one kind of ligand gives (τ/τc)^(N−m) whatever its quantity (F1)', () => {
    fc.assert(
      fc.property(steps, bindingTime, quantity, (parameters, tau, count) => {
        const { N, m, criticalBindingTime } = parameters
        const expected = (tau / criticalBindingTime) ** (N - m)
        const output = adaptiveProofreading(parameters).output(mixture([tau, count]))
        expect([output]).toAllClose([expected], { rtol: 1e-12 })
      }),
    )
  })

  test('gradients in binding times and quantities agree with finite differences', () => {
    fc.assert(
      fc.property(
        steps,
        fc.array(fc.tuple(bindingTime, quantity), { minLength: 1, maxLength: 4 }),
        (parameters, ligands) => {
          const model = adaptiveProofreading(parameters)
          const gradient = model.gradient(mixture(...ligands))
          const scale = model.output(mixture(...ligands))
          ligands.forEach(([tau, count], i) => {
            const at = (t: number, c: number) =>
              model.output(mixture(...ligands.map((l, j): [number, number] => (i === j ? [t, c] : l))))
            expect([gradient.bindingTime[i]!]).toAllClose([derivative((t) => at(t, count), tau)], {
              rtol: 1e-5,
              atol: (1e-9 * scale) / tau,
            })
            expect([gradient.quantity[i]!]).toAllClose([derivative((c) => at(tau, c), count)], {
              rtol: 1e-5,
              atol: (1e-9 * scale) / count,
            })
          })
        },
      ),
    )
  })

  test('slopes at fixed binding times are the gradient over the quantity', () => {
    fc.assert(
      fc.property(
        steps,
        fc.array(fc.tuple(bindingTime, quantity), { minLength: 1, maxLength: 6 }),
        (p, ligands) => {
          const model = adaptiveProofreading(p)
          const { bindingTimes, quantities } = mixture(...ligands)
          const fixed = model.atBindingTimes(bindingTimes)
          const slopes = new Float64Array(ligands.length)
          fixed.slopesInto(quantities, slopes)
          const gradient = model.gradient({ bindingTimes, quantities }).bindingTime
          const scale = Math.max(...gradient.map(Math.abs))
          expect(slopes.map((slope, i) => slope * quantities[i]!)).toAllClose(gradient, {
            rtol: 1e-9,
            atol: 1e-9 * scale,
          })
          expect([fixed.output(quantities)]).toAllClose([model.output({ bindingTimes, quantities })], {
            rtol: 1e-12,
          })
        },
      ),
    )
  })

  test.each([
    [1, 0, 0],
    [2, 1, 0.5],
    [3, 1, 0.5774],
    [3, 2, 0.6667],
    [4, 3, 0.75],
    [5, 3, 0.7746],
    [5, 4, 0.8],
  ])('on the boundary the strongest antagonist for (%d, %d) sits at %d τc (F2)', (N, m, expected) => {
    // On the boundary the pull of a single ligand changes sign where T's slope in its binding time is zero.
    const model = adaptiveProofreading({ N, m, criticalBindingTime: 3 })
    const place = Float64Array.from({ length: 30_001 }, (_, i) => (i / 10_000) * 1)
    const slopes = new Float64Array(place.length + 1)
    const binding = Float64Array.of(...place, 3)
    const counts = new Float64Array(binding.length)
    counts[binding.length - 1] = 1
    model.atBindingTimes(binding).slopesInto(counts, slopes)
    const zero = m === 0 ? 0 : place[slopes.findIndex((slope, i) => i > 0 && slope >= 0)]!
    expect(zero / 3).toBeCloseTo(expected, 4)
    expect((m / N) ** (1 / (N - m))).toBeCloseTo(expected, 4)
  })

  test.each([
    [2, 1, 800],
    [3, 2, 2700],
    [5, 3, 12_909.94],
    [5, 4, 19_531.25],
  ])('for (%d, %d) it takes at least %d antagonists to reach the boundary (F3)', (N, m, expected) => {
    const model = adaptiveProofreading({ N, m, criticalBindingTime: 3 })
    const needed = (tau: number) =>
      (100 * 6 ** m * (6 ** (N - m) - 3 ** (N - m))) / (tau ** m * (3 ** (N - m) - tau ** (N - m)))
    const strongest = 3 * (m / N) ** (1 / (N - m))
    expect(needed(strongest)).toBeCloseTo(expected, 2)
    for (const tau of [strongest, 0.9 * strongest, 1.02 * strongest]) {
      expect(model.output(mixture([6, 100], [tau, needed(tau)]))).toBeCloseTo(1, 12)
      expect(needed(tau)).toBeGreaterThanOrEqual(needed(strongest))
    }
  })

  test.each([
    [3, 1, null, 1.426],
    [3, 1.2, 0.227, 1.501],
    [3, 2, 0.745, 1.718],
    [5, 3, 1.369, 2.113],
  ])(
    'T(τ2) for (%d, %d) has its inflection at %s and its minimum at %d (F4)',
    (N, m, inflection, minimum) => {
      const model = adaptiveProofreading({ N, m, criticalBindingTime: 3 })
      const slope = (tau: number) => model.gradient(mixture([3, 4000], [tau, 6000])).bindingTime[1]!
      const curvature = (tau: number) => derivative(slope, tau)
      const signChange = (f: (x: number) => number, low: number, high: number) => {
        expect(Math.sign(f(low))).not.toBe(Math.sign(f(high)))
        let [a, b] = [low, high]
        for (let i = 0; i < 60; i++) {
          const middle = (a + b) / 2
          if (Math.sign(f(middle)) === Math.sign(f(low))) a = middle
          else b = middle
        }
        return a
      }
      expect(signChange(slope, minimum - 0.5, minimum + 0.5)).toBeCloseTo(minimum, 3)
      const grid = Array.from({ length: 100 }, (_, i) => 0.01 + (i / 100) * (minimum - 0.02))
      if (inflection === null) expect(grid.every((tau) => curvature(tau) > 0)).toBe(true)
      else expect(signChange(curvature, inflection - 0.15, inflection + 0.15)).toBeCloseTo(inflection, 3)
    },
  )

  test('the gradient at an empty receptor diverges below m = 1, is finite at 1 and vanishes above (F4)', () => {
    const at = (m: number) =>
      adaptiveProofreading({ N: m + 2, m, criticalBindingTime: 3 }).gradient(mixture([3.5, 100], [0, 50]))
        .bindingTime[1]!
    expect(at(0.5)).toBe(Number.NEGATIVE_INFINITY)
    expect(at(1)).toBeLessThan(0)
    expect(Number.isFinite(at(1))).toBe(true)
    expect(at(1.2)).toBe(0)
    expect(at(3)).toBe(0)
    expect(at(0)).toBe(0)
    expect(
      adaptiveProofreading({ N: 1, m: 0, criticalBindingTime: 3 }).gradient(mixture([3.5, 100], [0, 50]))
        .bindingTime[1],
    ).toBeCloseTo(50 / 150 / 3, 15)
  })

  test.each([
    ['whose ligands do not bind', mixture([0, 10])],
    ['without any ligand', mixture([4, 0], [1, 0])],
  ])('a mixture %s has the least output there is, and a gradient of zero', (_, unbound) => {
    const model = adaptiveProofreading({ N: 3, m: 1, criticalBindingTime: 3 })
    expect(model.output(unbound)).toBe(0)
    const { bindingTime, quantity } = model.gradient(unbound)
    expect([...bindingTime, ...quantity].every((value) => value === 0)).toBe(true)
  })

  test('the gradient is zero where there is no ligand of a kind, also where the slope diverges', () => {
    const model = adaptiveProofreading({ N: 2, m: 0.5, criticalBindingTime: 3 })
    expect(model.gradient(mixture([3.5, 100], [0, 0])).bindingTime[1]).toBe(0)
  })

  test.each([
    ['m above N', { N: 2, m: 3, criticalBindingTime: 3 }, '/N'],
    ['m equal to N', { N: 3, m: 3, criticalBindingTime: 3 }, '/N'],
    ['a negative m', { N: 3, m: -1, criticalBindingTime: 3 }, '/m'],
    ['no number for N', { N: Number.NaN, m: 1, criticalBindingTime: 3 }, '/N'],
    ['a critical binding time of 0', { N: 3, m: 1, criticalBindingTime: 0 }, '/criticalBindingTime'],
  ])('refuses %s and names it', (_, parameters, path) => {
    expect(() => adaptiveProofreading(parameters)).toThrow(
      expect.objectContaining({ name: 'InvalidInput', path }),
    )
  })

  test.each([
    ['a negative binding time', mixture([-1, 10]), '/ligands/0/bindingTime'],
    ['an infinite binding time', mixture([1, 1], [Number.POSITIVE_INFINITY, 10]), '/ligands/1/bindingTime'],
    ['a negative quantity', mixture([1, -10]), '/ligands/0/quantity'],
    ['no ligand', mixture(), '/ligands'],
    ['a power too large to represent', mixture([1e200, 1]), '/ligands'],
  ])('refuses a mixture with %s', (_, refused, path) => {
    const model = adaptiveProofreading({ N: 3, m: 1, criticalBindingTime: 3 })
    expect(() => model.output(refused)).toThrow(expect.objectContaining({ name: 'InvalidInput', path }))
  })
})
