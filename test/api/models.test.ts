import type { Static } from 'typebox'
import { beforeAll, describe, expect, test } from 'vitest'
import type { EvaluateAnswer } from '../../src/api/schemas/evaluate.ts'
import { type Client, openClient } from './client.ts'

type Evaluation = Static<typeof EvaluateAnswer>
type MixtureLigands = { bindingTime: number; quantity: number }[]

interface ModelEntry {
  readonly name: string
  readonly defaults: { readonly name: string; readonly source: string } | null
  readonly parameters: {
    readonly required?: readonly string[]
    readonly properties: Readonly<Record<string, { readonly description: string; readonly default?: number }>>
  }
}

const EVALUATE = '/v1/models/adaptive-proofreading/evaluate'

let client: Client
beforeAll(async () => {
  client = await openClient({ workers: 1 })
})

const parameters = (N: number, m: number, criticalBindingTime = 3) => ({ N, m, criticalBindingTime })

async function evaluate(body: unknown): Promise<Evaluation> {
  const answer = await client.send(EVALUATE, { body })
  expect(answer.status).toBe(200)
  return answer.json<Evaluation>()
}

describe('the models', () => {
  test('are listed with equation, source and the schema of their parameters', async () => {
    const { models } = (await client.send('/v1/models')).json<{ models: ModelEntry[] }>()
    expect(models.map(({ name }) => name)).toEqual([
      'adaptive-proofreading',
      'kinetic-proofreading',
      'adaptive-sorting',
      'shp1-feedback',
      'revised-akpr',
    ])
    for (const model of models) {
      expect(model).toMatchObject({
        title: expect.stringMatching(/./),
        equation: expect.stringMatching(/./),
        source: expect.stringMatching(/./),
        parameters: { type: 'object', additionalProperties: false },
        links: { evaluate: `/v1/models/${model.name}/evaluate` },
      })
      for (const { description } of Object.values(model.parameters.properties))
        expect(description).toMatch(/./)
      expect((await client.send(`/v1/models/${model.name}`)).json()).toEqual(model)
    }
  })

  test('say where their defaults come from, and have one for every parameter or none at all', async () => {
    const { models } = (await client.send('/v1/models')).json<{ models: ModelEntry[] }>()
    for (const { name, defaults, parameters } of models) {
      const given = Object.values(parameters.properties).filter((field) => field.default !== undefined)
      if (name === 'adaptive-proofreading') {
        expect(defaults).toBeNull()
        expect(given).toEqual([])
        expect(parameters.required).toEqual(['N', 'm', 'criticalBindingTime'])
        continue
      }
      expect(defaults).toEqual({ name: expect.stringMatching(/./), source: expect.stringMatching(/./) })
      expect(given).toHaveLength(Object.keys(parameters.properties).length)
      expect(parameters).not.toHaveProperty('required')
    }
  })

  test('that are not there are a 404, which names those that are', async () => {
    const options = { body: { parameters: {}, mixtures: [] } }
    for (const { detail } of [
      await client.refusal('/v1/models/perceptron', {}, 404, 'no-such-model'),
      await client.refusal('/v1/models/perceptron/evaluate', options, 404, 'no-such-model'),
    ])
      expect(detail).toContain('adaptive-proofreading')
  })
})

describe('evaluating a model', () => {
  const ligands = [
    { bindingTime: 3.5, quantity: 3000 },
    { bindingTime: 2, quantity: 7000 },
  ]

  test('gives output, threshold and response of the example in the contract', async () => {
    const answer = await evaluate({ parameters: parameters(5, 3), mixtures: [{ ligands }], gradient: true })
    // T = Σ L τ^5 / Σ L τ^3 / τc².
    const sum = (power: number) => 3000 * 3.5 ** power + 7000 * 2 ** power
    expect(answer.outputs).toAllClose([sum(5) / sum(3) / 9], { rtol: 1e-13 })
    expect(answer).toMatchObject({ threshold: 1, responds: [true] })
    expect(answer.gradients).toHaveLength(1)
    expect(answer.gradients![0]!.bindingTime).toHaveLength(2)
    expect(answer.gradients![0]!.quantity).toHaveLength(2)
  })

  test('gives no gradients unless it is asked for them', async () => {
    for (const rest of [{}, { gradient: false }]) {
      const answer = await evaluate({ parameters: parameters(5, 3), mixtures: [{ ligands }], ...rest })
      expect(answer).not.toHaveProperty('gradients')
    }
  })

  test('gives the gradients that finite differences of its own outputs have', async () => {
    const at = (
      changed: number,
      field: 'bindingTime' | 'quantity',
      by: number,
    ): { ligands: MixtureLigands } => ({
      ligands: ligands.map((ligand, i) =>
        i === changed ? { ...ligand, [field]: ligand[field] + by } : ligand,
      ),
    })
    const steps = { bindingTime: 1e-4, quantity: 1 } as const
    for (const field of ['bindingTime', 'quantity'] as const) {
      const step = steps[field]
      const mixtures = [0, 1].flatMap((i) => [at(i, field, step), at(i, field, -step)])
      const { outputs } = await evaluate({ parameters: parameters(5, 3), mixtures })
      const { gradients } = await evaluate({
        parameters: parameters(5, 3),
        mixtures: [{ ligands }],
        gradient: true,
      })
      const differences = [0, 1].map((i) => (outputs[2 * i]! - outputs[2 * i + 1]!) / (2 * step))
      // The error of a central difference is of the order of the step squared.
      expect(gradients![0]![field]).toAllClose(differences, { rtol: 1e-6 })
    }
  })

  test('takes as many as ten thousand mixtures, in their order, and not one more', async () => {
    // One kind of ligand: T = (τ/τc)^(N − m), whatever its quantity (F1).
    const times = Array.from({ length: 10_000 }, (_, i) => 0.5 + i / 2000)
    const mixtures = times.map((bindingTime, i) => ({ ligands: [{ bindingTime, quantity: 1 + (i % 7) }] }))
    const { outputs, responds } = await evaluate({ parameters: parameters(4, 1), mixtures })
    expect(outputs).toAllClose(
      times.map((tau) => (tau / 3) ** 3),
      { rtol: 1e-12 },
    )
    expect(responds).toEqual(outputs.map((output) => output > 1))
    const body = { parameters: parameters(4, 1), mixtures: [...mixtures, mixtures[0]] }
    const problem = await client.refusal(EVALUATE, { body }, 422, 'out-of-range')
    expect(problem.errors?.[0]?.path).toBe('/mixtures')
  })

  test('takes binding times and quantities of zero', async () => {
    const mixture = (bindingTime: number, quantity: number) => ({
      ligands: [
        { bindingTime: 6, quantity: 1 },
        { bindingTime, quantity },
      ],
    })
    const { outputs } = await evaluate({
      parameters: parameters(2, 1),
      mixtures: [mixture(0, 100), mixture(1, 0)],
    })
    expect(outputs).toAllClose([2, 2], { rtol: 1e-12 })
    const { outputs: none } = await evaluate({
      parameters: parameters(2, 1),
      mixtures: [{ ligands: [{ bindingTime: 0, quantity: 1 }] }],
    })
    expect(none).toEqual([0])
  })

  test.each([
    ['m above N', { parameters: parameters(2, 3) }, 422, '/parameters/N'],
    ['m equal to N', { parameters: parameters(2, 2) }, 422, '/parameters/N'],
    [
      'a critical binding time of 0',
      { parameters: parameters(2, 1, 0) },
      422,
      '/parameters/criticalBindingTime',
    ],
    ['a missing parameter', { parameters: { N: 2, m: 1 } }, 400, '/parameters/criticalBindingTime'],
    ['an unknown parameter', { parameters: { ...parameters(2, 1), n: 2 } }, 400, '/parameters/n'],
    ['no mixture', { mixtures: [] }, 422, '/mixtures'],
    ['a mixture of nothing', { mixtures: [{ ligands: [] }] }, 422, '/mixtures/0/ligands'],
    ['a gradient that is no boolean', { gradient: 'true' }, 400, '/gradient'],
    ['an unknown field', { gradients: true }, 400, '/gradients'],
    [
      'a negative quantity',
      { mixtures: [{ ligands: [{ bindingTime: 1, quantity: -1 }] }] },
      422,
      '/mixtures/0/ligands/0/quantity',
    ],
    [
      'a gradient that diverges',
      {
        parameters: parameters(2, 0.5),
        gradient: true,
        mixtures: [{ ligands: [...ligands, { bindingTime: 0, quantity: 1 }] }],
      },
      422,
      '/mixtures/0/ligands/2/bindingTime',
    ],
    [
      'a gradient too large to represent',
      {
        parameters: parameters(2, 1),
        gradient: true,
        mixtures: [
          {
            ligands: [
              { bindingTime: 4, quantity: 1e-310 },
              { bindingTime: 1, quantity: 1e-310 },
            ],
          },
        ],
      },
      422,
      '/mixtures/0/ligands/0/quantity',
    ],
    [
      'an output too large to represent',
      {
        parameters: parameters(100, 1),
        mixtures: [{ ligands }, { ligands: [{ bindingTime: 1e300, quantity: 1 }] }],
      },
      422,
      '/mixtures/1/ligands',
    ],
  ])('is refused for %s', async (_, change, status, path) => {
    const body = { parameters: parameters(2, 1), mixtures: [{ ligands }], ...change }
    const answer = await client.send(EVALUATE, { body })
    expect(answer.status).toBe(status)
    expect(answer.json()).toMatchObject({ status, errors: [{ path }] })
  })

  test('is refused for an infinite quantity, which JSON can write', async () => {
    const body = JSON.stringify({ parameters: parameters(2, 1), mixtures: [{ ligands }] })
    const infinite = body.replace('7000', '1e999')
    const { errors } = await client.refusal(EVALUATE, { body: infinite }, 400, 'wrong-shape')
    expect(errors?.[0]?.path).toBe('/mixtures/0/ligands/1/quantity')
  })
})
