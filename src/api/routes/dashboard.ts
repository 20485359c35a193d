import { existsSync } from 'node:fs'
import { join } from 'node:path'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { ASSETS, ICON, PAGES } from '../../dashboard/pages.ts'
import { Problem } from '../problems.ts'

/** Where `npm run build` leaves the dashboard. */
const BUILT = join(import.meta.dirname, '../../../dist/dashboard')

const DOCUMENT = '/index.html'

/** Nothing is loaded from elsewhere, nothing written in a page is run, and no other page may frame this one. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const FOR_EVER = 'public, max-age=31536000, immutable'

/** The dashboard: one document for all of its pages, and what it loads. */
export async function dashboardRoutes(app: FastifyInstance): Promise<void> {
  let files: Promise<FastifyInstance> | undefined
  const send = async (request: FastifyRequest, reply: FastifyReply, url: string, caching: string) => {
    if (!existsSync(join(BUILT, DOCUMENT))) throw notBuilt()
    files ??= openFiles()
    const { headers } = request
    const answer = await (await files).inject({ method: 'GET', url, headers: { ...conditions(headers) } })
    if (answer.statusCode === 404) return reply.callNotFound()
    for (const name of ['content-type', 'content-encoding', 'etag', 'vary']) {
      const value = answer.headers[name]
      if (value !== undefined) reply.header(name, value)
    }
    return reply
      .code(answer.statusCode)
      .headers({
        'Cache-Control': caching,
        'Content-Security-Policy': POLICY,
      })
      .send(answer.rawPayload)
  }
  const hidden = { schema: { hide: true } }
  for (const path of Object.values(PAGES)) {
    app.get(path, hidden, async (request, reply) => send(request, reply, DOCUMENT, 'no-cache'))
  }
  app.get(`${ASSETS}*`, hidden, async (request, reply) => send(request, reply, request.url, FOR_EVER))
  app.get(ICON, hidden, async (request, reply) => send(request, reply, ICON, 'no-cache'))
}

/** What of a request decides in which form, and whether at all, a file is sent. */
function conditions(headers: FastifyRequest['headers']): Record<string, string> {
  const names = ['accept-encoding', 'if-none-match'] as const
  return Object.fromEntries(names.flatMap((name) => (headers[name] ? [[name, String(headers[name])]] : [])))
}

/** A server of the built files, beside the service's own: it takes a while to load, and only browsers need it. */
async function openFiles(): Promise<FastifyInstance> {
  const { default: fastifyStatic } = await import('@fastify/static')
  const files = Fastify()
  await files.register(fastifyStatic, { root: BUILT, preCompressed: true, cacheControl: false })
  return files
}

function notBuilt(): Problem {
  return new Problem(503, {
    code: 'dashboard-not-built',
    detail: 'the dashboard is not built; npm run build does so',
  })
}
