import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  antagonismPart,
  foldChangeOf,
  leastOfRows,
  outputOfAgonist,
} from '../../../src/core/analyses/antagonism.ts'
import { adaptiveProofreading } from '../../../src/core/cells/adaptive-proofreading.ts'
import { Interrupted } from '../../../src/core/errors.ts'
import { expandGrid } from '../../../src/core/numerics/grid.ts'
import { root } from '../../../src/core/numerics/root.ts'

const TAU_C = 3
const AGONIST = { bindingTime: 10, quantity: 10 }
const cell = (N: number, m: number) => adaptiveProofreading({ N, m, criticalBindingTime: TAU_C })
const never = () => false

/** FC = (L1 τ1^N + L2 τ2^N)/(L1 τ1^m + L2 τ2^m) · τ1^(m−N): that of T = S_N/S_m · τc^-(N−m). */
function foldChange(N: number, m: number, tau2: number, L2: number): number {
  const { bindingTime: tau1, quantity: L1 } = AGONIST
  return ((L1 * tau1 ** N + L2 * tau2 ** N) / (L1 * tau1 ** m + L2 * tau2 ** m)) * tau1 ** (m - N)
}

/** The whole field as one part. */
function wholeField(N: number, m: number, bindingTimes: Float64Array, quantities: Float64Array) {
  const range = { from: 0, to: bindingTimes.length * quantities.length }
  return antagonismPart(cell(N, m), AGONIST, { bindingTimes, quantities }, range, never)
}

describe('the fold change', () => {
  test.each([
    [5, 3],
    [2, 1],
    [4, 0],
    [1.7, 0.4],
  ])('is that of the closed form for (%d, %d)', (N, m) => {
    const bindingTimes = expandGrid({ from: 0, to: 20, points: 41 })
    const quantities = expandGrid({ from: 1, to: 1e6, points: 7, scale: 'log' })
    const expected = Array.from(quantities).flatMap((L2) =>
      Array.from(bindingTimes, (tau2) => foldChange(N, m, tau2, L2)),
    )
    expect(wholeField(N, m, bindingTimes, quantities).foldChange).toAllClose(expected, { rtol: 1e-13 })
  })

  test('is 1 without antagonists, and for those that do not bind', () => {
    const { value } = foldChangeOf(cell(5, 3), AGONIST)
    for (const tau of [0, 1, 50]) expect(value(tau, 0)).toBe(1)
    for (const quantity of [0, 1, 1e9]) expect(value(0, quantity)).toBe(1)
  })

  test('has the slope of finite differences', () => {
    const { value, slope } = foldChangeOf(cell(5, 3), AGONIST)
    const h = 1e-5
    for (const tau of [0.5, 1.7, 3, 9]) {
      expect(slope(tau, 500)).toBeCloseTo((value(tau + h, 500) - value(tau - h, 500)) / (2 * h), 7)
    }
  })

  test.each([
    [{ bindingTime: 10, quantity: 0 }, 'there are none'],
    [{ bindingTime: 0, quantity: 10 }, 'no output'],
  ])('has no meaning for the agonists %j', (agonist, why) => {
    expect(() => outputOfAgonist(cell(5, 3), agonist)).toThrow(why)
    expect(() => outputOfAgonist(cell(5, 3), agonist)).toThrow(
      expect.objectContaining({ code: 'no-agonist', path: '/agonist' }),
    )
  })

  test('needs agonists, not just ligands with an output', () => {
    const refused = expect.objectContaining({ code: 'no-agonist', path: '/agonist' })
    expect(() => foldChangeOf(cell(5, 3), { bindingTime: 2.9, quantity: 10 })).toThrow(refused)
    expect(() => foldChangeOf(cell(5, 3), { bindingTime: 4, quantity: 0 })).toThrow(refused)
    expect(foldChangeOf(cell(5, 3), { bindingTime: 3, quantity: 10 }).value(1, 0)).toBe(1)
  })

  test('too large to represent is refused', () => {
    const { value } = foldChangeOf(cell(9, 1), { bindingTime: 4, quantity: 1 })
    expect(() => value(1e40, 1)).toThrow(expect.objectContaining({ code: 'output-overflows' }))
  })
})

describe('the strongest antagonist', () => {
  test.each([
    [5, 3],
    [2, 1],
    [3, 2],
    [1.7, 0.4],
  ])('of each quantity is where the derivative of the closed form vanishes, for (%d, %d)', (N, m) => {
    const quantities = Float64Array.of(10, 1e3, 1e5)
    for (const points of [7, 40, 301]) {
      const { strongest } = wholeField(N, m, expandGrid({ from: 0, to: 9, points }), quantities)
      const { bindingTime: tau1, quantity: L1 } = AGONIST
      const places = Array.from(quantities, (L2) => {
        // dT/dτ2 ∝ N τ2^(N−m) S_m − m S_N, with S_k = L1 τ1^k + L2 τ2^k.
        const slope = (tau: number) =>
          N * tau ** (N - m) * (L1 * tau1 ** m + L2 * tau ** m) - m * (L1 * tau1 ** N + L2 * tau ** N)
        return root(slope, 1e-6, 9.99, 1e-15)
      })
      expect(strongest.map(({ bindingTime }) => bindingTime)).toAllClose(places, { rtol: 1e-9 })
      const least = places.map((tau, i) => foldChange(N, m, tau, quantities[i]!))
      expect(strongest.map((row) => row.foldChange)).toAllClose(least, { rtol: 1e-13 })
    }
  })

  test('is an end of the range where the output falls out of it', () => {
    const quantities = Float64Array.of(1e3)
    const left = wholeField(5, 3, expandGrid({ from: 8, to: 9, points: 5 }), quantities)
    expect(left.strongest).toMatchObject([{ row: 0, bindingTime: 8 }])
    const right = wholeField(5, 3, expandGrid({ from: 0, to: 1, points: 5 }), quantities)
    expect(right.strongest).toMatchObject([{ row: 0, bindingTime: 1 }])
    const only = wholeField(5, 3, Float64Array.of(2), quantities)
    expect(only.strongest).toEqual([{ row: 0, bindingTime: 2, foldChange: only.foldChange[0] }])
  })

  test('of no antagonists is the first binding time, with a fold change of 1', () => {
    const { strongest } = wholeField(5, 3, Float64Array.of(1, 2, 3), Float64Array.of(0))
    expect(strongest).toEqual([{ row: 0, bindingTime: 1, foldChange: 1 }])
  })

  test('does not depend on the order of the grid, nor on what it holds twice', () => {
    const quantities = Float64Array.of(100, 1e4)
    const sorted = wholeField(5, 3, Float64Array.of(0, 1, 2, 3, 4), quantities)
    const mixed = wholeField(5, 3, Float64Array.of(3, 1, 0, 4, 1, 2, 2), quantities)
    expect(mixed.strongest).toEqual(sorted.strongest)
  })

  test('is the same however the field is cut', () => {
    const grid = {
      bindingTimes: expandGrid({ from: 0, to: 9, points: 23 }),
      quantities: expandGrid({ from: 1, to: 1e5, points: 6, scale: 'log' }),
    }
    const points = 23 * 6
    const whole = antagonismPart(cell(5, 3), AGONIST, grid, { from: 0, to: points }, never)
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: points - 1 }), { maxLength: 20 })
    fc.assert(
      fc.property(cuts, (places) => {
        const edges = [0, ...places.sort((a, b) => a - b), points]
        const parts = edges
          .slice(1)
          .map((to, i) => antagonismPart(cell(5, 3), AGONIST, grid, { from: edges[i]!, to }, never))
        expect(parts.flatMap(({ foldChange }) => [...foldChange])).toEqual([...whole.foldChange])
        expect(leastOfRows(parts.flatMap(({ strongest }) => strongest))).toEqual(whole.strongest)
      }),
    )
  })
})

test('a field that is asked to stop does so at the next point', () => {
  let asked = 0
  const grid = { bindingTimes: expandGrid({ from: 0, to: 9, points: 100 }), quantities: Float64Array.of(1) }
  const part = () => antagonismPart(cell(5, 3), AGONIST, grid, { from: 0, to: 100 }, () => ++asked === 10)
  expect(part).toThrow(Interrupted)
  expect(asked).toBe(10)
})
