import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { respondsFrom, silencingQuantity } from '../../../src/core/analyses/decision-boundary.ts'
import { outputBeside } from '../../../src/core/analyses/output-beside.ts'
import { adaptiveProofreading } from '../../../src/core/cells/adaptive-proofreading.ts'
import type { CellModel } from '../../../src/core/cells/cell-model.ts'
import { expandGrid } from '../../../src/core/numerics/grid.ts'
import { decades } from '../../arbitraries.ts'
import { CELLS, ligands, mixture } from '../cells/mechanistic-cells.ts'

const TAU_C = 3
const cell = (N: number, m: number) => adaptiveProofreading({ N, m, criticalBindingTime: TAU_C })

/** F3 of the science: antagonists of τ2 that take agonists (τ1, L1) to the boundary. */
function closedForm(N: number, m: number, tau1: number, L1: number, tau2: number): number {
  if (tau1 <= TAU_C) return 0
  if (tau2 >= TAU_C || (tau2 === 0 && m > 0)) return Number.POSITIVE_INFINITY
  const excess = tau1 ** m * (tau1 ** (N - m) - TAU_C ** (N - m))
  return (L1 * excess) / (tau2 ** m * (TAU_C ** (N - m) - tau2 ** (N - m)))
}

describe('the antagonists that silence a cell', () => {
  test.each([
    [2, 1, 800],
    [3, 2, 2700],
    [5, 3, 12_909.94],
    [5, 4, 19_531.25],
  ])('are for (%d, %d) at least %d, at the strongest binding time (F3)', (N, m, expected) => {
    const needed = (tau: number) => silencingQuantity(cell(N, m), mixture([6, 100]), tau, 1e7)
    const strongest = TAU_C * (m / N) ** (1 / (N - m))
    expect(needed(strongest)).toBeCloseTo(expected, 2)
    for (const factor of [0.2, 0.9, 0.999, 1.001, 1.05]) {
      expect(needed(factor * strongest)).toBeGreaterThan(needed(strongest))
    }
  })

  test.each([
    [2, 1],
    [3, 2],
    [5, 3],
    [5, 4],
    [3, 1.2],
    [2, 0.5],
    [4, 0],
  ])('are those of the closed form over a grid, for (%d, %d) (F3)', (N, m) => {
    for (const tau1 of [0, 1, 3, 3.01, 4, 6, 15]) {
      for (const L1 of [1, 100, 1e5]) {
        for (const tau2 of [0, 0.3, 1.7, 2.9, 3, 5]) {
          const expected = closedForm(N, m, tau1, L1, tau2)
          const found = silencingQuantity(cell(N, m), mixture([tau1, L1]), tau2, 1e9)
          if (expected === 0 || expected > 1e9) {
            expect(found).toBe(expected === 0 ? 0 : Number.POSITIVE_INFINITY)
          } else expect([found]).toAllClose([expected], { rtol: 1e-9 })
        }
      }
    }
  })

  test('are looked for up to the greatest number, and no further', () => {
    const needed = closedForm(3, 2, 6, 100, 2)
    const upTo = (greatest: number) => silencingQuantity(cell(3, 2), mixture([6, 100]), 2, greatest)
    expect([upTo(needed * (1 + 1e-9))]).toAllClose([needed], { rtol: 1e-9 })
    expect(upTo(needed * (1 - 1e-9))).toBe(Number.POSITIVE_INFINITY)
  })

  test.each(CELLS)('silence %s, and fewer of them do not', (_, model) => {
    const agonist = decades(0.7, 1.5)
    fc.assert(
      fc.property(ligands(0, 1), agonist, decades(1, 5), decades(-0.5, 1), (others, tau1, L1, tau2) => {
        const facing = mixture(...others, [tau1, L1])
        const found = silencingQuantity(model, facing, tau2, 1e7)
        const output = outputBeside(
          model,
          Array.from(facing.bindingTimes, (bindingTime, i) => ({
            bindingTime,
            quantity: facing.quantities[i]!,
          })),
        )
        const slack = 1e-9 * model.threshold
        if (Number.isFinite(found)) expect(output(tau2, found)).toBeLessThanOrEqual(model.threshold + slack)
        const most = Number.isFinite(found) ? found * (1 - 1e-9) : 1e7
        for (let i = 0; i < 40 && found > 0; i++) {
          expect(output(tau2, (most * i) / 40)).toBeGreaterThan(model.threshold - slack)
          expect(output(tau2, most * 1e-8 ** (i / 40))).toBeGreaterThan(model.threshold - slack)
        }
      }),
      { numRuns: 12 },
    )
  })

  test('are found where the output dips below the threshold between two quantities that are looked at', () => {
    // 1 % on either side of 437 ligands; the quantities looked at lie 33 % apart.
    const output = (quantity: number) => 1 + Math.log(Math.max(quantity, 1e-9) / 437) ** 2 - 1e-4
    const model: CellModel = {
      ...cell(3, 1),
      output: ({ quantities }) => output(quantities[1]!),
      gradient: ({ quantities }) => ({
        output: output(quantities[1]!),
        bindingTime: new Float64Array(2),
        quantity: Float64Array.of(
          0,
          (2 * Math.log(Math.max(quantities[1]!, 1e-9) / 437)) / Math.max(quantities[1]!, 1e-9),
        ),
      }),
    }
    const found = silencingQuantity(model, mixture([4, 1]), 1, 1e6)
    expect([found]).toAllClose([437 * Math.exp(-0.01)], { rtol: 1e-9 })
  })
})

const TAUS = expandGrid({ from: 0.5, to: 50, points: 60, scale: 'log' })

/** The boundary of one quantity on a grid of binding times. */
function boundaryOf(model: CellModel, quantity: number): number | null {
  const output = outputBeside(model, [])
  const at = (tau: number) => output(tau, quantity)
  return respondsFrom(at, model.threshold, TAUS, TAUS.map(at))
}

describe('the binding time from which a cell responds', () => {
  test('is τc for ideal adaptive proofreading, whatever the quantity (F1)', () => {
    for (const quantity of [1e-3, 1, 1e6]) {
      expect([boundaryOf(cell(5, 3), quantity)!]).toAllClose([TAU_C], { rtol: 1e-11 })
    }
  })

  test.each(CELLS)('of %s is what bisection gives', (_, model) => {
    const output = outputBeside(model, [])
    for (const quantity of [10, 1000, 1e5]) {
      const excess = (tau: number) => output(tau, quantity) - model.threshold
      const first = TAUS.findIndex((tau, i) => i > 0 && excess(tau) > 0 && excess(TAUS[i - 1]!) <= 0)
      const found = boundaryOf(model, quantity)
      if (first === -1) {
        expect(found).toBeNull()
        continue
      }
      let [low, high] = [TAUS[first - 1]!, TAUS[first]!]
      for (let i = 0; i < 60; i++) {
        const middle = (low + high) / 2
        if (excess(middle) > 0) high = middle
        else low = middle
      }
      expect([found!]).toAllClose([high], { rtol: 1e-10 })
    }
  })

  test('is none where the cell responds to all binding times, or to none', () => {
    const taus = Float64Array.of(1, 2, 4)
    const at = (outputs: number[]) => respondsFrom(() => 0, 1, taus, Float64Array.from(outputs))
    expect(at([2, 3, 4])).toBeNull()
    expect(at([0, 1, 1])).toBeNull()
    expect(at([2, 1, 1])).toBeNull()
  })

  test('is the first of several, and exact where it lies on the grid', () => {
    const sine = (tau: number) => Math.sin(tau)
    const taus = expandGrid({ from: 4, to: 20, points: 50 })
    expect(respondsFrom(sine, 0, taus, taus.map(sine))).toBeCloseTo(2 * Math.PI, 10)
    const line = (tau: number) => tau
    const places = Float64Array.of(1, 2, 4)
    expect(respondsFrom(line, 2, places, places)).toBe(2)
  })

  test('moves with the quantity for kinetic proofreading, and far less where there is feedback', () => {
    const span = (name: string) => {
      const [, model] = CELLS.find(([candidate]) => candidate === name)!
      const places = [1e3, 1e4, 1e5].map((quantity) => boundaryOf(model, quantity)!)
      return Math.max(...places) / Math.min(...places)
    }
    // Without feedback it takes a bound number of receptors: 12.3 s, 5.6 s and 4.0 s.
    expect(span('kinetic proofreading')).toBeGreaterThan(3)
    expect(span('adaptive sorting')).toBeLessThan(1.03)
    expect(span('SHP-1 feedback')).toBeLessThan(1.4)
    expect(span('revised AKPR')).toBeLessThan(1.4)
  })
})
