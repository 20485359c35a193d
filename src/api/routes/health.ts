import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { Problem, storeProblem } from '../problems.ts'
import { problems } from '../schemas/problem.ts'

const Health = Type.Object({ status: Type.String() }, { $id: 'Health' })

/** Probes: alive, and ready to take work. */
export async function healthRoutes(instance: FastifyInstance): Promise<void> {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  app.get(
    '/healthz',
    {
      schema: {
        operationId: 'healthz',
        summary: 'Is the service alive?',
        tags: ['probes'],
        response: { 200: Health },
      },
    },
    async () => ({ status: 'alive' }),
  )
  app.get(
    '/readyz',
    {
      schema: {
        operationId: 'readyz',
        summary: 'Can the service take work?',
        tags: ['probes'],
        response: { 200: Health, ...problems(503) },
      },
    },
    async (request) => {
      try {
        await app.services.store.probe()
      } catch (error) {
        request.log.error({ err: error }, 'the store cannot be written')
        const { fields, headers } = storeProblem(error)
        throw new Problem(503, fields, headers)
      }
      return { status: 'ready' }
    },
  )
}
