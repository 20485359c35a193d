import swagger from '@fastify/swagger'
import type { FastifyInstance, FastifySchema } from 'fastify'
import { Components, withoutNames } from '../components.ts'
import { problems } from '../schemas/problem.ts'
import type { Scope } from '../scopes.ts'
import { isPublic } from './authentication.ts'

/** Collects the routes registered after it into an OpenAPI 3.1 document: `app.swagger()`. */
export async function registerOpenApi(app: FastifyInstance, version: string): Promise<void> {
  const components = new Components()
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'antagon',
        version,
        description:
          'Adversarial attacks on cells and on neural networks, as a service. A job is submitted, followed over a ' +
          'WebSocket or server-sent events, and its result kept. Times of day are RFC 3339, binding times seconds. ' +
          'The WebSocket is described in /asyncapi.json.',
        license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
      },
      servers: [{ url: '/', description: 'This service' }],
      tags: [
        { name: 'jobs', description: 'Submitting, following and reading jobs' },
        { name: 'streams', description: 'Frames as they come' },
        { name: 'models', description: 'Decision models of the cell' },
        { name: 'methods', description: 'Kinds of attack and simulation' },
        { name: 'classifiers', description: 'Trained networks that attacks can name' },
        { name: 'presets', description: 'Ready-made specs' },
        { name: 'documents', description: 'What the service says of itself' },
        { name: 'probes', description: 'For whoever runs the service' },
      ],
      components: {
        securitySchemes: {
          key: {
            type: 'http',
            scheme: 'bearer',
            description:
              'Needed where the service is not bound to loopback. A key has scopes: read, submit (and read), ' +
              'metrics, or admin (everything); each operation names the one that it needs.',
          },
        },
      },
      security: [{ key: [] }, {}],
    },
    convertConstToEnum: false,
    transform: ({ schema, url, route }) => ({
      schema: referring(withRefusals(schema, url, route.config?.scope), components),
      url,
    }),
    transformObject: (document) => {
      const { openapiObject } = document as { openapiObject: { components?: { schemas?: object } } }
      const schemas = { ...openapiObject.components?.schemas, ...components.schemas }
      return { ...openapiObject, components: { ...openapiObject.components, schemas } } as never
    },
  })
}

/** Adds what a request may be refused with wherever it goes, and says which scope it needs, or that it is open to everyone. */
function withRefusals(
  schema: FastifySchema | undefined,
  url: string,
  scope: Scope | undefined,
): FastifySchema {
  const refusals = isPublic(url) ? problems(421) : problems(401, 403, 421, 429)
  // Fastify's own, before the schema of the parameters is looked at.
  const unreadable = url.includes(':') ? problems(414) : {}
  return {
    ...schema,
    security: isPublic(url) ? [] : [{ key: scope === undefined ? [] : [scope] }, {}],
    response: { ...(schema?.response as object | undefined), ...refusals, ...unreadable },
  }
}

/**
 * Bodies and answers by reference; parameters in full, since each of their fields becomes one of its own and has no
 * use for names.
 */
function referring(schema: FastifySchema | undefined, components: Components): FastifySchema {
  const { body, response, params, querystring, headers, ...rest } = schema ?? {}
  return {
    ...rest,
    ...(params !== undefined && { params: withoutNames(params) }),
    ...(querystring !== undefined && { querystring: withoutNames(querystring) }),
    ...(headers !== undefined && { headers: withoutNames(headers) }),
    ...(body !== undefined && { body: components.refer(body) }),
    ...(response !== undefined && { response: components.refer(described(response)) }),
  }
}

/** The answers with each description beside its schema: within, it would be lost when a reference takes its place. */
function described(response: unknown): object {
  const answers = Object.entries(response as Record<string, Record<string, unknown>>)
  return Object.fromEntries(
    answers.map(([status, answer]) => {
      if (answer.content !== undefined || answer.type === 'null') return [status, answer]
      const { description = 'Done', ...schema } = answer
      return [status, { description, content: { 'application/json': { schema } } }]
    }),
  )
}
