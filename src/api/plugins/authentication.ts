import type { FastifyInstance } from 'fastify'
import { ASSETS, ICON, PAGES } from '../../dashboard/pages.ts'
import { Problem } from '../problems.ts'

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

/** Asks every request for a key, where the service has keys. A socket is asked by its own route, which closes it with 4401. */
export function registerAuthentication(app: FastifyInstance): void {
  const { keys } = app.services
  if (keys === null) return
  app.addHook('onRequest', async (request) => {
    const path = request.url.split('?')[0]!
    if (isPublic(path) || request.ws) return
    if (keys.accepts(request.headers.authorization)) return
    if (path.endsWith('/events') && keys.redeem((request.query as { ticket?: string }).ticket, Date.now()))
      return
    throw new Problem(
      401,
      { code: 'unauthorised', detail: 'a key is needed: Authorization: Bearer KEY' },
      { 'WWW-Authenticate': 'Bearer' },
    )
  })
}
