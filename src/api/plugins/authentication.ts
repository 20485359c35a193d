import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ASSETS, ICON, PAGES } from '../../dashboard/pages.ts'
import { Problem } from '../problems.ts'
import { ANYONE, type Principal, type Scope } from '../scopes.ts'
import { type Limits, openLimits } from './limits.ts'

/** Open to everyone: probes, and documents and pages that say nothing of anyone's work. */
const PUBLIC = new Set([
  '/healthz',
  '/readyz',
  '/openapi.json',
  '/asyncapi.json',
  '/docs',
  ICON,
  ...Object.values(PAGES),
])
const PUBLIC_BELOW = ['/docs/', ASSETS, `${PAGES.jobs}/`]

/** Whether a path is open to everyone. */
export function isPublic(path: string): boolean {
  return PUBLIC.has(path) || PUBLIC_BELOW.some((folder) => path.startsWith(folder))
}

/**
 * Asks every request for a key with the scope that its route declares, where the service has keys, and counts it. A
 * socket is asked by its own route, which says by its close code what is wrong.
 */
export async function registerAuthentication(app: FastifyInstance): Promise<void> {
  const limits = await openLimits(app)
  app.decorateRequest('principal')
  app.decorate('admit', (request: FastifyRequest, ticket?: string) => admit(app, limits, request, ticket))
  app.addHook('onRoute', ({ method, url, config }) => {
    // What asks beforehand whether another origin may ask (CORS) comes without a key.
    if (config?.scope === undefined && method !== 'OPTIONS' && !isPublic(url))
      throw new Error(`${method} ${url} declares no scope`)
  })
  app.addHook('onRequest', async (request, reply) => {
    const path = request.url.split('?')[0]!
    if (isPublic(path) || request.ws) return
    // Not checked yet: of two there is a list.
    const { ticket } = request.query as { ticket?: unknown }
    const given = path.endsWith('/events') && typeof ticket === 'string' ? ticket : undefined
    const { principal, headers } = await app.admit(request, given)
    request.principal = principal
    reply.headers(headers)
  })
}

/** Who was let in, and what the answer says of the limits. */
interface Admission {
  readonly principal: Principal
  readonly headers: Readonly<Record<string, string>>
}

async function admit(
  app: FastifyInstance,
  limits: Limits,
  request: FastifyRequest,
  ticket: string | undefined,
): Promise<Admission> {
  const { scope } = request.routeOptions.config
  const principal = await identify(app, request, ticket)
  if (principal === undefined) {
    await limits.countStranger(request)
    throw unauthorised()
  }
  // What watches the service must see it also when it is busy.
  const headers = scope === 'metrics' ? {} : await limits.count(request, principal)
  // A path that leads nowhere declares none.
  if (scope !== undefined && !principal.scopes.has(scope)) throw scopeMissing(scope)
  return { principal, headers }
}

async function identify(
  { services: { keys } }: FastifyInstance,
  request: FastifyRequest,
  ticket: string | undefined,
): Promise<Principal | undefined> {
  if (keys === null) return ANYONE
  const now = Date.now()
  return keys.authenticate(request.headers.authorization, now) ?? keys.redeem(ticket, now)
}

/** A 401 that says how to bring a key (RFC 6750). */
export function unauthorised(): Problem {
  return new Problem(
    401,
    { code: 'unauthorised', detail: 'a key is needed: Authorization: Bearer KEY' },
    { 'WWW-Authenticate': 'Bearer' },
  )
}

/** A 403 that names the scope which the key would have to have (RFC 6750). */
export function scopeMissing(
  scope: Scope,
  detail = `this needs a key that has the scope “${scope}”`,
): Problem {
  return new Problem(
    403,
    { code: 'scope-missing', detail, scope },
    { 'WWW-Authenticate': `Bearer error="insufficient_scope", scope="${scope}"` },
  )
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Lets a request in by its key, or else by a ticket. Throws a `Problem`: 401, 403 or 429. */
    admit(request: FastifyRequest, ticket?: string): Promise<Admission>
  }
}
