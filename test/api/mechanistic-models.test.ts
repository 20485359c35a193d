import type { Static } from 'typebox'
import { beforeAll, describe, expect, test } from 'vitest'
import type { EvaluateAnswer } from '../../src/api/schemas/evaluate.ts'
import type { GradientDescentResult, PerturbationResult } from '../../src/api/schemas/results.ts'
import { adaptiveSorting, SORTING_ILLUSTRATION } from '../../src/core/cells/adaptive-sorting.ts'
import type { CellModel } from '../../src/core/cells/cell-model.ts'
import { kineticProofreading, PROOFREADING_ALONE } from '../../src/core/cells/kinetic-proofreading.ts'
import { OT1_FIT, revisedAkpr } from '../../src/core/cells/revised-akpr.ts'
import { SHP1_2013, shp1Feedback } from '../../src/core/cells/shp1-feedback.ts'
import { type Client, openClient } from './client.ts'

type Evaluation = Static<typeof EvaluateAnswer>

/** A model by its name, the cell its defaults make but for what is changed, and all of the defaults. */
type Row = readonly [name: string, build: (change: object) => CellModel, defaults: object]

const MODELS: readonly Row[] = [
  [
    'kinetic-proofreading',
    (change) => kineticProofreading({ ...PROOFREADING_ALONE, ...change }),
    PROOFREADING_ALONE,
  ],
  [
    'adaptive-sorting',
    (change) => adaptiveSorting({ ...SORTING_ILLUSTRATION, ...change }),
    SORTING_ILLUSTRATION,
  ],
  ['shp1-feedback', (change) => shp1Feedback({ ...SHP1_2013, ...change }), SHP1_2013],
  ['revised-akpr', (change) => revisedAkpr({ ...OT1_FIT, ...change }), OT1_FIT],
]

let client: Client
beforeAll(async () => {
  client = await openClient()
})

const ligands = [
  { bindingTime: 10, quantity: 3000 },
  { bindingTime: 2, quantity: 7000 },
  { bindingTime: 3, quantity: 0 },
  { bindingTime: 0, quantity: 500 },
]

const mixtureOf = (given: typeof ligands) => ({
  bindingTimes: Float64Array.from(given, ({ bindingTime }) => bindingTime),
  quantities: Float64Array.from(given, ({ quantity }) => quantity),
})

async function evaluate(name: string, body: object): Promise<Evaluation> {
  const answer = await client.send(`/v1/models/${name}/evaluate`, { body })
  expect(answer.status).toBe(200)
  return answer.json<Evaluation>()
}

describe.each(MODELS)('evaluating %s', (name, build, defaults) => {
  test('takes its defaults for parameters that are left out, all or some', async () => {
    const mixtures = [{ ligands }]
    const change = { criticalBindingTime: 6, bindingRate: 2e-4 }
    for (const [given, model] of [
      [{}, build({})],
      [{ parameters: {} }, build({})],
      [{ parameters: defaults }, build({})],
      [{ parameters: change }, build(change)],
      [{ parameters: { ...defaults, ...change } }, build(change)],
    ] as const) {
      const { outputs, threshold, responds } = await evaluate(name, { ...given, mixtures })
      const output = model.output(mixtureOf(ligands))
      // JSON carries every digit.
      expect({ outputs, threshold, responds }).toEqual({
        outputs: [output],
        threshold: model.threshold,
        responds: [output > model.threshold],
      })
    }
  })

  test('gives gradients, also where a kind does not bind or is not there', async () => {
    const { gradients } = await evaluate(name, { mixtures: [{ ligands }], gradient: true })
    const { bindingTime, quantity } = build({}).gradient(mixtureOf(ligands))
    // JSON has no −0.
    expect(gradients).toEqual([
      { bindingTime: Array.from(bindingTime, (x) => x + 0), quantity: Array.from(quantity, (x) => x + 0) },
    ])
  })

  test.each([
    ['zero receptors', { receptors: 0 }, 'out-of-range', '/parameters/receptors'],
    ['a negative rate', { phosphorylationRate: -1 }, 'out-of-range', '/parameters/phosphorylationRate'],
    ['a binding rate of 0', { bindingRate: 0 }, 'out-of-range', '/parameters/bindingRate'],
    ['no step', { steps: 0 }, 'out-of-range', '/parameters/steps'],
    ['too many steps', { steps: 21 }, 'out-of-range', '/parameters/steps'],
    [
      'a critical binding time of 0',
      { criticalBindingTime: 0 },
      'out-of-range',
      '/parameters/criticalBindingTime',
    ],
    [
      'a threshold of 0',
      { phosphorylationRate: 1e-320 },
      'unreachable-threshold',
      '/parameters/criticalBindingTime',
    ],
    ['half a step', { steps: 5.5 }, 'wrong-shape', '/parameters/steps'],
    ['null', { receptors: null }, 'wrong-shape', '/parameters/receptors'],
    ['a text', { receptors: '30000' }, 'wrong-shape', '/parameters/receptors'],
    ['an unknown parameter', { N: 5 }, 'wrong-shape', '/parameters/N'],
  ])('is refused for %s', async (_, parameters, code, path) => {
    const status = code === 'wrong-shape' ? 400 : 422
    const body = { parameters, mixtures: [{ ligands }] }
    const { errors } = await client.refusal(`/v1/models/${name}/evaluate`, { body }, status, code)
    expect(errors).toMatchObject([{ path }])
  })

  test('is refused for ligands whose binding overflows', async () => {
    const body = { mixtures: [{ ligands }, { ligands: [{ bindingTime: 1e10, quantity: 1e308 }] }] }
    const { errors } = await client.refusal(`/v1/models/${name}/evaluate`, { body }, 422, 'output-overflows')
    expect(errors).toMatchObject([{ path: '/mixtures/1/ligands' }])
  })
})

/** What a schema cannot say, since it depends on two parameters, or what only one model has. */
const BAD: readonly (readonly [string, object, 'parameter-out-of-range' | 'out-of-range', string])[] = [
  ['adaptive-sorting', { feedbackStep: 4 }, 'parameter-out-of-range', '/feedbackStep'],
  ['adaptive-sorting', { steps: 1 }, 'parameter-out-of-range', '/feedbackStep'],
  ['adaptive-sorting', { feedbackStep: -1 }, 'out-of-range', '/feedbackStep'],
  ['adaptive-sorting', { feedbackThreshold: 0 }, 'out-of-range', '/feedbackThreshold'],
  ['adaptive-sorting', { lastStepRate: 0 }, 'out-of-range', '/lastStepRate'],
  ['shp1-feedback', { feedbackStep: 6 }, 'parameter-out-of-range', '/feedbackStep'],
  ['shp1-feedback', { feedbackThreshold: -1 }, 'out-of-range', '/feedbackThreshold'],
  ['shp1-feedback', { dephosphorylationRate: -1 }, 'out-of-range', '/dephosphorylationRate'],
  ['shp1-feedback', { feedbackDephosphorylationRate: -1 }, 'out-of-range', '/feedbackDephosphorylationRate'],
  ['shp1-feedback', { phosphatase: -1 }, 'out-of-range', '/phosphatase'],
  ['revised-akpr', { feedbackStep: 7 }, 'parameter-out-of-range', '/feedbackStep'],
  ['revised-akpr', { inhibitedSteps: 7 }, 'parameter-out-of-range', '/inhibitedSteps'],
  ['revised-akpr', { inhibitedSteps: -1 }, 'out-of-range', '/inhibitedSteps'],
  ['revised-akpr', { inhibitionHill: 0.9 }, 'out-of-range', '/inhibitionHill'],
  ['revised-akpr', { inhibitionThreshold: 0 }, 'out-of-range', '/inhibitionThreshold'],
  ['revised-akpr', { inhibitor: -1 }, 'out-of-range', '/inhibitor'],
  ['revised-akpr', { residualRate: -1 }, 'out-of-range', '/residualRate'],
]

describe('a parameter out of range is refused by its path', () => {
  test.each(BAD)('in evaluating %s: %o', async (name, parameters, code, path) => {
    const body = { parameters, mixtures: [{ ligands }] }
    const { errors } = await client.refusal(`/v1/models/${name}/evaluate`, { body }, 422, code)
    expect(errors).toMatchObject([{ path: `/parameters${path}` }])
  })

  test.each(BAD)('in an attack on %s: %o', async (model, parameters, code, path) => {
    const body = { ...fgsm(model), target: { model, parameters } }
    const { errors } = await client.refusal('/v1/attacks', { body }, 422, code)
    expect(errors).toMatchObject([{ path: `/target/parameters${path}` }])
  })
})

const fgsm = (model: string) => ({
  kind: 'fgsm',
  seed: 3,
  target: { model },
  ligands: {
    mixture: [
      { bindingTime: 10, quantity: 1000 },
      { bindingTime: 2, quantity: 7000 },
    ],
  },
  options: { epsilon: [0, 0.5] },
})

/** Agonists enough for every model to respond, and a thousand ligands at half the critical binding time or less. */
const descent = (model: string, parameters: object | undefined) => ({
  kind: 'gradient-descent',
  seed: 5,
  target: { model, ...(parameters && { parameters }) },
  ligands: {
    populations: [
      { label: 'agonist', count: 5000, bindingTime: { distribution: 'constant', value: 12 } },
      { label: 'self', count: 1000, bindingTime: { distribution: 'uniform', from: 0.5, to: 2 } },
    ],
  },
  options: { maxIterations: 50, stepSize: 10 },
})

describe.each(MODELS)('an attack on %s', (model, build, defaults) => {
  test('by FGSM succeeds, and lowers the output as far as its gradient says', async () => {
    const { links } = await client.finish(fgsm(model))
    const { output, threshold } = (await client.send(links.result)).json<Static<typeof PerturbationResult>>()
    const cell = build({})
    const at = (times: readonly number[]) =>
      cell.output({ bindingTimes: Float64Array.from(times), quantities: Float64Array.of(1000, 7000) })
    const { bindingTime } = cell.gradient({
      bindingTimes: Float64Array.of(10, 2),
      quantities: Float64Array.of(1000, 7000),
    })
    expect(threshold).toBe(cell.threshold)
    expect(output.initial).toBe(at([10, 2]))
    expect(output.attacked).toEqual([
      at([10, 2]),
      at([10 - 0.5 * Math.sign(bindingTime[0]!), 2 - 0.5 * Math.sign(bindingTime[1]!)]),
    ])
    expect(output.attacked[1]).toBeLessThan(output.attacked[0]!)
  })

  test.each([
    ['its defaults', undefined],
    ['parameters given', defaults],
  ])('by gradient descent succeeds with %s, and does not raise the output', async (_, parameters) => {
    const { links } = await client.finish(descent(model, parameters))
    const { output, outcome } = (await client.send(links.result)).json<Static<typeof GradientDescentResult>>()
    expect(outcome).toMatch(/^(crossed|exhausted|converged)$/)
    expect(output.initial).toBeGreaterThan(build({}).threshold)
    expect(output.final).toBeLessThanOrEqual(output.initial)
  })
})
