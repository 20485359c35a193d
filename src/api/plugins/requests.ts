import { randomUUIDv7 } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { withoutQuery } from '../../logging.ts'
import { spanOf } from '../request-trace.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The code of the problem that it was answered with; null while it was not. */
    problem: string | null
  }
}

/** An identifier that a caller may give a request: nothing that a log or a header could trip over. */
const REQUEST_ID = /^[\w.:-]{1,64}$/

/** The route of requests that lead nowhere. */
const NO_ROUTE = 'none'

/**
 * Gives each request an identifier, the caller's own (`X-Request-Id`) or a new one, and a place in a trace; both stand
 * in every line that is logged of it. Counts and times it when it is over, and logs it where `LOG_LEVEL` is `debug`.
 */
export function registerRequests(app: FastifyInstance): void {
  const { tracing } = app.services
  app.decorateRequest('problem', null)
  app.setGenReqId(({ headers }) => {
    const given = headers['x-request-id']
    return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUIDv7()
  })
  app.setChildLoggerFactory((logger, bindings, options, raw) =>
    logger.child({ ...bindings, trace: spanOf(tracing, raw).context.traceId }, options),
  )
  app.addHook('onRequest', async (request, reply) => {
    reply.header('X-Request-Id', request.id)
    // A socket is no request that ends; its stream is counted by itself.
    if (!request.ws) reply.raw.once('close', () => ended(app, request, reply))
  })
}

function ended(app: FastifyInstance, request: FastifyRequest, reply: FastifyReply): void {
  const { metrics, tracing } = app.services
  const { method, problem } = request
  const route = request.routeOptions.url ?? NO_ROUTE
  // Nothing was sent to a client that went while it waited.
  const status = reply.raw.headersSent ? String(reply.raw.statusCode) : 'aborted'
  const milliseconds = reply.elapsedTime
  const chosen = reply.hasHeader('Preference-Applied') || isStream(reply)
  metrics.requestEnded({ method, route, status, problem, seconds: chosen ? null : milliseconds / 1000 })
  spanOf(tracing, request.raw).end({ method, route, status })
  request.log.debug(
    { method, route, url: withoutQuery(request.url), status, problem, milliseconds },
    'request ended',
  )
}

function isStream(reply: FastifyReply): boolean {
  return String(reply.raw.getHeader('content-type') ?? '').startsWith('text/event-stream')
}
