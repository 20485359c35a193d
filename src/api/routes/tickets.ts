import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { Problem } from '../problems.ts'
import { problems } from '../schemas/problem.ts'

const TicketSchema = Type.Object(
  {
    ticket: Type.String({ description: 'For ?ticket= of one stream' }),
    expiresAt: Type.String({ description: 'RFC 3339' }),
  },
  { $id: 'Ticket' },
)

/** One-use tickets: a browser cannot send a key when it opens a socket. */
export async function ticketRoutes(instance: FastifyInstance): Promise<void> {
  instance.withTypeProvider<TypeBoxTypeProvider>().post(
    '/v1/tickets',
    {
      config: { scope: 'read' },
      schema: {
        operationId: 'create-ticket',
        summary: 'Get a one-use ticket that opens a stream in place of a key',
        tags: ['streams'],
        response: { 201: TicketSchema, ...problems(401, 409) },
      },
    },
    async ({ principal }, reply) => {
      const { keys } = instance.services
      if (keys === null) {
        throw new Problem(409, {
          code: 'no-keys',
          detail: 'this service has no keys, and its streams need no ticket',
        })
      }
      const { ticket, expires } = await keys.issueTicket(principal, Date.now())
      return reply.code(201).send({ ticket, expiresAt: new Date(expires).toISOString() })
    },
  )
}
