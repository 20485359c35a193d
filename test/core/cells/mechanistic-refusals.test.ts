import { describe, expect, test } from 'vitest'
import { adaptiveSorting, SORTING_ILLUSTRATION } from '../../../src/core/cells/adaptive-sorting.ts'
import type { CellModel } from '../../../src/core/cells/cell-model.ts'
import { kineticProofreading, PROOFREADING_ALONE } from '../../../src/core/cells/kinetic-proofreading.ts'
import { OT1_FIT, revisedAkpr } from '../../../src/core/cells/revised-akpr.ts'
import { SHP1_2013, shp1Feedback } from '../../../src/core/cells/shp1-feedback.ts'
import { CELLS, mixture } from './mechanistic-cells.ts'

/** A model with its defaults but for what is changed. */
const BUILD = {
  'kinetic proofreading': (change: object) => kineticProofreading({ ...PROOFREADING_ALONE, ...change }),
  'adaptive sorting': (change: object) => adaptiveSorting({ ...SORTING_ILLUSTRATION, ...change }),
  'SHP-1 feedback': (change: object) => shp1Feedback({ ...SHP1_2013, ...change }),
  'revised AKPR': (change: object) => revisedAkpr({ ...OT1_FIT, ...change }),
} as const satisfies Record<string, (change: object) => CellModel>

type Name = keyof typeof BUILD
const NAMES = Object.keys(BUILD) as Name[]

const refusal = (code: string, path: string) => expect.objectContaining({ name: 'InvalidInput', code, path })

/** Numbers that a parameter above 0, or of at least some least value, must not be. */
const NOT_NUMBERS = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]

const POSITIVE: readonly (readonly [Name, string])[] = [
  ...NAMES.flatMap((name) =>
    ['phosphorylationRate', 'bindingRate', 'receptors', 'criticalBindingTime'].map(
      (field) => [name, field] as const,
    ),
  ),
  ['adaptive sorting', 'feedbackThreshold'],
  ['adaptive sorting', 'lastStepRate'],
  ['SHP-1 feedback', 'feedbackThreshold'],
  ['revised AKPR', 'feedbackThreshold'],
  ['revised AKPR', 'inhibitionThreshold'],
]

const AT_LEAST: readonly (readonly [Name, string, number])[] = [
  ['SHP-1 feedback', 'dephosphorylationRate', 0],
  ['SHP-1 feedback', 'feedbackDephosphorylationRate', 0],
  ['SHP-1 feedback', 'phosphatase', 0],
  ['revised AKPR', 'inhibitor', 0],
  ['revised AKPR', 'residualRate', 0],
  ['revised AKPR', 'inhibitionHill', 1],
]

/** The least and the greatest that is accepted. */
const WHOLE: readonly (readonly [Name, string, number, number])[] = [
  ...NAMES.slice(0, 1).map((name) => [name, 'steps', 1, 20] as const),
  ['adaptive sorting', 'steps', 3, 20],
  ['SHP-1 feedback', 'steps', 1, 20],
  ['revised AKPR', 'steps', 4, 20],
  ['adaptive sorting', 'feedbackStep', 0, SORTING_ILLUSTRATION.steps - 1],
  ['SHP-1 feedback', 'feedbackStep', 0, SHP1_2013.steps],
  ['revised AKPR', 'feedbackStep', 0, OT1_FIT.steps],
  ['revised AKPR', 'inhibitedSteps', 0, OT1_FIT.steps],
]

describe('a parameter is refused by its name:', () => {
  test.each(POSITIVE)('%s, %s not a finite number above 0', (name, field) => {
    for (const value of [0, -0, -1, ...NOT_NUMBERS]) {
      expect(() => BUILD[name]({ [field]: value })).toThrow(refusal('parameter-out-of-range', `/${field}`))
    }
  })

  test.each(AT_LEAST)('%s, %s not a finite number of at least %d', (name, field, least) => {
    for (const value of [least - 1e-9, -1, ...NOT_NUMBERS]) {
      expect(() => BUILD[name]({ [field]: value })).toThrow(refusal('parameter-out-of-range', `/${field}`))
    }
    expect(BUILD[name]({ [field]: least }).threshold).toBeGreaterThan(0)
  })

  test.each(WHOLE)('%s, %s not a whole number from %d to %d', (name, field, least, most) => {
    const path = least > 1 ? '/feedbackStep' : `/${field}`
    expect(() => BUILD[name]({ [field]: least - 1 })).toThrow(refusal('parameter-out-of-range', path))
    for (const value of [-1, most + 1, least + 0.5, ...NOT_NUMBERS]) {
      expect(() => BUILD[name]({ [field]: value })).toThrow(refusal('parameter-out-of-range', `/${field}`))
    }
    for (const value of [least, most]) expect(BUILD[name]({ [field]: value }).threshold).toBeGreaterThan(0)
  })

  test.each([
    ['m = N for adaptive sorting', 'adaptive sorting', { steps: 2, feedbackStep: 2 }, '/feedbackStep'],
    ['m > N for adaptive sorting', 'adaptive sorting', { steps: 2, feedbackStep: 3 }, '/feedbackStep'],
    ['m > N for SHP-1 feedback', 'SHP-1 feedback', { steps: 2, feedbackStep: 3 }, '/feedbackStep'],
    ['m > N for revised AKPR', 'revised AKPR', { steps: 2, feedbackStep: 3 }, '/feedbackStep'],
    [
      'f > N for revised AKPR',
      'revised AKPR',
      { steps: 2, feedbackStep: 0, inhibitedSteps: 3 },
      '/inhibitedSteps',
    ],
  ] as const)('%s', (_, name, change, path) => {
    expect(() => BUILD[name](change)).toThrow(refusal('parameter-out-of-range', path))
  })
})

test('an inhibition that is too strong to represent is refused at its threshold', () => {
  const change = { inhibitor: 1e12, inhibitionThreshold: 1e-300 }
  expect(() => BUILD['revised AKPR'](change)).toThrow(
    refusal('parameter-out-of-range', '/inhibitionThreshold'),
  )
})

test.each([
  ['revised AKPR', { inhibitor: 0 }],
  ['revised AKPR', { inhibitedSteps: 0 }],
  ['SHP-1 feedback', { phosphatase: 0 }],
  ['SHP-1 feedback', { feedbackDephosphorylationRate: 0 }],
] as const)('%s with %o has no feedback, and no pull', (name, change) => {
  const model = BUILD[name](change)
  expect(model.pullExponent).toBeNull()
  expect(model.network!.feedbackStep).toBeNull()
})

describe('a threshold that cannot be is refused at the critical binding time,', () => {
  test.each(NAMES)('%s', (name) => {
    for (const change of [
      // (φτc)^N underflows.
      { steps: 20, phosphorylationRate: 1e-20 },
      { criticalBindingTime: 1e-300 },
    ])
      expect(() => BUILD[name](change)).toThrow(refusal('unreachable-threshold', '/criticalBindingTime'))
  })
})

describe.each(CELLS)('%s refuses a mixture', (_, model) => {
  test.each([
    ['with a negative binding time', mixture([-1, 10]), 'not-a-quantity', '/ligands/0/bindingTime'],
    ['with a negative quantity', mixture([1, 1], [1, -10]), 'not-a-quantity', '/ligands/1/quantity'],
    ['without a number', mixture([1, 1], [Number.NaN, 1]), 'not-a-quantity', '/ligands/1/bindingTime'],
    ['of nothing', mixture(), 'empty-mixture', '/ligands'],
    ['so large that what binds overflows', mixture([1e10, 1e308]), 'output-overflows', '/ligands'],
    ['that binds so long that it overflows', mixture([1e308, 1e308]), 'output-overflows', '/ligands'],
  ])('%s', (_, refused, code, path) => {
    expect(() => model.output(refused)).toThrow(refusal(code, path))
    expect(() => model.gradient(refused)).toThrow(refusal(code, path))
  })
})
