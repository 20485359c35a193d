import Fastify, { type FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { asyncApiDocument } from '../asyncapi.ts'

const Document = Type.Object({}, { additionalProperties: true })

/** Only what comes from this service is loaded, whatever the page would like. */
const DOCS_POLICY =
  "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:; frame-ancestors 'none'"

/** What the service says of itself: OpenAPI, AsyncAPI, and a page to read them on. */
export async function documentRoutes(app: FastifyInstance, version: string): Promise<void> {
  const asyncApi = asyncApiDocument(version)
  const response = { 200: Document }
  app.get(
    '/openapi.json',
    {
      config: { compressed: true },
      schema: { operationId: 'openapi', summary: 'This document', tags: ['documents'], response },
    },
    async () => app.swagger(),
  )
  app.get(
    '/asyncapi.json',
    {
      config: { compressed: true },
      schema: {
        operationId: 'asyncapi',
        summary: 'The document of the WebSocket',
        tags: ['documents'],
        response,
      },
    },
    async () => asyncApi,
  )
  let page: Promise<FastifyInstance> | undefined
  const docs = { schema: { hide: true } }
  app.get('/docs', docs, async (_, reply) => reply.redirect('/docs/', 308))
  app.get('/docs/*', docs, async (request, reply) => {
    page ??= openDocsPage()
    const answer = await (await page).inject({
      method: 'GET',
      url: request.url,
      headers: { host: request.host },
    })
    return reply
      .code(answer.statusCode)
      .type(String(answer.headers['content-type'] ?? 'text/plain'))
      .header('Content-Security-Policy', DOCS_POLICY)
      .send(answer.rawPayload)
  })
}

/** The reference page takes longer to load than all the rest of the service, so it is loaded when first asked for. */
async function openDocsPage(): Promise<FastifyInstance> {
  const { default: reference } = await import('@scalar/fastify-api-reference')
  const app = Fastify()
  await app.register(reference, {
    routePrefix: '/docs',
    configuration: {
      url: '/openapi.json',
      // Nothing is to be fetched from, or told to, another machine.
      withDefaultFonts: false,
      telemetry: false,
      proxyUrl: '',
      agent: { disabled: true },
      mcp: { disabled: true },
      showDeveloperTools: 'never',
      hideClientButton: true,
    },
  })
  return app
}
