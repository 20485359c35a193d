import fc from 'fast-check'
import {
  type AdaptiveSortingParameters,
  adaptiveSorting,
  SORTING_ILLUSTRATION,
} from '../../../src/core/cells/adaptive-sorting.ts'
import type { CellModel } from '../../../src/core/cells/cell-model.ts'
import { kineticProofreading, PROOFREADING_ALONE } from '../../../src/core/cells/kinetic-proofreading.ts'
import type { MechanisticParameters } from '../../../src/core/cells/mechanistic-model.ts'
import type { Mixture } from '../../../src/core/cells/mixture.ts'
import { OT1_FIT, type RevisedAkprParameters, revisedAkpr } from '../../../src/core/cells/revised-akpr.ts'
import {
  SHP1_2013,
  type Shp1FeedbackParameters,
  shp1Feedback,
} from '../../../src/core/cells/shp1-feedback.ts'
import { decades } from '../../arbitraries.ts'

/** [binding time in s, quantity]. */
export type Ligand = readonly [bindingTime: number, quantity: number]

export const mixture = (...ligands: Ligand[]): Mixture => ({
  bindingTimes: Float64Array.from(ligands, ([tau]) => tau),
  quantities: Float64Array.from(ligands, ([, quantity]) => quantity),
})

/** The models with default parameters, and with such that their feedback must be solved for or is bistable. */
export const CELLS: readonly (readonly [name: string, model: CellModel])[] = [
  ['kinetic proofreading', kineticProofreading(PROOFREADING_ALONE)],
  ['adaptive sorting', adaptiveSorting(SORTING_ILLUSTRATION)],
  ['adaptive sorting, m = 0', adaptiveSorting({ ...SORTING_ILLUSTRATION, feedbackStep: 0 })],
  ['adaptive sorting, m = N − 1', adaptiveSorting({ ...SORTING_ILLUSTRATION, feedbackStep: 3 })],
  ['SHP-1 feedback', shp1Feedback(SHP1_2013)],
  ['SHP-1 feedback, m = 0', shp1Feedback({ ...SHP1_2013, feedbackStep: 0 })],
  ['SHP-1 feedback, m = N', shp1Feedback({ ...SHP1_2013, feedbackStep: 5, feedbackThreshold: 0.01 })],
  ['revised AKPR', revisedAkpr(OT1_FIT)],
  ['revised AKPR, m = N', revisedAkpr({ ...OT1_FIT, feedbackStep: 6 })],
  [
    'revised AKPR, m = N − f, k = 2',
    revisedAkpr({ ...OT1_FIT, inhibitedSteps: 2, inhibitionHill: 2, inhibitionThreshold: 1e-3 }),
  ],
  [
    'revised AKPR, m = N − 1, f = 3, k = 3',
    revisedAkpr({
      ...OT1_FIT,
      feedbackStep: 5,
      inhibitedSteps: 3,
      inhibitionHill: 3,
      inhibitionThreshold: 1e-2,
    }),
  ],
]

/** Numbers between powers of ten, evenly in the exponent. */
export const between = decades

export const bindingTime = between(-1, 1.7)
export const quantity = between(0, 5)

export const ligands = (least: number, most: number): fc.Arbitrary<Ligand[]> =>
  fc.array(fc.tuple(bindingTime, quantity), { minLength: least, maxLength: most })

const shared = {
  phosphorylationRate: between(-2, 0.5),
  bindingRate: between(-6, -2),
  receptors: between(2, 6),
  criticalBindingTime: between(0, 1),
}

/** Random cells of every model, by what must be solved for. */
export const RANDOM_CELLS: Readonly<Record<string, fc.Arbitrary<CellModel>>> = {
  'kinetic proofreading': fc
    .record<MechanisticParameters>({ ...shared, steps: fc.integer({ min: 1, max: 8 }) })
    .map(kineticProofreading),
  'adaptive sorting, m < N − 1': sortings((steps) => fc.integer({ min: 0, max: steps - 2 })),
  'adaptive sorting, m = N − 1': sortings((steps) => fc.constant(steps - 1)),
  'SHP-1 feedback, every m': fc.integer({ min: 1, max: 8 }).chain((steps) =>
    fc
      .record<Shp1FeedbackParameters>({
        ...shared,
        steps: fc.constant(steps),
        feedbackStep: fc.integer({ min: 0, max: steps }),
        feedbackThreshold: between(-2, 4),
        dephosphorylationRate: between(-3, 0),
        feedbackDephosphorylationRate: between(-7, -4),
        phosphatase: between(3, 6),
      })
      .map(shp1Feedback),
  ),
  'revised AKPR, m < N − f': akprs(({ steps, inhibitedSteps }) =>
    fc.integer({ min: 0, max: steps - inhibitedSteps - 1 }),
  ),
  'revised AKPR, m ≥ N − f, k = 1': akprs(atLeastFirst, 1),
  'revised AKPR, m ≥ N − f, k = 2': akprs(atLeastFirst, 2),
  'revised AKPR, m ≥ N − f, k = 3': akprs(atLeastFirst, 3),
}

function sortings(step: (steps: number) => fc.Arbitrary<number>): fc.Arbitrary<CellModel> {
  return fc
    .integer({ min: 2, max: 8 })
    .chain((steps) =>
      fc.record<AdaptiveSortingParameters>({
        ...shared,
        steps: fc.constant(steps),
        feedbackStep: step(steps),
        feedbackThreshold: between(-2, 4),
        lastStepRate: between(-2, 1),
      }),
    )
    .map(adaptiveSorting)
}

interface Shape {
  readonly steps: number
  readonly inhibitedSteps: number
}

function atLeastFirst({ steps, inhibitedSteps }: Shape): fc.Arbitrary<number> {
  return fc.integer({ min: steps - inhibitedSteps, max: steps })
}

function akprs(step: (shape: Shape) => fc.Arbitrary<number>, hill?: number): fc.Arbitrary<CellModel> {
  return fc
    .integer({ min: 2, max: 8 })
    .chain((steps) =>
      fc.record({ steps: fc.constant(steps), inhibitedSteps: fc.integer({ min: 1, max: steps - 1 }) }),
    )
    .chain((shape) =>
      fc.record<RevisedAkprParameters>({
        ...shared,
        steps: fc.constant(shape.steps),
        inhibitedSteps: fc.constant(shape.inhibitedSteps),
        feedbackStep: step(shape),
        feedbackThreshold: between(0, 4),
        inhibitionHill: hill === undefined ? fc.double({ min: 1, max: 4, noNaN: true }) : fc.constant(hill),
        inhibitionThreshold: between(-4, 0),
        inhibitor: between(-1, 1),
        residualRate: between(-6, -2),
      }),
    )
    .map(revisedAkpr)
}

/** Steps relative to x, the finer one half as wide; their agreement says how far the difference is to be trusted. */
const FINE = 2.5e-4

/** A derivative by central differences of five points, and how much a step twice as wide changes it. */
export function difference(f: (x: number) => number, x: number): { slope: number; doubt: number } {
  const fivePoints = (h: number) => (8 * (f(x + h) - f(x - h)) - (f(x + 2 * h) - f(x - 2 * h))) / (12 * h)
  const slope = fivePoints(FINE * x)
  return { slope, doubt: Math.abs(fivePoints(2 * FINE * x) - slope) }
}
