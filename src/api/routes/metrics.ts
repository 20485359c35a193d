import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { measureState } from '../metrics/state.ts'

/** What Prometheus reads. */
export async function metricsRoute(app: FastifyInstance, version: string): Promise<void> {
  app.get(
    '/metrics',
    {
      config: { scope: 'metrics' },
      schema: {
        operationId: 'metrics',
        summary: 'How the service does, for Prometheus',
        tags: ['probes'],
        response: {
          200: {
            description: 'Prometheus’ text format; docs/operations.md lists the metrics',
            content: { 'text/plain': { schema: Type.String() } },
          },
        },
      },
    },
    async (_, reply) => {
      const state = await measureState(app.services, version)
      const { mediaType, text } = await app.services.metrics.exposition(state)
      return reply.type(mediaType).send(text)
    },
  )
}
