import type { FastifyInstance, FastifyRequest } from 'fastify'
import { isLoopback } from '../../config.ts'
import { Problem } from '../problems.ts'
import type { Services } from '../services.ts'

/** What pages of other origins may send and see, where they may at all. */
const SHARED = {
  methods: ['GET', 'HEAD', 'POST', 'DELETE'],
  allowedHeaders: [
    'Authorization',
    'Content-Type',
    'Idempotency-Key',
    'Last-Event-ID',
    'Prefer',
    'Priority',
    'traceparent',
  ],
  exposedHeaders: [
    'Location',
    'Preference-Applied',
    'RateLimit-Limit',
    'RateLimit-Remaining',
    'RateLimit-Reset',
    'Retry-After',
    'X-Request-Id',
  ],
  maxAge: 600,
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Keeps the pages of other sites from using the service in a visitor's name.
 *
 * Only pages of the origins in `ANTAGON_CORS_ORIGINS` can read what it answers. A request that changes something, or a
 * socket, whose `Origin` is neither one of them nor the service's own is refused with 403. A service without keys
 * answers to nobody who calls it by a name but loopback's and those in `ANTAGON_HOSTS`: another site's name that is made
 * to resolve to this machine would give its pages the same origin (DNS rebinding).
 */
export async function registerOrigins(
  app: FastifyInstance,
  { keys, config }: Pick<Services, 'keys' | 'config'>,
): Promise<void> {
  const listed = new Set(config.corsOrigins)
  app.addHook('onRequest', async (request) => {
    if (keys === null && !isKnownHost(request.hostname, config.hosts)) {
      throw new Problem(421, {
        code: 'unknown-host',
        detail: `this service does not answer to the name “${request.hostname}”; ANTAGON_HOSTS lists further ones`,
      })
    }
    const { origin } = request.headers
    if (origin === undefined || listed.has(origin) || !canAct(request)) return
    if (isOwn(request, origin)) return
    throw new Problem(403, {
      code: 'foreign-origin',
      detail: `pages of ${origin} may not do this; ANTAGON_CORS_ORIGINS lists those that may`,
    })
  })
  if (listed.size === 0) return
  const { default: cors } = await import('@fastify/cors')
  await app.register(cors, { ...SHARED, origin: [...listed] })
}

/** Whether a request may change something, or would open a socket, which a page of any origin could read. */
function canAct({ method, headers }: FastifyRequest): boolean {
  return !SAFE.has(method) || headers.upgrade?.toLowerCase() === 'websocket'
}

/** A request of HTTP/1.0 may have no host; no browser sends one. */
function isKnownHost(hostname: string, hosts: readonly string[]): boolean {
  return hostname === '' || isLoopback(hostname.replace(/^\[(.*)\]$/, '$1')) || hosts.includes(hostname)
}

/** Whether an origin is the one that the request was sent to; TLS may have ended before it came here. */
function isOwn({ host }: FastifyRequest, origin: string): boolean {
  return URL.parse(origin)?.host === host
}
