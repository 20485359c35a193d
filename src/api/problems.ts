import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { InvalidInput } from '../core/errors.ts'
import { QuotaExceeded } from '../jobs/quotas.ts'
import { IdempotencyConflict, NameTaken, QueueFull, StoreFull, StoreUnavailable } from '../jobs/store.ts'
import { SchemaViolation } from './validation.ts'

/** One fault in the request: where (a JSON pointer, or the name of a header) and what. */
export interface FieldError {
  readonly path: string
  readonly message: string
}

/** What goes into a problem detail besides its status. */
export interface ProblemFields {
  readonly code: string
  readonly detail: string
  readonly errors?: readonly FieldError[]
  readonly [extension: string]: unknown
}

/** An answer with a problem detail (RFC 9457): thrown anywhere in a route, sent by the error handler. */
export class Problem extends Error {
  readonly status: number
  readonly fields: ProblemFields
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, fields: ProblemFields, headers: Readonly<Record<string, string>> = {}) {
    super(fields.detail)
    this.name = 'Problem'
    this.status = status
    this.fields = fields
    this.headers = headers
  }
}

/** A 400 for what a schema cannot say: `path` as in a schema's violation, `detail` in full where it says more. */
export function wrongShape(path: string, message: string, detail = message): Problem {
  return new Problem(400, { code: 'wrong-shape', detail, errors: [{ path, message }] })
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Unauthorised',
  403: 'Forbidden',
  404: 'Not found',
  406: 'Not acceptable',
  408: 'Request timeout',
  409: 'Conflict',
  413: 'Body too large',
  414: 'Path too long',
  415: 'Unsupported media type',
  417: 'Expectation failed',
  421: 'Misdirected request',
  422: 'Refused',
  426: 'Upgrade required',
  429: 'Too many requests',
  431: 'Headers too large',
  500: 'Internal error',
  503: 'Not available',
  507: 'No room',
}

/** The body of a problem detail; `type` is the code as a URN, so that it can be compared. */
export function problemBody(status: number, { code, detail, ...rest }: ProblemFields): object {
  return {
    type: `urn:antagon:problem:${code}`,
    title: TITLES[status] ?? 'Error',
    status,
    code,
    detail,
    ...rest,
  }
}

/** Answers with the problem detail that an error stands for; the log says more of the service's own faults. */
export function sendProblem(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = toProblem(error)
  if (problem.status >= 500) request.log.error({ err: error }, 'request failed')
  return send(reply, problem)
}

/** Makes every error, and every path that leads nowhere, a problem detail. */
export function registerProblems(app: FastifyInstance): void {
  app.setErrorHandler(sendProblem)
  app.setNotFoundHandler((request, reply) =>
    send(
      reply,
      new Problem(404, {
        code: 'not-found',
        detail: `there is nothing at ${request.method} ${request.url.split('?')[0]}`,
      }),
    ),
  )
}

function send(reply: FastifyReply, { status, fields, headers }: Problem): FastifyReply {
  reply.request.problem = fields.code
  return reply
    .code(status)
    .headers(headers)
    .type('application/problem+json')
    .send(problemBody(status, fields))
}

/** Codes of Fastify's own errors that mean something to a client; the rest are internal. */
const FASTIFY_CODES: Readonly<Record<string, string>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
  FST_ERR_CTP_INVALID_JSON_BODY: 'invalid-json',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'invalid-json',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'invalid-content-length',
  FST_ERR_BAD_URL: 'bad-url',
  FST_ERR_MAX_PARAM_LENGTH: 'bad-url',
}

/** What a store that cannot be written or read is answered with; the log says more. */
export function storeProblem(error: unknown): Problem {
  const [status, code, detail] =
    error instanceof StoreFull
      ? [507, 'storage-full', 'the disk is full; nothing is stored until there is room']
      : [503, 'store-unavailable', 'the store cannot be used; the service’s log says why']
  return new Problem(status, { code, detail }, { 'Retry-After': '10' })
}

function toProblem(error: FastifyError | Error): Problem {
  if (error instanceof Problem) return error
  if (error instanceof SchemaViolation) {
    return new Problem(error.status, { code: error.code, detail: error.message, errors: error.errors })
  }
  if (error instanceof InvalidInput) {
    const errors = [{ path: error.path, message: error.message }]
    return new Problem(422, { code: error.code, detail: error.message, errors })
  }
  if (error instanceof IdempotencyConflict) {
    return new Problem(409, { code: 'idempotency-conflict', detail: error.message })
  }
  if (error instanceof NameTaken) {
    const errors = [{ path: '/name', message: error.message }]
    return new Problem(409, { code: 'name-taken', detail: error.message, errors })
  }
  if (error instanceof QueueFull) {
    return new Problem(429, { code: 'queue-full', detail: error.message }, { 'Retry-After': '10' })
  }
  if (error instanceof QuotaExceeded) {
    const { quota, limit, used, retryAfter } = error
    return new Problem(
      429,
      { code: 'quota-exceeded', detail: error.message, quota, limit, used },
      { 'Retry-After': String(retryAfter) },
    )
  }
  if (error instanceof StoreUnavailable) return storeProblem(error)
  const { statusCode, code } = error as FastifyError
  if (statusCode !== undefined && statusCode < 500) {
    return new Problem(statusCode, { code: FASTIFY_CODES[code] ?? 'bad-request', detail: error.message })
  }
  return new Problem(500, {
    code: 'internal-error',
    detail: 'something went wrong; the service’s log says what',
  })
}
