import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { DEFAULT_URGENCY, isFinal, type JobType, LEAST_URGENT } from '../../jobs/job.ts'
import { kindFor, kindsOf } from '../../jobs/kinds.ts'
import { formatTraceparent } from '../../jobs/trace-context.ts'
import { jobResource } from '../job-resource.ts'
import { wrongShape } from '../problems.ts'
import { spanOf } from '../request-trace.ts'
import { JobSchema } from '../schemas/job.ts'
import { problems } from '../schemas/problem.ts'
import { submissionBody } from '../schemas/submission.ts'
import { submit, waitForEnd } from '../submission.ts'
import { urgencyOf } from '../urgency.ts'

/** A client may wait so long for a job to end; a longer wish is granted up to here, as RFC 7240 allows. */
const LONGEST_WAIT_SECONDS = 300

const SubmissionHeaders = Type.Object({
  prefer: Type.Optional(
    Type.String({ maxLength: 1000, description: 'wait=SECONDS: answer when the job has ended' }),
  ),
  'idempotency-key': Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 255,
      description: 'The same key and body stand for the same job',
    }),
  ),
  priority: Type.Optional(
    Type.String({
      maxLength: 1000,
      description:
        `u=N (RFC 9218): the job’s urgency, from 0, which goes first, to ${LEAST_URGENT}; ${DEFAULT_URGENCY} where it is not given. ` +
        'Other members are ignored; a header that is no dictionary of structured fields, or whose u is no such integer, is refused',
    }),
  ),
})

/** The route on which jobs of one type are submitted. */
export function submissionRoute(app: FastifyInstance, type: JobType, path: string, summary: string): void {
  app.withTypeProvider<TypeBoxTypeProvider>().post(
    path,
    {
      config: { scope: 'submit' },
      schema: {
        operationId: `submit-${type}`,
        summary,
        tags: ['jobs'],
        headers: SubmissionHeaders,
        body: submissionBody(kindsOf(type)),
        response: {
          200: Type.Unsafe({
            ...JobSchema,
            description: 'The job has ended (Prefer: wait), or was submitted before',
          }),
          202: Type.Unsafe({ ...JobSchema, description: 'The job is accepted' }),
          ...problems(400, 409, 413, 415, 422, 429, 503, 507),
        },
      },
    },
    async (request, reply) => {
      const wait = waitOf(request.headers.prefer)
      const job = await submit(app.services, kindFor(request.body.kind, request.body), request.body, {
        owner: request.principal.name,
        idempotencyKey: request.headers['idempotency-key'],
        urgency: urgencyOf(request.headers.priority),
        traceparent: formatTraceparent(spanOf(app.services.tracing, request.raw).context),
      })
      request.log.info({ job: job.id, kind: job.kind }, 'submission accepted')
      const now =
        wait === null ? job : ((await waitForEnd(app.services, job.id, wait, request.principal)) ?? job)
      if (wait !== null) reply.header('Preference-Applied', `wait=${wait}`)
      return reply
        .code(isFinal(now.status) ? 200 : 202)
        .header('Location', `/v1/jobs/${job.id}`)
        .send(jobResource(now))
    },
  )
}

/** Seconds from `Prefer: wait=SECONDS`; null without it. Preferences that are not ours are ignored, as RFC 7240 says. */
function waitOf(prefer: string | undefined): number | null {
  const wait = prefer?.split(',').find((preference) => /^\s*wait\s*(=|;|$)/i.test(preference))
  if (wait === undefined) return null
  // A preference may carry parameters after a semicolon; none is known here.
  const seconds = wait.split(';')[0]!.split('=')[1]?.trim() ?? ''
  if (!/^\d{1,9}$/.test(seconds)) {
    throw wrongShape(
      '/prefer',
      'wait takes whole seconds',
      `Prefer: wait takes whole seconds, not “${seconds}”`,
    )
  }
  return Math.min(Number(seconds), LONGEST_WAIT_SECONDS)
}
