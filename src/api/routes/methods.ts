import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { KINDS } from '../../jobs/kinds.ts'
import { withoutNames } from '../components.ts'
import { mediaTypesOfKind } from '../representations.ts'
import { JobTypeSchema } from '../schemas/job.ts'

const MethodSchema = Type.Object(
  {
    kind: Type.String(),
    type: JobTypeSchema,
    subject: Type.Union([Type.Enum(['cell', 'digits']), Type.Null()], {
      description: 'What it is about, where two methods share a kind: target.classifier makes it digits',
    }),
    title: Type.String(),
    source: Type.String(),
    costFormula: Type.String({ description: 'What a job is said to cost; the cap is on this number' }),
    memoryFormula: Type.String({
      description: 'Bytes that a worker is said to hold for a job at the most; there is a cap on these too',
    }),
    splits: Type.Union([Type.String(), Type.Null()], {
      description: 'Into what a job is split, to run on all workers; null when it runs on one',
    }),
    submitTo: Type.String(),
    mediaTypes: Type.Array(Type.String(), {
      description:
        'In which a result is to be had, of some jobs in fewer: a picture only where one was given',
    }),
    spec: Type.Object(
      {},
      { description: 'JSON Schema of the body, with units and defaults', additionalProperties: true },
    ),
  },
  { $id: 'Method' },
)

/** The kinds of attack, simulation and training. */
export async function methodRoutes(instance: FastifyInstance): Promise<void> {
  instance.withTypeProvider<TypeBoxTypeProvider>().get(
    '/v1/methods',
    {
      config: { scope: 'read', compressed: true },
      schema: {
        operationId: 'list-methods',
        summary: 'List the kinds of attack, simulation and training',
        tags: ['methods'],
        response: { 200: Type.Object({ methods: Type.Array(MethodSchema) }) },
      },
    },
    async () => ({
      methods: KINDS.map((kind) => ({
        kind: kind.name,
        type: kind.type,
        subject: kind.subject ?? null,
        title: kind.title,
        source: kind.source,
        costFormula: kind.costFormula,
        memoryFormula: kind.memoryFormula,
        splits: kind.splits ?? null,
        submitTo: `/v1/${kind.type}s`,
        mediaTypes: mediaTypesOfKind(kind),
        spec: withoutNames(kind.spec),
      })),
    }),
  )
}
