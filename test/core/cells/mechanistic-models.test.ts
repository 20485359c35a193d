import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type AdaptiveSortingParameters,
  adaptiveSorting,
  SORTING_ILLUSTRATION,
} from '../../../src/core/cells/adaptive-sorting.ts'
import type { CellModel } from '../../../src/core/cells/cell-model.ts'
import { kineticProofreading, PROOFREADING_ALONE } from '../../../src/core/cells/kinetic-proofreading.ts'
import type { MechanisticParameters } from '../../../src/core/cells/mechanistic-model.ts'
import type { Mixture } from '../../../src/core/cells/mixture.ts'
import { freeReceptors } from '../../../src/core/cells/receptor-binding.ts'
import { OT1_FIT, type RevisedAkprParameters, revisedAkpr } from '../../../src/core/cells/revised-akpr.ts'
import {
  SHP1_2013,
  type Shp1FeedbackParameters,
  shp1Feedback,
} from '../../../src/core/cells/shp1-feedback.ts'
import steadyStates from '../../reference/steady-states.json' with { type: 'json' }
import { denseSteadyState } from './dense-steady-state.ts'
import { bindingTime, CELLS, ligands, mixture, RANDOM_CELLS } from './mechanistic-cells.ts'

/** Builds the model of a reference row, whose critical binding time does not matter to its output. */
const REFERENCE: Readonly<Record<string, (parameters: object) => CellModel>> = {
  'kinetic-proofreading': (parameters) => kineticProofreading(complete<MechanisticParameters>(parameters)),
  'shp1-feedback': (parameters) => shp1Feedback(complete<Shp1FeedbackParameters>(parameters)),
  'revised-akpr': (parameters) => revisedAkpr(complete<RevisedAkprParameters>(parameters)),
}
const complete = <Parameters>(parameters: object) => ({ ...parameters, criticalBindingTime: 4 }) as Parameters

/** How many ligands of each kind are bound. */
function boundLigands(
  { bindingTimes, quantities }: Mixture,
  { bindingRate, receptors }: MechanisticParameters,
) {
  const affinities = bindingTimes.map((tau) => bindingRate * tau)
  const free = freeReceptors(affinities, quantities, receptors)
  return affinities.map((a, l) => (quantities[l]! * a * free) / (1 + a * free))
}

/** Σ bound · Π x_n/(x_n + 1), x_n = τ times the rate of step n: a chain without a way back. */
function irreversibleOutput(
  given: Mixture,
  parameters: MechanisticParameters,
  rates: readonly number[],
): number {
  return boundLigands(given, parameters).reduce((sum, bound, l) => {
    const tau = given.bindingTimes[l]!
    return sum + rates.reduce((share, rate) => (share * rate * tau) / (rate * tau + 1), bound)
  }, 0)
}

const repeated = (count: number, rate: number) => new Array<number>(count).fill(rate)

describe('the reference steady states', () => {
  test.each(steadyStates.map((row, i) => [row.model, i, row] as const))('of %s, row %d', (name, _, row) => {
    const model = REFERENCE[name]!(row.parameters)
    const given = mixture(...row.ligands.map((l): [number, number] => [l.bindingTime, l.quantity]))
    expect([model.output(given)]).toAllClose([row.output], { rtol: 1e-9 })
    expect([model.gradient(given).output]).toAllClose([row.output], { rtol: 1e-9 })
  })

  test('cover three models, implicit and explicit feedback, one and two kinds of ligand', () => {
    expect(new Set(steadyStates.map(({ model }) => model))).toEqual(new Set(Object.keys(REFERENCE)))
    expect(new Set(steadyStates.map((row) => row.ligands.length))).toEqual(new Set([1, 2]))
  })
})

describe.each(Object.entries(RANDOM_CELLS))('%s', (_, cells) => {
  test('settles where the master equation does, fed back, solved by plain means', () => {
    fc.assert(
      fc.property(cells, ligands(1, 3), (model, drawn) => {
        const given = mixture(...drawn)
        const { output } = denseSteadyState(model.network!, given)
        expect([model.output(given)]).toAllClose([output], { rtol: 1e-8, atol: 1e-20 })
      }),
      { numRuns: 30 },
    )
  })

  test('does not tell two equal kinds from one, the order of kinds, or a kind that is not there', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(cells, ligands(1, 4), share, bindingTime, (model, drawn, part, absent) => {
        const [[tau, count], ...others] = drawn as [[number, number], ...[number, number][]]
        const output = model.output(mixture(...drawn))
        for (const same of [
          mixture([tau, part * count], ...others, [tau, (1 - part) * count]),
          mixture(...drawn.toReversed()),
          mixture([absent, 0], ...drawn, [0, 1e6]),
        ])
          expect([model.output(same)]).toAllClose([output], { rtol: 1e-10 })
      }),
    )
  })

  test('answers the same at fixed binding times, whatever it was asked in between', () => {
    fc.assert(
      fc.property(cells, ligands(1, 4), ligands(1, 4), (model, drawn, other) => {
        const { bindingTimes, quantities } = mixture(...drawn)
        const output = model.output({ bindingTimes, quantities })
        const fixed = model.atBindingTimes(bindingTimes)
        model.gradient(mixture(...other))
        expect(fixed.output(quantities)).toBe(output)
        model.output(mixture(...other))
        expect(model.output({ bindingTimes, quantities })).toBe(output)
      }),
    )
  })
})

describe('without its feedback', () => {
  const given = ligands(1, 4)

  test('kinetic proofreading is bound·(φτ/(φτ + 1))^N', () => {
    fc.assert(
      fc.property(given, fc.integer({ min: 1, max: 20 }), (drawn, steps) => {
        const parameters = { ...PROOFREADING_ALONE, steps }
        const expected = irreversibleOutput(
          mixture(...drawn),
          parameters,
          repeated(steps, parameters.phosphorylationRate),
        )
        expect([kineticProofreading(parameters).output(mixture(...drawn))]).toAllClose([expected], {
          rtol: 1e-13,
        })
      }),
    )
  })

  test.each([0, 1, 2, 3])('adaptive sorting with m = %d is a chain whose last step is α', (feedbackStep) => {
    fc.assert(
      fc.property(given, (drawn) => {
        const parameters: AdaptiveSortingParameters = {
          ...SORTING_ILLUSTRATION,
          feedbackStep,
          feedbackThreshold: 1e18,
        }
        const rates = [...repeated(3, parameters.phosphorylationRate), parameters.lastStepRate]
        expect([adaptiveSorting(parameters).output(mixture(...drawn))]).toAllClose(
          [irreversibleOutput(mixture(...drawn), parameters, rates)],
          { rtol: 1e-12 },
        )
      }),
    )
  })

  test.each([
    ['γ = 0', { feedbackDephosphorylationRate: 0 }],
    ['no phosphatase', { phosphatase: 0 }],
    ['C_* → ∞', { feedbackThreshold: 1e20 }],
  ])('SHP-1 feedback with %s, and b = 0, is kinetic proofreading', (_, change) => {
    const parameters: Shp1FeedbackParameters = { ...SHP1_2013, dephosphorylationRate: 0, ...change }
    const { steps, phosphorylationRate } = parameters
    fc.assert(
      fc.property(given, fc.integer({ min: 0, max: steps }), (drawn, feedbackStep) => {
        const expected = irreversibleOutput(
          mixture(...drawn),
          parameters,
          repeated(steps, phosphorylationRate),
        )
        expect([shp1Feedback({ ...parameters, feedbackStep }).output(mixture(...drawn))]).toAllClose(
          [expected],
          {
            rtol: 1e-11,
          },
        )
      }),
    )
  })

  test.each([
    ['no inhibitor', { inhibitor: 0 }],
    ['C_* → ∞', { feedbackThreshold: 1e25 }],
    ['f = 0', { inhibitedSteps: 0 }],
  ])('revised AKPR with %s is a chain whose last f steps are φ + ψ0', (_, change) => {
    const parameters: RevisedAkprParameters = { ...OT1_FIT, inhibitedSteps: 2, residualRate: 0.03, ...change }
    const { steps, phosphorylationRate, residualRate, inhibitedSteps } = parameters
    const rates = [
      ...repeated(steps - inhibitedSteps, phosphorylationRate),
      ...repeated(inhibitedSteps, phosphorylationRate + residualRate),
    ]
    const hill = fc.constantFrom(1, 1.5, 2, 3)
    fc.assert(
      fc.property(given, fc.integer({ min: 0, max: steps }), hill, (drawn, feedbackStep, inhibitionHill) => {
        const model = revisedAkpr({ ...parameters, feedbackStep, inhibitionHill })
        expect([model.output(mixture(...drawn))]).toAllClose(
          [irreversibleOutput(mixture(...drawn), parameters, rates)],
          { rtol: 1e-11 },
        )
      }),
    )
  })
})

describe.each(CELLS)('%s', (_, model) => {
  const { receptors } = model.network!

  /** Outputs and gradients are numbers, and no more receptors signal than can be bound. */
  function expectSound(given: Mixture): void {
    const { output, bindingTime: byTime, quantity: byQuantity } = model.gradient(given)
    const sum = given.quantities.reduce((total, count) => total + count, 0)
    const finite = [output, ...byTime, ...byQuantity].every(Number.isFinite)
    if (finite && output >= 0 && output <= Math.min(receptors, sum) * (1 + 1e-12)) return
    expect.fail(
      `output ${output}, gradient ${byTime}, ${byQuantity} for ${given.bindingTimes}, ${given.quantities}`,
    )
  }

  const times = Array.from({ length: 9 }, (_, i) => 10 ** (i - 4))
  const counts = Array.from({ length: 8 }, (_, i) => 10 ** i)
  const kinds = times.flatMap((tau) => counts.map((count): [number, number] => [tau, count]))

  test('is finite, and within its receptors and ligands, for all kinds and pairs from 1e-4 to 1e4 s', () => {
    for (const [i, kind] of kinds.entries()) {
      expectSound(mixture(kind))
      for (const other of kinds.slice(i)) expectSound(mixture(kind, other))
    }
  })

  test('is finite where nothing binds and where there is nothing to bind', () => {
    for (const given of [mixture([0, 0]), mixture([0, 1e6]), mixture([5, 0]), mixture([0, 7], [5, 0])]) {
      expectSound(given)
      expect(model.output(given)).toBe(0)
    }
    expectSound(mixture([0, 10], [5, 100], [7, 0]))
  })

  test('has as threshold the output for a saturating dose at the critical binding time', () => {
    const saturated = model.output(mixture([model.criticalBindingTime, 1e15]))
    expect([saturated]).toAllClose([model.threshold], { rtol: 1e-6 })
    expect(model.threshold).toBeGreaterThan(0)
  })
})
