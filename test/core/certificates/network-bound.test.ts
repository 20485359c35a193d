import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { strongestPlace } from '../../../src/core/analyses/strongest-place.ts'
import { adaptiveSorting } from '../../../src/core/cells/adaptive-sorting.ts'
import type { CellModel } from '../../../src/core/cells/cell-model.ts'
import type { Mixture } from '../../../src/core/cells/mixture.ts'
import { mixtureTarget } from '../../../src/core/cells/mixture-target.ts'
import { OT1_FIT, revisedAkpr } from '../../../src/core/cells/revised-akpr.ts'
import { leastNetworkOutput } from '../../../src/core/certificates/network-bound.ts'
import { type RandomStream, randomStream } from '../../../src/core/numerics/random.ts'
import { decades, evenly } from '../../arbitraries.ts'
import { CELLS, type Ligand, ligands, mixture, RANDOM_CELLS } from '../cells/mechanistic-cells.ts'

/** A bound may be above an output by rounding alone. */
const ROUNDING = 1e-9

const never = () => false
const seed = fc.integer({ min: 0, max: 1e6 })
const share = evenly(0, 1)

function expectBelow(bound: number, output: number): void {
  expect(bound).toBeGreaterThanOrEqual(0)
  expect(bound).toBeLessThanOrEqual(output * (1 + ROUNDING))
}

const beside = (fixed: readonly Ligand[], times: ArrayLike<number>, counts: ArrayLike<number>): Mixture =>
  mixture(...fixed, ...Array.from(times, (tau, i): Ligand => [tau, counts[i]!]))

/** `count` ligands split at random between kinds anywhere below `to`. */
function randomPlacement(fixed: readonly Ligand[], count: number, to: number, random: RandomStream): Mixture {
  const times = Array.from({ length: 1 + Math.floor(4 * random.uniform()) }, () => to * random.uniform())
  const weights = times.map(() => -Math.log(1 - random.uniform()))
  const all = weights.reduce((a, b) => a + b)
  return beside(
    fixed,
    times,
    weights.map((weight) => (count * weight) / all),
  )
}

/** The outputs of placements that come about by moving one group at a time to the best of some places. */
function* greedyOutputs(model: CellModel, fixed: readonly Ligand[], count: number): Generator<number> {
  const groups = 3
  const counts = new Float64Array(groups).fill(count / groups)
  const times = new Float64Array(groups)
  for (let round = 0; round < 2; round++) {
    for (let group = 0; group < groups; group++) {
      const tried = Array.from({ length: 13 }, (_, i) => {
        times[group] = (model.criticalBindingTime * i) / 13
        return { tau: times[group]!, output: model.output(beside(fixed, times, counts)) }
      })
      yield* tried.map(({ output }) => output)
      times[group] = tried.reduce((a, b) => (b.output < a.output ? b : a)).tau
    }
  }
}

/** The outputs along a descent by the signs of the gradient, kept in [0, τc]. */
function* descentOutputs(model: CellModel, fixed: readonly Ligand[], start: Mixture): Generator<number> {
  const times = start.bindingTimes.slice()
  for (let step = 0; step < 15; step++) {
    const { output, bindingTime } = model.gradient({ ...start, bindingTimes: times })
    yield output
    for (let i = fixed.length; i < times.length; i++) {
      const moved = times[i]! - 0.08 * model.criticalBindingTime * Math.sign(bindingTime[i]!)
      times[i] = Math.min(Math.max(moved, 0), model.criticalBindingTime)
    }
  }
}

const exactly = ({ bindingTimes, quantities }: Mixture) =>
  Array.from(bindingTimes, (tau, i) => ({
    shortest: tau,
    longest: tau,
    fewest: quantities[i]!,
    most: quantities[i]!,
  }))
const boundOf = (model: CellModel, given: Mixture) =>
  leastNetworkOutput(model.network!, exactly(given), { count: 0, intervals: [] })

describe.each(Object.entries(RANDOM_CELLS))('the bound of the network: %s', (_, cells) => {
  test('is not above any placement of free ligands: random, greedy, or by the gradient', () => {
    fc.assert(
      fc.property(cells, ligands(1, 3), decades(0, 5), seed, (model, fixed, count, drawn) => {
        const bound = model.certificates.belowCritical(mixture(...fixed), count)
        expect(bound.bindingTime).toBeNull()
        const random = randomStream(drawn, 0)
        const place = () => randomPlacement(fixed, count, model.criticalBindingTime, random)
        for (let i = 0; i < 30; i++) expectBelow(bound.output, model.output(place()))
        for (const output of greedyOutputs(model, fixed, count)) expectBelow(bound.output, output)
        for (const output of descentOutputs(model, fixed, place())) expectBelow(bound.output, output)
      }),
      { numRuns: 8 },
    )
  })

  test('is not above the output anywhere in a box of binding times, or of quantities', () => {
    fc.assert(
      fc.property(cells, ligands(1, 4), share, seed, (model, kinds, width, drawn) => {
        const random = randomStream(drawn, 0)
        const given = mixture(...kinds)
        for (const coordinates of ['bindingTime', 'quantity'] as const) {
          const at = coordinates === 'bindingTime' ? given.bindingTimes : given.quantities
          const box = { lower: at.map((x) => x * (1 - width)), upper: at.map((x) => x * (1 + width)) }
          const bound = model.certificates.withinBox(given, coordinates, box)
          const target = mixtureTarget(model, given, coordinates)
          const points = [box.lower, box.upper, at]
          for (let i = 0; i < 6; i++) {
            points.push(box.lower.map((low, k) => low + random.uniform() * (box.upper[k]! - low)))
            points.push(box.lower.map((low, k) => (random.uniform() < 0.5 ? low : box.upper[k]!)))
          }
          for (const x of points) expectBelow(bound, target.output(x))
        }
      }),
      { numRuns: 30 },
    )
  })

  test('is not above any cocktail within its budget, and not below that of all binding times', () => {
    fc.assert(
      fc.property(cells, ligands(1, 2), decades(0, 5), seed, (model, fixed, total, drawn) => {
        const random = randomStream(drawn, 0)
        const panel = Float64Array.from({ length: 4 }, () => model.criticalBindingTime * random.uniform())
        const given = mixture(...fixed)
        const { ofCocktail, among } = model.certificates
        const bound = ofCocktail(given, total, panel)
        const all = among(given, total, panel).output
        for (let i = 0; i < 20; i++) {
          const weights = Array.from({ length: 5 }, () => -Math.log(1 - random.uniform()))
          const sum = weights.reduce((a, b) => a + b)
          const counts = weights.slice(1).map((weight) => (total * weight) / sum)
          expectBelow(bound, model.output(beside(fixed, panel, counts)))
          const used = counts.reduce((a, b) => a + b)
          const full = counts.map((count) => (count * total) / used)
          expectBelow(all, model.output(beside(fixed, panel, full)))
        }
        // The panel without the ligands that do not bind is less freedom; so is a fixed set of places.
        expect(bound).toBeLessThanOrEqual(all * (1 + 1e-6))
      }),
      { numRuns: 15 },
    )
  })
})

/** Cells with one steady state for each mixture: where there are two, the bound is for both. */
const MONOSTABLE = CELLS.filter(([name]) => !/k = [23]/.test(name))

describe.each(MONOSTABLE)('the bound of %s', (_, model) => {
  test('of an exact mixture is its output, but for a slice where the feedback must be solved for', () => {
    fc.assert(
      fc.property(ligands(1, 4), (kinds) => {
        const output = model.output(mixture(...kinds))
        const bound = boundOf(model, mixture(...kinds))
        if (!model.network!.implicit) expect([bound]).toAllClose([output], { rtol: 1e-9 })
        else {
          // Over a slice, the 256th part of six decades, a share changes by that much a step at the most.
          const slice = 10 ** (6 / 256)
          expectBelow(bound, output)
          expect(bound).toBeGreaterThan(output / slice ** model.network!.steps)
        }
      }),
      { numRuns: 50 },
    )
  })

  test('is never raised by more free ligands', () => {
    fc.assert(
      fc.property(ligands(1, 2), decades(-1, 4), decades(-4, 1), (fixed, count, more) => {
        const at = (free: number) => model.certificates.ofCocktail(mixture(...fixed), free, PANEL)
        expect(at(count * (1 + more))).toBeLessThanOrEqual(at(count) * (1 + 1e-6))
      }),
      { numRuns: 30 },
    )
  })

  test('is never raised by a bigger box', () => {
    fc.assert(
      fc.property(ligands(1, 3), decades(-5, -1), decades(-3, 0), (kinds, width, more) => {
        const given = mixture(...kinds)
        for (const what of ['bindingTime', 'quantity'] as const) {
          const at = what === 'bindingTime' ? given.bindingTimes : given.quantities
          const within = (w: number) =>
            model.certificates.withinBox(given, what, {
              lower: at.map((x) => x * (1 - w)),
              upper: at.map((x) => x * (1 + w)),
            })
          expect(within(width * (1 + more))).toBeLessThanOrEqual(within(width) * (1 + 1e-9))
        }
      }),
      { numRuns: 30 },
    )
  })
})

/** Binding times in s; they need not be below the critical one. */
const PANEL = Float64Array.of(0.5, 1, 1.7, 2.4, 3.1)

describe('the certificate of OT-1 T cells', () => {
  const model = revisedAkpr(OT1_FIT)
  const agonists = mixture([10, 10])

  test('is at least 0.85 of the best attack in one place, for 10 agonists of 10 s', () => {
    for (const count of [10, 30, 100, 300, 1000, 3000, 10_000]) {
      const { output } = model.certificates.belowCritical(agonists, count)
      const reached = strongestPlace(model, agonists, count, model.criticalBindingTime, never)
      expectBelow(output, reached.output)
      expect(output).toBeGreaterThan(0.85 * reached.output)
    }
  })

  test('falls as free ligands are added', () => {
    const counts = [0, 1, 10, 11, 100, 1000]
    const bounds = counts.map((count) => model.certificates.belowCritical(agonists, count).output)
    expect(bounds).toEqual(bounds.toSorted((a, b) => b - a))
    expect(bounds[0]).toBeCloseTo(model.output(agonists), 12)
  })

  test('of more kinds than are told apart is still valid, and hardly looser', () => {
    const random = randomStream(2, 0)
    const kinds = Array.from({ length: 2000 }, (): Ligand => [4 * random.uniform() ** 2, random.uniform()])
    const given = mixture([10, 50], ...kinds)
    const box = { lower: given.bindingTimes, upper: given.bindingTimes }
    const bound = model.certificates.withinBox(given, 'bindingTime', box)
    expectBelow(bound, model.output(given))
    expect(bound).toBeGreaterThan(0.95 * model.output(given))
    const wider = { lower: box.lower.map((tau) => 0.9 * tau), upper: box.upper.map((tau) => 1.1 * tau) }
    const loose = model.certificates.withinBox(given, 'bindingTime', wider)
    for (const factor of [0.9, 0.95, 1.1]) {
      const moved = { ...given, bindingTimes: given.bindingTimes.map((tau) => tau * factor) }
      expectBelow(loose, model.output(moved))
    }
    expect(loose).toBeLessThanOrEqual(bound)
  })
})

test('a kinase that holds nearly all receptors back in state m is not taken to let them pass', () => {
  // Without feedback the last step is 100 times as fast as unbinding, so that few receptors are in state m; with it
  // most are.
  const model = adaptiveSorting({
    steps: 2,
    phosphorylationRate: 1,
    bindingRate: 1e-3,
    receptors: 1000,
    criticalBindingTime: 3,
    feedbackStep: 1,
    feedbackThreshold: 0.1,
    lastStepRate: 100,
  })
  const given = mixture([5, 1000])
  expectBelow(boundOf(model, given), model.output(given))
})

test('shares that cancel but for rounding do not raise the bound', () => {
  fc.assert(
    fc.property(
      decades(2, 9),
      decades(-14, 0),
      decades(0, 6),
      decades(0, 3),
      (rate, threshold, tau, count) => {
        const model = adaptiveSorting({
          steps: 7,
          phosphorylationRate: rate,
          bindingRate: 1,
          receptors: 10_000,
          criticalBindingTime: 1e-3,
          feedbackStep: 4,
          feedbackThreshold: threshold,
          lastStepRate: 1e-3,
        })
        const given = mixture([tau, count])
        expectBelow(boundOf(model, given), model.output(given))
      },
    ),
    { numRuns: 200 },
  )
})
