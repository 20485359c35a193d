import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Cocktail,
  CocktailProblem,
  randomCocktail,
  worstCocktail,
} from '../../../src/core/attacks/cocktail.ts'
import { adaptiveProofreading } from '../../../src/core/cells/adaptive-proofreading.ts'
import type { CellModel } from '../../../src/core/cells/cell-model.ts'
import { revisedAkpr } from '../../../src/core/cells/revised-akpr.ts'
import { Interrupted } from '../../../src/core/errors.ts'
import { randomStream } from '../../../src/core/numerics/random.ts'
import { OT1_PANEL } from '../../../src/core/populations/panel.ts'
import { decades, evenly } from '../../arbitraries.ts'
import { CELLS, type Ligand, ligands, mixture } from '../cells/mechanistic-cells.ts'

const never = () => false
const problemOf = (model: CellModel, fixed: Ligand[], panel: readonly number[]) =>
  new CocktailProblem(model, mixture(...fixed), Float64Array.from(panel), never)
const sumOf = (quantities: Iterable<number>) => [...quantities].reduce((a, b) => a + b, 0)
const kindsOf = ({ quantities }: Cocktail) => quantities.filter((quantity) => quantity > 0).length
const OT1 = OT1_PANEL.ligands.map(({ bindingTime }) => bindingTime)
const cell = (N: number, m: number) => adaptiveProofreading({ N, m, criticalBindingTime: 3 })
const ALL: typeof CELLS = [['ideal adaptive proofreading', cell(5, 3)], ...CELLS]

describe.each(ALL)('the worst cocktail against %s', (_, model) => {
  const panels = fc.array(evenly(0, 1.5), { minLength: 1, maxLength: 4 })

  test('keeps its budget, is the same each time, and between the certificate and any random cocktail', () => {
    fc.assert(
      fc.property(
        ligands(1, 2),
        panels,
        decades(0, 5),
        fc.integer({ min: 1, max: 4 }),
        (fixed, shares, total, kinds) => {
          const panel = shares.map((share) => share * model.criticalBindingTime)
          const problem = problemOf(model, fixed, panel)
          const worst = worstCocktail(problem, { total, kinds })
          expect(worst).toEqual(worstCocktail(problemOf(model, fixed, panel), { total, kinds }))
          expect(worst.quantities).toHaveLength(panel.length)
          expect(worst.quantities.every((quantity) => quantity >= 0)).toBe(true)
          expect(sumOf(worst.quantities)).toBeLessThanOrEqual(total)
          expect(kindsOf(worst)).toBeLessThanOrEqual(kinds)
          expect(worst.output).toBe(problem.output(worst.quantities))
          expect(worst.output).toBeLessThanOrEqual(problem.output(new Float64Array(panel.length)))
          const least = model.certificates.ofCocktail(mixture(...fixed), total, Float64Array.from(panel))
          expect(least).toBeLessThanOrEqual(worst.output * (1 + 1e-9))
          for (let i = 0; i < 10; i++) {
            const used = 1 + (i % Math.min(kinds, panel.length))
            const random = randomCocktail(problem, total, used, randomStream(3, i))
            expect(worst.output).toBeLessThanOrEqual(random.output * (1 + 1e-6))
          }
        },
      ),
      { numRuns: 6 },
    )
  })

  test('is no worse than the best single kind of a fine scan', () => {
    const problem = problemOf(model, [[10, 100]], OT1.slice(3))
    for (const total of [30, 3000]) {
      const { output } = worstCocktail(problem, { total, kinds: 1 })
      for (let kind = 0; kind < problem.kinds; kind++) {
        for (let i = 0; i <= 100; i++) {
          const quantities = new Float64Array(problem.kinds)
          quantities[kind] = (total * i) / 100
          expect(output).toBeLessThanOrEqual(problem.output(quantities) * (1 + 1e-9))
        }
      }
    }
  })
})

/** The least output over cocktails of three kinds, all their quantities multiples of a share of the total. */
function bruteForce(problem: CocktailProblem, total: number, kinds: number, parts = 30): number {
  let least = Number.POSITIVE_INFINITY
  for (let a = 0; a <= parts; a++) {
    for (let b = 0; a + b <= parts; b++) {
      for (let c = 0; a + b + c <= parts; c++) {
        const quantities = Float64Array.of(a, b, c).map((part) => (part * total) / parts)
        if (quantities.filter((quantity) => quantity > 0).length > kinds) continue
        least = Math.min(least, problem.output(quantities))
      }
    }
  }
  return least
}

describe('the worst cocktail of three kinds', () => {
  test.each(ALL)('against %s is as low as brute force', (_, model) => {
    const at = (share: number) => share * model.criticalBindingTime
    for (const [panel, fixed, total] of [
      [[at(0.2), at(0.5), at(0.9)], [at(2), 100], 1000],
      [[at(0.1), at(0.7), at(1.3)], [at(1.5), 10], 100],
    ] as const) {
      const problem = problemOf(model, [fixed], panel)
      for (const kinds of [1, 3]) {
        const { output } = worstCocktail(problem, { total, kinds })
        const least = bruteForce(problem, total, kinds, model.network?.implicit ? 12 : 30)
        expect(output).toBeLessThanOrEqual(least * (1 + 1e-9))
      }
    }
  })

  test('is a mixture of two where one holds the receptors and the other drives the feedback', () => {
    const model = revisedAkpr({
      steps: 5,
      phosphorylationRate: 1.493,
      bindingRate: 4.793e-4,
      receptors: 328,
      criticalBindingTime: 5.21,
      feedbackStep: 3,
      feedbackThreshold: 0.657,
      inhibitedSteps: 2,
      inhibitionHill: 2,
      inhibitionThreshold: 0.0735,
      inhibitor: 1,
      residualRate: 0,
    })
    const problem = problemOf(model, [[6.19, 3.04]], [2.12, 1.055, 0.25])
    const worst = worstCocktail(problem, { total: 7380, kinds: 3 })
    const single = worstCocktail(problem, { total: 7380, kinds: 1 })
    expect(kindsOf(worst)).toBe(2)
    expect(worst.output).toBeLessThan(0.9 * single.output)
    expect(worst.output).toBeLessThanOrEqual(bruteForce(problem, 7380, 3))
  })
})

/** A model whose output is 1 + Σ w_k (L_k − a_k)² of the panel's ligands, which follow one fixed kind. */
function bowl(bottoms: readonly number[], weights: readonly number[]): CellModel {
  return {
    ...cell(3, 1),
    output: ({ quantities }) =>
      bottoms.reduce((sum, bottom, k) => sum + weights[k]! * (quantities[k + 1]! - bottom) ** 2, 1),
    gradient: ({ quantities }) => ({
      output: Number.NaN,
      bindingTime: new Float64Array(quantities.length),
      quantity: quantities.map((quantity, k) =>
        k === 0 ? 0 : 2 * weights[k - 1]! * (quantity - bottoms[k - 1]!),
      ),
    }),
  }
}

/** The least of a bowl over L ≥ 0, Σ L ≤ total: L_k = max(0, a_k − μ/w_k) with the least μ ≥ 0 that keeps the total. */
function leastOfBowl(bottoms: readonly number[], weights: readonly number[], total: number): number {
  const at = (mu: number) => bottoms.map((bottom, k) => Math.max(0, bottom - mu / weights[k]!))
  let [low, high] = [0, 1e4]
  if (sumOf(at(0)) <= total) high = 0
  for (let i = 0; i < 100 && high > 0; i++) {
    const middle = (low + high) / 2
    if (sumOf(at(middle)) > total) low = middle
    else high = middle
  }
  return at(high).reduce((sum, value, k) => sum + weights[k]! * (value - bottoms[k]!) ** 2, 1)
}

describe('exchanges between kinds', () => {
  const places = fc.array(
    fc.record({
      bottom: evenly(-5, 15),
      weight: evenly(0.2, 3),
    }),
    { minLength: 1, maxLength: 7 },
  )

  test('lead to the minimum of a convex output, by as many kinds as it takes, and within the total exactly', () => {
    fc.assert(
      fc.property(places, evenly(0.1, 40), (kinds, total) => {
        const bottoms = kinds.map(({ bottom }) => bottom)
        const weights = kinds.map(({ weight }) => weight)
        const model = bowl(bottoms, weights)
        const panel = kinds.map((_, k) => 0.1 + k / 10)
        const worst = worstCocktail(problemOf(model, [[4, 1]], panel), { total, kinds: kinds.length })
        expect([worst.output]).toAllClose([leastOfBowl(bottoms, weights, total)], { rtol: 1e-7 })
        expect(sumOf(worst.quantities)).toBeLessThanOrEqual(total)
      }),
    )
  })

  test('keep to fewer kinds than would be best', () => {
    const model = bowl([5, 4, 3, 2], [1, 1, 1, 1])
    const problem = problemOf(model, [[4, 1]], [0.1, 0.2, 0.3, 0.4])
    const outputs = [1, 2, 3, 4].map((kinds) => {
      const worst = worstCocktail(problem, { total: 100, kinds })
      expect(kindsOf(worst)).toBe(kinds)
      return worst.output
    })
    expect(outputs).toAllClose([30, 14, 5, 1], { rtol: 1e-9 })
  })
})

describe('the worst cocktail against ideal adaptive proofreading', () => {
  test('is the certificate, and one kind in full, or none', () => {
    fc.assert(
      fc.property(
        evenly(0, 4),
        evenly(0.2, 3),
        fc.array(evenly(0, 6), { minLength: 1, maxLength: 6 }),
        decades(-1, 5),
        (m, gap, panel, total) => {
          const model = cell(m + gap, m)
          const fixed: Ligand[] = [
            [4, 100],
            [1, 30],
          ]
          const worst = worstCocktail(problemOf(model, fixed, panel), { total, kinds: 9 })
          const least = model.certificates.ofCocktail(mixture(...fixed), total, Float64Array.from(panel))
          expect([worst.output]).toAllClose([least], { rtol: 1e-9 })
        },
      ),
    )
  })

  test.each([
    [2, 1],
    [3, 1],
    [3, 2],
    [4, 3],
    [5, 3],
    [5, 4],
  ])('is for (%d, %d) of the panel’s ligand nearest to τ*(T) (F2)', (N, m) => {
    const panel = Array.from({ length: 50 }, (_, i) => 0.06 * (i + 0.5))
    for (const total of [10, 1000, 1e5]) {
      const worst = worstCocktail(problemOf(cell(N, m), [[6, 100]], panel), { total, kinds: 2 })
      const star = 3 * ((m * worst.output) / N) ** (1 / (N - m))
      const used = panel.filter((_, kind) => worst.quantities[kind]! > 0)
      expect(used).toHaveLength(1)
      expect(sumOf(worst.quantities)).toBe(total)
      // Above τ* = 3 s the nearest is the last.
      expect(Math.abs(used[0]! - Math.min(star, panel.at(-1)!))).toBeLessThan(0.061)
    }
  })
})

describe('a random cocktail', () => {
  const problem = problemOf(cell(5, 3), [[6, 100]], OT1)

  test('has its total, in as many different kinds, and its output', () => {
    for (let kinds = 1; kinds <= OT1.length; kinds++) {
      const cocktail = randomCocktail(problem, 500, kinds, randomStream(8, kinds))
      expect(kindsOf(cocktail)).toBe(kinds)
      expect([sumOf(cocktail.quantities)]).toAllClose([500], { rtol: 1e-14 })
      expect(cocktail.output).toBe(problem.output(cocktail.quantities))
    }
  })

  test('is the same for the same stream, and another for another', () => {
    const at = (index: number) => randomCocktail(problem, 500, 3, randomStream(8, index))
    expect(at(1)).toEqual(at(1))
    expect(at(1)).not.toEqual(at(2))
  })

  test('splits its total evenly on average, and takes each kind as often', () => {
    const random = randomStream(21, 0)
    const mean = new Float64Array(OT1.length)
    const draws = 4000
    for (let i = 0; i < draws; i++) {
      randomCocktail(problem, 900, 3, random).quantities.forEach((quantity, kind) => {
        mean[kind] = mean[kind]! + quantity / draws
      })
    }
    // A ninth of the total each; the standard error is 2.5.
    expect(mean).toAllClose(new Array(9).fill(100), { atol: 12 })
  })
})

describe('a cocktail problem', () => {
  test('has the slopes of finite differences', () => {
    const [, model] = CELLS.find(([name]) => name === 'revised AKPR')!
    const problem = problemOf(
      model,
      [
        [10, 10],
        [5, 20],
      ],
      [1, 2, 3],
    )
    const at = Float64Array.of(100, 0, 50)
    const slopes = problem.slopes(at)
    slopes.forEach((slope, kind) => {
      const h = 1e-3
      const moved = (by: number) => problem.output(at.map((value, k) => (k === kind ? value + by : value)))
      const expected = at[kind]! > 0 ? (moved(h) - moved(-h)) / (2 * h) : (moved(h) - moved(0)) / h
      expect([slope]).toAllClose([expected], { rtol: 1e-4 })
    })
  })

  test('is given up when asked', () => {
    let asked = 0
    const problem = new CocktailProblem(
      cell(5, 3),
      mixture([6, 1]),
      Float64Array.of(1, 2),
      () => ++asked === 7,
    )
    expect(() => worstCocktail(problem, { total: 10, kinds: 2 })).toThrow(Interrupted)
    expect(asked).toBe(7)
  })

  test('is refused for fixed ligands that are no mixture', () => {
    expect(() => problemOf(cell(5, 3), [], [1])).toThrow(expect.objectContaining({ code: 'empty-mixture' }))
  })
})
