import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { Job } from '../../jobs/job.ts'
import { Problem } from '../problems.ts'
import type { Representation } from '../representations/representation.ts'
import { mediaTypesOf, represent } from '../representations.ts'
import { JobParams } from '../schemas/job.ts'
import { problems } from '../schemas/problem.ts'
import { AttackResult } from '../schemas/results.ts'
import { SimulationResult } from '../schemas/simulation-results.ts'
import { TrainingResult } from '../schemas/training-results.ts'
import { expectJob } from './jobs.ts'

const ResultQuery = Type.Object(
  {
    iteration: Type.Optional(
      Type.Integer({
        minimum: 0,
        description: 'Binding times at this one of options.snapshotIterations; else the final ones',
      }),
    ),
  },
  { additionalProperties: false },
)

const Bytes = Type.String({ description: 'Binary' })

/** A job's result in the media type that the client accepts. */
export async function resultRoute(instance: FastifyInstance): Promise<void> {
  const { store } = instance.services
  instance.get<{ Params: Type.Static<typeof JobParams>; Querystring: Type.Static<typeof ResultQuery> }>(
    '/v1/jobs/:id/result',
    {
      config: { scope: 'read' },
      schema: {
        operationId: 'read-result',
        summary: 'Read the result of a job that has succeeded',
        tags: ['jobs'],
        params: JobParams,
        querystring: ResultQuery,
        response: {
          200: {
            description: 'JSON, or what Accept asks for; not every kind has every type',
            content: {
              'application/json': { schema: Type.Union([AttackResult, SimulationResult, TrainingResult]) },
              'text/csv': { schema: Type.String({ description: 'A table, with a head' }) },
              'image/svg+xml': { schema: Type.String() },
              'application/octet-stream': { schema: Bytes },
              'image/png': { schema: Bytes },
            },
          },
          ...problems(400, 404, 406, 409, 422),
        },
      },
    },
    async (request, reply) => {
      const job = await expectJob(instance, request.params.id, request.principal)
      const summary = await store.result(job.id)
      if (summary === undefined) throw noResult(job)
      const types = mediaTypesOf(job)
      const mediaType = request.accepts().type(types)
      if (typeof mediaType !== 'string') {
        throw new Problem(406, {
          code: 'not-acceptable',
          detail: `the result of ${job.kind} is to be had as ${types.join(', ')}`,
        })
      }
      const body = await represent({ store, job, summary, iteration: request.query.iteration }, mediaType)
      const charset = mediaType.startsWith('text/') ? '; charset=utf-8' : ''
      return reply
        .header('Vary', 'Accept')
        .type(mediaType + charset)
        .send(payloadOf(body))
    },
  )
}

/** What Fastify sends: it takes bytes as a Buffer, and what is made on the way as a stream. */
function payloadOf(body: Representation): string | Buffer | Readable {
  if (typeof body === 'string') return body
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  return Readable.from(body)
}

function noResult(job: Job): Problem {
  if (job.status === 'failed') {
    return new Problem(409, { code: 'job-failed', detail: `the job failed: ${job.error?.detail}` })
  }
  const detail =
    job.status === 'cancelled'
      ? 'the job was cancelled and has no result'
      : `the job is ${job.status}; its result is not there yet`
  return new Problem(409, { code: job.status === 'cancelled' ? 'job-cancelled' : 'not-finished', detail })
}
