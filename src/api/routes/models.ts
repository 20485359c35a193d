import { setImmediate as nextTurn } from 'node:timers/promises'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { CellModel, MixtureCoordinates } from '../../core/cells/cell-model.ts'
import type { Mixture } from '../../core/cells/mixture.ts'
import { InvalidInput } from '../../core/errors.ts'
import { mixtureOf } from '../../jobs/mixtures.ts'
import { MODELS, type ModelEntry } from '../../jobs/models.ts'
import { within } from '../../jobs/paths.ts'
import { Problem } from '../problems.ts'
import { EvaluateAnswer, evaluateBody } from '../schemas/evaluate.ts'
import { problems } from '../schemas/problem.ts'

const ModelSchema = Type.Object(
  {
    name: Type.String(),
    title: Type.String(),
    equation: Type.String(),
    source: Type.String(),
    defaults: Type.Union([Type.Object({ name: Type.String(), source: Type.String() }), Type.Null()], {
      description: 'Where the defaults of the parameters come from; null where there are none',
    }),
    parameters: Type.Object(
      {},
      { description: 'JSON Schema, with units and defaults', additionalProperties: true },
    ),
    links: Type.Object({ self: Type.String(), evaluate: Type.String() }),
  },
  { $id: 'Model' },
)

/** The decision models, and evaluating them directly. */
export async function modelRoutes(instance: FastifyInstance): Promise<void> {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()

  app.get(
    '/v1/models',
    {
      config: { scope: 'read', compressed: true },
      schema: {
        operationId: 'list-models',
        summary: 'List the decision models',
        tags: ['models'],
        response: { 200: Type.Object({ models: Type.Array(ModelSchema) }) },
      },
    },
    async () => ({ models: MODELS.map(modelResource) }),
  )

  app.get(
    '/v1/models/:name',
    {
      config: { scope: 'read' },
      schema: {
        operationId: 'read-model',
        summary: 'Read a decision model',
        tags: ['models'],
        params: Type.Object({ name: Type.String({ maxLength: 100 }) }),
        response: { 200: ModelSchema, ...problems(404) },
      },
    },
    async ({ params }) => {
      const entry = MODELS.find(({ name }) => name === params.name)
      if (entry === undefined) throw unknownModel(params.name)
      return modelResource(entry)
    },
  )

  for (const entry of MODELS) evaluateRoute(instance, entry)
  app.post(
    '/v1/models/:name/evaluate',
    { config: { scope: 'read' }, schema: { hide: true } },
    async (request) => {
      throw unknownModel((request.params as { name: string }).name)
    },
  )
}

function evaluateRoute(app: FastifyInstance, entry: ModelEntry): void {
  app.withTypeProvider<TypeBoxTypeProvider>().post(
    `/v1/models/${entry.name}/evaluate`,
    {
      config: { scope: 'read' },
      schema: {
        operationId: `evaluate-${entry.name}`,
        summary: `Outputs and gradients of ${entry.title.toLowerCase()} for up to 10 000 mixtures`,
        tags: ['models'],
        body: evaluateBody(entry.name, entry.parameters),
        response: { 200: EvaluateAnswer, ...problems(400, 413, 415, 422) },
      },
    },
    async ({ body }) => {
      const model = within('/parameters', () => entry.build((body.parameters ?? {}) as object))
      const each = <Result>(compute: (mixture: Mixture) => Result) =>
        inTurns(body.mixtures, ({ ligands }, i) =>
          within(`/mixtures/${i}`, () => compute(mixtureOf(ligands))),
        )
      const answerOf = (outputs: number[]) => ({
        outputs,
        threshold: model.threshold,
        responds: outputs.map((output) => output > model.threshold),
      })
      if (!body.gradient) return answerOf(await each((mixture) => model.output(mixture)))
      const evaluated = await each((mixture) => finiteGradient(model, mixture))
      return {
        ...answerOf(evaluated.map(({ output }) => output)),
        gradients: evaluated.map(({ gradients }) => gradients),
      }
    },
  )
}

/** Others have their turn after so many milliseconds of evaluating. */
const TURN_MS = 10

/** What `compute` gives for each item, one after the other, with turns for others in between. */
async function inTurns<Item, Result>(
  items: readonly Item[],
  compute: (item: Item, index: number) => Result,
): Promise<Result[]> {
  const results: Result[] = []
  let began = performance.now()
  for (const [i, item] of items.entries()) {
    results.push(compute(item, i))
    if (performance.now() - began < TURN_MS) continue
    await nextTurn()
    began = performance.now()
  }
  return results
}

/** JSON has no infinity: a gradient that diverges is refused, with the ligand that makes it. */
function finiteGradient(
  model: CellModel,
  mixture: Mixture,
): { readonly output: number; readonly gradients: Record<MixtureCoordinates, number[]> } {
  const gradient = model.gradient(mixture)
  const diverging = gradient.bindingTime.findIndex((value) => !Number.isFinite(value))
  if (diverging !== -1) {
    throw new InvalidInput(
      'gradient-diverges',
      `/ligands/${diverging}/bindingTime`,
      `the derivative diverges at a binding time of ${mixture.bindingTimes[diverging]} s`,
    )
  }
  const overflowing = gradient.quantity.findIndex((value) => !Number.isFinite(value))
  if (overflowing !== -1) {
    throw new InvalidInput(
      'gradient-diverges',
      `/ligands/${overflowing}/quantity`,
      'the derivative in the quantity is too large to represent: the quantities are too small',
    )
  }
  const { output, bindingTime, quantity } = gradient
  return { output, gradients: { bindingTime: Array.from(bindingTime), quantity: Array.from(quantity) } }
}

function modelResource({ name, title, equation, source, defaults, parameters }: ModelEntry) {
  const self = `/v1/models/${name}`
  return {
    name,
    title,
    equation,
    source,
    defaults,
    parameters,
    links: { self, evaluate: `${self}/evaluate` },
  }
}

function unknownModel(name: string): Problem {
  const names = MODELS.map((entry) => entry.name).join(', ')
  return new Problem(404, { code: 'no-such-model', detail: `there is no model “${name}”; there is ${names}` })
}
