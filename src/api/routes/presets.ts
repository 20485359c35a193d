import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { allPresets } from '../../presets/presets.ts'
import { Problem } from '../problems.ts'
import { problems } from '../schemas/problem.ts'

const PresetSchema = Type.Object(
  {
    name: Type.String(),
    group: Type.String({ description: 'Presets of one group make one figure or table' }),
    title: Type.String(),
    description: Type.String(),
    source: Type.String(),
    path: Type.String({ description: 'Where to post the body' }),
    body: Type.Object({}, { additionalProperties: true }),
  },
  { $id: 'Preset' },
)

/** Ready-made specs: the paper's figures and others. */
export async function presetRoutes(instance: FastifyInstance): Promise<void> {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  app.get(
    '/v1/presets',
    {
      config: { scope: 'read', compressed: true },
      schema: {
        operationId: 'list-presets',
        summary: 'List ready-made specs, each postable as it is',
        tags: ['presets'],
        response: { 200: Type.Object({ presets: Type.Array(PresetSchema) }) },
      },
    },
    async () => ({ presets: allPresets() }),
  )
  app.get(
    '/v1/presets/:name',
    {
      config: { scope: 'read' },
      schema: {
        operationId: 'read-preset',
        summary: 'Read a ready-made spec',
        tags: ['presets'],
        params: Type.Object({ name: Type.String({ maxLength: 100 }) }),
        response: { 200: PresetSchema, ...problems(404) },
      },
    },
    async ({ params }) => {
      const preset = allPresets().find(({ name }) => name === params.name)
      if (preset === undefined) {
        throw new Problem(404, { code: 'no-such-preset', detail: `there is no preset “${params.name}”` })
      }
      return preset
    },
  )
}
