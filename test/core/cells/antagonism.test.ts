import { describe, expect, test } from 'vitest'
import { adaptiveSorting, SORTING_ILLUSTRATION } from '../../../src/core/cells/adaptive-sorting.ts'
import type { CellModel } from '../../../src/core/cells/cell-model.ts'
import { kineticProofreading, PROOFREADING_ALONE } from '../../../src/core/cells/kinetic-proofreading.ts'
import { OT1_FIT, revisedAkpr } from '../../../src/core/cells/revised-akpr.ts'
import { SHP1_2013, shp1Feedback } from '../../../src/core/cells/shp1-feedback.ts'
import { bisect } from './dense-steady-state.ts'
import { type Ligand, mixture } from './mechanistic-cells.ts'

const ALONE = kineticProofreading(PROOFREADING_ALONE)
const SORTING = adaptiveSorting(SORTING_ILLUSTRATION)
const SHP1 = shp1Feedback(SHP1_2013)
const OT1 = revisedAkpr(OT1_FIT)

/** Output with the antagonists over output without. */
function foldChange(model: CellModel, agonist: Ligand, antagonist: Ligand): number {
  return model.output(mixture(agonist, antagonist)) / model.output(mixture(agonist))
}

/** Binding times evenly spaced over (from, to], in s. */
const grid = (from: number, to: number, count: number) =>
  Array.from({ length: count }, (_, i) => from + ((to - from) * (i + 1)) / count)

describe('OT-1 T cells, 10 agonists of 10 s (science, section 3)', () => {
  const agonist = [10, 10] as const

  test('respond', () => {
    expect(OT1.output(mixture(agonist))).toBeGreaterThan(OT1.threshold)
  })

  // The text gives 0.284 and 0.054; the least values, on a finer grid, are 0.2834 at 3.133 s and 0.0531 at 1.403 s.
  test.each([
    [1000, 3.133, 0.28338, 0.284, 3.1],
    [100_000, 1.403, 0.05313, 0.054, 1.4],
  ])('are antagonised by %d ligands the most at %d s, to %d', (count, tau, least, published, about) => {
    const at = (time: number) => foldChange(OT1, agonist, [time, count])
    const times = grid(0.5, 5, 4500)
    const strongest = times.reduce((best, time) => (at(time) < at(best) ? time : best))
    expect(strongest).toBeCloseTo(tau, 2)
    expect(strongest).toBeCloseTo(about, 1)
    expect(at(strongest)).toBeCloseTo(least, 5)
    expect(Math.abs(at(strongest) - published)).toBeLessThan(0.001)
    expect(Math.abs(at(about) - published)).toBeLessThan(0.001)
  })

  test('are hurt by few antagonists only if they are nearly agonists, by many also if they are weak', () => {
    // A weak ligand of 1 s: a thousand do little, a hundred thousand leave a twelfth.
    expect(foldChange(OT1, agonist, [1, 1000])).toBeGreaterThan(0.8)
    expect(foldChange(OT1, agonist, [1, 1e5])).toBeLessThan(0.085)
  })
})

describe('antagonism', () => {
  const counts = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7]
  const agonistTimes = [1.2, 1.5, 2, 2.5, 3]

  // With fewer agonists the cell is not yet on the plateau of its output, and a ligand just below τc helps: see below.
  test.each([
    ['adaptive sorting', SORTING, [100, 1000], 10],
    ['SHP-1 feedback', SHP1, [100, 1000], 7],
    ['revised AKPR', OT1, [10, 100, 1000], 11],
  ])('of %s: every number of ligands below τc lowers the output of agonists', (_, model, agonists, some) => {
    const critical = model.criticalBindingTime
    const responding = agonistTimes
      .flatMap((times) => agonists.map((count): Ligand => [times * critical, count]))
      .filter((agonist) => model.output(mixture(agonist)) > model.threshold)
    expect(responding).toHaveLength(some)
    for (const agonist of responding)
      for (const count of counts)
        for (const time of grid(0, 0.99 * critical, 33))
          expect(foldChange(model, agonist, [time, count])).toBeLessThan(1)
  })

  test('of adaptive sorting turns into help for ten agonists and few ligands just below τc', () => {
    const agonist: Ligand = [10, 10]
    expect(SORTING.output(mixture(agonist))).toBeGreaterThan(SORTING.threshold)
    expect(foldChange(SORTING, agonist, [0.98 * 4, 10])).toBeGreaterThan(1)
    expect(foldChange(SORTING, agonist, [0.9 * 4, 10])).toBeLessThan(1)
  })

  test('of kinetic proofreading is competition for receptors, and gone where they are plenty', () => {
    // As many bind as before, by κR, to so many more receptors.
    const { receptors, bindingRate } = PROOFREADING_ALONE
    const plenty = kineticProofreading({
      ...PROOFREADING_ALONE,
      receptors: receptors * 1e12,
      bindingRate: bindingRate / 1e12,
    })
    const agonist: Ligand = [10, 1000]
    expect(foldChange(ALONE, agonist, [0.5, 1e6])).toBeLessThan(0.4)
    for (const count of counts)
      for (const time of grid(0, 4, 20)) {
        const change = foldChange(plenty, agonist, [time, count])
        expect(change).toBeGreaterThan(1 - 1e-9)
        // What the ligands add is what they give alone.
        const added = plenty.output(mixture([time, count])) / plenty.output(mixture(agonist))
        expect([change]).toAllClose([1 + added], { rtol: 1e-9 })
      }
  })
})

describe('the boundary of the decision', () => {
  /** The binding time at which `count` ligands, and no others, give the threshold. */
  function boundary(model: CellModel, count: number): number {
    return bisect((tau) => model.threshold - model.output(mixture([tau, count])), 1e-3, 1e3)
  }

  /** By what factor the binding time on the boundary varies over so many ligands. */
  function spread(model: CellModel, counts: readonly number[]): number {
    const times = counts.map((count) => boundary(model, count))
    return Math.max(...times) / Math.min(...times)
  }

  const threeDecades = (from: number) => Array.from({ length: 13 }, (_, i) => 10 ** (from + i / 4))

  // Over the same numbers, 100 … 100 000 ligands, a cell that proofreads alone moves its boundary by a factor of 13.4.
  test.each([
    ['adaptive sorting', 1.19, SORTING],
    ['SHP-1 feedback', 1.71, SHP1],
    ['revised AKPR', 1.44, OT1],
  ])('of %s is nearly vertical: from 100 to 100 000 ligands it moves by less than %d', (_, most, model) => {
    expect(spread(model, threeDecades(2))).toBeLessThan(most)
    expect(spread(ALONE, threeDecades(2))).toBeGreaterThan(7 * most)
  })

  test('of kinetic proofreading is not there for few ligands, that of the others is', () => {
    expect(spread(ALONE, threeDecades(2))).toBeGreaterThan(13)
    expect(ALONE.output(mixture([1e3, 10]))).toBeLessThan(ALONE.threshold)
    for (const model of [SORTING, SHP1, OT1])
      expect(model.output(mixture([1e3, 1]))).toBeGreaterThan(model.threshold)
  })

  test.each([
    ['kinetic proofreading', ALONE],
    ['adaptive sorting', SORTING],
    ['SHP-1 feedback', SHP1],
    ['revised AKPR', OT1],
  ])('of %s ends at τc for large doses, which it tells from τc by a thousandth', (_, model) => {
    expect([boundary(model, 1e14)]).toAllClose([model.criticalBindingTime], { rtol: 1e-5 })
    const dose = (factor: number) => model.output(mixture([factor * model.criticalBindingTime, 1e12]))
    expect(dose(1.001)).toBeGreaterThan(model.threshold)
    expect(dose(0.999)).toBeLessThan(model.threshold)
  })
})
