import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { isFinal, type Job } from '../../jobs/job.ts'
import { jobResource } from '../job-resource.ts'
import { scopeMissing } from '../plugins/authentication.ts'
import { Problem, wrongShape } from '../problems.ts'
import { DEFAULT_PAGE_SIZE, JobListQuery, JobPageSchema, JobParams, JobSchema } from '../schemas/job.ts'
import { problems } from '../schemas/problem.ts'
import { mayRemove, maySee, type Principal } from '../scopes.ts'

/** The job of this id; another's is as good as none. Throws a 404 `Problem`. */
export async function expectJob(app: FastifyInstance, id: string, principal: Principal): Promise<Job> {
  const job = await app.services.store.get(id)
  if (job === undefined || !maySee(principal, job.owner)) throw noSuchJob(id)
  return job
}

/** What a request for a job that does not exist, or not any more, is answered with. */
export function noSuchJob(id: string): Problem {
  return new Problem(404, { code: 'no-such-job', detail: `there is no job ${id}` })
}

/** Listing, reading, cancelling and removing jobs. */
export async function jobRoutes(instance: FastifyInstance): Promise<void> {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  const { store, hub, runner, housekeeper } = app.services

  app.get(
    '/v1/jobs',
    {
      config: { scope: 'read' },
      schema: {
        operationId: 'list-jobs',
        summary: 'List jobs, newest first, in pages',
        tags: ['jobs'],
        querystring: JobListQuery,
        response: { 200: JobPageSchema, ...problems(400, 422, 503) },
      },
    },
    async ({ principal, query: { owner, type, kind, status, limit = DEFAULT_PAGE_SIZE, cursor } }) => {
      const filter = {
        ...ownerFilter(principal, owner),
        ...(type && { type }),
        ...(kind && { kind }),
        ...(status && { status }),
      }
      const page = await store.list(filter, limit, cursor === undefined ? null : readCursor(cursor))
      return { jobs: page.jobs.map(jobResource), next: page.next === null ? null : writeCursor(page.next) }
    },
  )

  app.get(
    '/v1/jobs/:id',
    {
      config: { scope: 'read' },
      schema: {
        operationId: 'read-job',
        summary: 'Read a job',
        tags: ['jobs'],
        params: JobParams,
        response: { 200: JobSchema, ...problems(404, 503) },
      },
    },
    async ({ params, principal }) => jobResource(await expectJob(app, params.id, principal)),
  )

  app.delete(
    '/v1/jobs/:id',
    {
      config: { scope: 'submit' },
      schema: {
        operationId: 'delete-job',
        summary: 'Cancel a job that has not ended; remove one that has',
        tags: ['jobs'],
        params: JobParams,
        response: {
          200: Type.Unsafe({ ...JobSchema, description: 'The job is cancelled' }),
          204: Type.Null({ description: 'The job is removed, with its log and result' }),
          ...problems(404, 503, 507),
        },
      },
    },
    async ({ params: { id }, principal }, reply) => {
      const job = await expectJob(app, id, principal)
      if (!mayRemove(principal, job.owner)) {
        throw scopeMissing('admin', 'this job is nobody’s: it takes the scope “admin” to cancel or remove it')
      }
      if (isFinal(job.status)) {
        await store.remove(id)
        housekeeper.wake()
        hub.publish(id)
        return reply.code(204).send(null)
      }
      await runner.cancel(id)
      const cancelled = await store.get(id)
      // Who asked for the same at the same time may have found it cancelled, and has removed it.
      return cancelled === undefined ? reply.code(204).send(null) : reply.send(jobResource(cancelled))
    },
  )
}

/** Admins see everyone's jobs, or one's; everyone else their own. Throws a 403 `Problem` when they ask for another's. */
function ownerFilter({ name, scopes }: Principal, owner: string | undefined): { owner?: string } {
  if (scopes.has('admin') || name === null) return owner === undefined ? {} : { owner }
  if (owner !== undefined && owner !== name)
    throw scopeMissing('admin', 'it takes the scope “admin” to see another’s jobs')
  return { owner: name }
}

/** Cursors are opaque to clients, so that what they hold may change. */
function writeCursor(number: number): string {
  return Buffer.from(`job:${number}`).toString('base64url')
}

function readCursor(cursor: string): number {
  const number = /^job:(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1]
  if (number === undefined) {
    throw wrongShape('/cursor', 'is not one that a page gave', 'the cursor is not one that a page gave')
  }
  return Number(number)
}
