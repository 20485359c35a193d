import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { adaptiveSorting, SORTING_ILLUSTRATION } from '../../../src/core/cells/adaptive-sorting.ts'
import type { CellModel } from '../../../src/core/cells/cell-model.ts'
import { OT1_FIT, revisedAkpr } from '../../../src/core/cells/revised-akpr.ts'
import { SHP1_2013, shp1Feedback } from '../../../src/core/cells/shp1-feedback.ts'
import {
  bindingTime,
  CELLS,
  difference,
  type Ligand,
  ligands,
  mixture,
  quantity,
  RANDOM_CELLS,
} from './mechanistic-cells.ts'

const RTOL = 1e-6

/** Of the output: what rounding makes of a difference of it over a step of 2.5e-4. */
const ROUNDING = 1e-10

/** Next to a fold the output is not smooth over the step of a difference; no more cases than this may be. */
const MOST_SKIPPED = 0.2

/**
 * Holds a derivative by x against a difference of f, unless that does not know itself. Every component is held against
 * its own size, not the largest one's, down to what rounding leaves of a difference.
 */
function expectSlope(received: number, f: (x: number) => number, x: number, scale: number): void {
  const { slope, doubt } = difference(f, x)
  const atol = (ROUNDING * Math.abs(scale)) / x
  fc.pre(doubt <= 0.1 * RTOL * Math.abs(slope) + atol)
  expect([received]).toAllClose([slope], { rtol: RTOL, atol: 2 * atol })
}

const replaced = (drawn: readonly Ligand[], i: number, ligand: Ligand) =>
  mixture(...drawn.map((other, j) => (i === j ? ligand : other)))

function slopesOf(model: CellModel, { bindingTimes, quantities }: ReturnType<typeof mixture>): Float64Array {
  const slopes = new Float64Array(quantities.length)
  model.atBindingTimes(bindingTimes).slopesInto(quantities, slopes)
  return slopes
}

describe.each(Object.entries(RANDOM_CELLS))('the gradient of %s', (_, cells) => {
  test('is that of finite differences in every binding time and quantity', () => {
    fc.assert(
      fc.property(cells, ligands(1, 5), (model, drawn) => {
        const gradient = model.gradient(mixture(...drawn))
        expect([gradient.output]).toAllClose([model.output(mixture(...drawn))], { rtol: 1e-13 })
        drawn.forEach(([tau, count], i) => {
          const at = (t: number, c: number) => model.output(replaced(drawn, i, [t, c]))
          expectSlope(gradient.bindingTime[i]!, (t) => at(t, count), tau, gradient.output)
          expectSlope(gradient.quantity[i]!, (c) => at(tau, c), count, gradient.output)
        })
      }),
      { maxSkipsPerRun: MOST_SKIPPED },
    )
  })

  test('is what one ligand’s slope gives, times their number', () => {
    fc.assert(
      fc.property(cells, ligands(1, 5), (model, drawn) => {
        const given = mixture(...drawn)
        expect(slopesOf(model, given).map((slope, i) => slope * given.quantities[i]!)).toAllClose(
          model.gradient(given).bindingTime,
          { rtol: 1e-14 },
        )
      }),
    )
  })

  test('has a slope for a kind of which there is none yet: what one more ligand adds', () => {
    fc.assert(
      fc.property(cells, ligands(1, 4), bindingTime, (model, drawn, absent) => {
        const given = mixture(...drawn, [absent, 0])
        const gradient = model.gradient(given)
        expect(gradient.bindingTime.at(-1)! === 0).toBe(true)
        // ∂²output/∂τ∂L at L = 0.
        const worth = (tau: number) => model.gradient(mixture(...drawn, [tau, 0])).quantity.at(-1)!
        // What a ligand does directly and what it does through the feedback may all but cancel in its worth.
        const scale = Math.abs(worth(absent)) + gradient.output / given.quantities.reduce((a, b) => a + b)
        expectSlope(slopesOf(model, given).at(-1)!, worth, absent, scale)
        // ∂output/∂L at L = 0, by differences to one side.
        const output = (count: number) => model.output(mixture(...drawn, [absent, count]))
        let step = 1e-4 * Math.min(...drawn.map(([, count]) => count))
        // A single ligand that binds much longer than all others changes the output many times over: what it adds at
        // first is seen on steps alone that hardly change it.
        while (Math.abs(output(4 * step) - output(0)) > 1e-2 * output(0)) step /= 10
        const oneSided = (4 * output(step) - output(2 * step) - 3 * output(0)) / (2 * step)
        const coarser = (4 * output(2 * step) - output(4 * step) - 3 * output(0)) / (4 * step)
        const atol = (1e-13 * gradient.output) / step
        fc.pre(Math.abs(oneSided - coarser) <= 1e-4 * Math.abs(oneSided) + atol)
        expect([gradient.quantity.at(-1)!]).toAllClose([oneSided], { rtol: 1e-3, atol: 10 * atol })
      }),
      { maxSkipsPerRun: MOST_SKIPPED },
    )
  })

  test('is 0 in the quantity of ligands that do not bind', () => {
    fc.assert(
      fc.property(cells, ligands(1, 3), quantity, (model, drawn, count) => {
        const { bindingTime: byTime, quantity: byQuantity } = model.gradient(mixture(...drawn, [0, count]))
        expect(byQuantity.at(-1)! === 0).toBe(true)
        expect(Number.isFinite(byTime.at(-1)!)).toBe(true)
      }),
    )
  })
})

describe('the slope of ligands that hardly bind', () => {
  // Receptors enough for every ligand, so that none takes them from others.
  const receptors = 1e22
  const bindingRate = 1e-25

  test.each([
    [
      'adaptive sorting',
      1,
      adaptiveSorting({ ...SORTING_ILLUSTRATION, receptors, bindingRate, feedbackStep: 1 }),
    ],
    ['adaptive sorting', 2, adaptiveSorting({ ...SORTING_ILLUSTRATION, receptors, bindingRate })],
    ['SHP-1 feedback', 1, shp1Feedback({ ...SHP1_2013, receptors, bindingRate })],
    ['SHP-1 feedback', 3, shp1Feedback({ ...SHP1_2013, receptors, bindingRate, feedbackStep: 3 })],
    ['revised AKPR', 4, revisedAkpr({ ...OT1_FIT, receptors, bindingRate })],
  ])('of %s goes down as −τ^m, m = %d', (_, m, model) => {
    expect(model.pullExponent).toBe(m)
    const slope = (tau: number) => slopesOf(model, mixture([10, 1e4], [tau, 0])).at(-1)!
    expect(slope(1e-3)).toBeLessThan(0)
    expect(Math.log10(slope(1e-3) / slope(1e-4))).toBeCloseTo(m, 2)
  })
})

test('the gradients of the default cells are finite where a kind neither binds nor is there', () => {
  for (const [, model] of CELLS) {
    const { bindingTime: byTime, quantity: byQuantity } = model.gradient(mixture([5, 10], [0, 0]))
    expect([...byTime, ...byQuantity].every(Number.isFinite)).toBe(true)
  }
})
