import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CocktailProblem, randomCocktail } from '../../../src/core/attacks/cocktail.ts'
import { fewestLigands } from '../../../src/core/attacks/fewest-ligands.ts'
import { adaptiveProofreading } from '../../../src/core/cells/adaptive-proofreading.ts'
import { Interrupted } from '../../../src/core/errors.ts'
import { randomStream } from '../../../src/core/numerics/random.ts'
import { decades } from '../../arbitraries.ts'
import { CELLS, mixture } from '../cells/mechanistic-cells.ts'

const never = () => false
const cell = (N: number, m: number) => adaptiveProofreading({ N, m, criticalBindingTime: 3 })

describe('the fewest ligands that silence ideal adaptive proofreading', () => {
  const step = 0.003
  const panel = Float64Array.from({ length: 999 }, (_, i) => step * (i + 1))

  test.each([
    [2, 1, 0.5, 800],
    [3, 1, 0.5774, null],
    [3, 2, 0.6667, 2700],
    [4, 3, 0.75, null],
    [5, 3, 0.7746, 12_909.94],
    [5, 4, 0.8, 19_531.25],
  ])('are for (%d, %d) at %d τc (F2), and as many as F3 says', (N, m, star, least) => {
    const { kind, quantity, atLeast } = fewestLigands(cell(N, m), mixture([6, 100]), panel, 1e7, never)!
    expect(Math.abs(panel[kind]! - 3 * star)).toBeLessThan(step)
    const tau = panel[kind]!
    const closed =
      (100 * 6 ** m * (6 ** (N - m) - 3 ** (N - m))) / (tau ** m * (3 ** (N - m) - tau ** (N - m)))
    expect([quantity]).toAllClose([closed], { rtol: 1e-9 })
    if (least !== null) expect([quantity]).toAllClose([least], { rtol: 1e-5 })
    // The certificate is exact here.
    expect(atLeast).toBeLessThanOrEqual(quantity)
    expect([atLeast]).toAllClose([quantity], { rtol: 1.001e-4 })
  })

  test('are none where the budget is not enough, and just enough where it is', () => {
    const within = (most: number) => fewestLigands(cell(3, 2), mixture([6, 100]), panel, most, never)
    expect(within(2699)).toBeNull()
    expect(within(2701)?.quantity).toBeCloseTo(2700, 0)
  })

  test('are 0 where the cell does not respond anyway', () => {
    expect(fewestLigands(cell(3, 2), mixture([2, 100]), Float64Array.of(1), 10, never)).toEqual({
      kind: 0,
      quantity: 0,
      atLeast: 0,
    })
  })

  test('do not count ligands at or above τc, which cannot silence it', () => {
    const given = Float64Array.of(3, 5, 2, 9)
    expect(fewestLigands(cell(3, 2), mixture([6, 100]), given, 1e7, never)?.kind).toBe(2)
    expect(fewestLigands(cell(3, 2), mixture([6, 100]), Float64Array.of(3, 5, 9), 1e7, never)).toBeNull()
  })
})

describe.each(CELLS)('the fewest ligands that silence %s', (_, model) => {
  const panel = Float64Array.of(0.2, 0.4, 0.6, 0.8, 0.95).map((share) => share * model.criticalBindingTime)

  test('silence it, one per cent fewer of any kind do not, and no cocktail of fewer than certified does', () => {
    fc.assert(
      fc.property(decades(0.9, 1.4), decades(1, 4), (tau, quantity) => {
        const fixed = mixture([tau, quantity])
        const found = fewestLigands(model, fixed, panel, 1e6, never)
        const problem = new CocktailProblem(model, fixed, panel, never)
        const only = (kind: number, count: number) => {
          const quantities = new Float64Array(panel.length)
          quantities[kind] = count
          return problem.output(quantities)
        }
        const slack = 1e-9 * model.threshold
        const most = found?.quantity ?? 1e6
        if (found !== null) {
          expect(only(found.kind, most)).toBeLessThanOrEqual(model.threshold + slack)
          expect(found.atLeast).toBeLessThanOrEqual(most)
        }
        if (most === 0) return
        for (const kind of panel.keys()) {
          expect(only(kind, 0.99 * most)).toBeGreaterThan(model.threshold - slack)
        }
        const certain = found?.atLeast ?? 0
        for (let i = 0; i < 20; i++) {
          const cocktail = randomCocktail(problem, certain, 1 + (i % 5), randomStream(4, i))
          expect(cocktail.output).toBeGreaterThan(model.threshold - slack)
        }
      }),
      { numRuns: 6 },
    )
  })
})

test('the search for the fewest ligands is given up when asked', () => {
  let asked = 0
  const stop = () => ++asked === 2
  const panel = Float64Array.of(1, 2, 2.5)
  expect(() => fewestLigands(cell(3, 2), mixture([6, 100]), panel, 1e7, stop)).toThrow(Interrupted)
})
