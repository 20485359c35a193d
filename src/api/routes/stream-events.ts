import fastifySse from '@fastify/sse'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { isFinal } from '../../jobs/job.ts'
import { Problem } from '../problems.ts'
import { JobParams, StreamQuery } from '../schemas/job.ts'
import { problems } from '../schemas/problem.ts'
import { maySee } from '../scopes.ts'
import { followJob, type StreamSink } from '../stream.ts'
import { noSuchJob } from './jobs.ts'

const EventHeaders = Type.Object({
  'last-event-id': Type.Optional(
    Type.String({ pattern: '^\\d{1,15}$', description: 'The `seq` to go on after; wins over ?after=' }),
  ),
})

/** The server-sent events on which a job's frames are streamed. */
export async function streamEventsRoute(instance: FastifyInstance): Promise<void> {
  const { store, hub, streams, metrics, pingInterval } = instance.services
  await instance.register(fastifySse.default, { heartbeatInterval: pingInterval })
  instance.withTypeProvider<TypeBoxTypeProvider>().get(
    '/v1/jobs/:id/events',
    {
      // A HEAD would follow the job to its end without a word.
      exposeHeadRoute: false,
      config: { scope: 'read' },
      sse: { kind: 'manual', serializer: (data) => data as string },
      schema: {
        operationId: 'follow-job',
        summary: 'Follow a job: its frames and states, from the start or from where one left off',
        tags: ['streams'],
        params: JobParams,
        querystring: StreamQuery,
        headers: EventHeaders,
        response: {
          200: {
            description: 'Each event has the message’s `type` as its name and its `seq` as its id',
            content: { 'text/event-stream': { schema: Type.String() } },
          },
          204: Type.Null({ description: 'The job has ended, and nothing follows' }),
          ...problems(400, 404, 406, 422),
        },
      },
    },
    async (request, reply) => {
      if (request.accepts().type(['text/event-stream']) === false) {
        throw new Problem(406, {
          code: 'not-acceptable',
          detail: 'this is to be had as text/event-stream alone',
        })
      }
      const { params, principal } = request
      const { id } = params
      const position = await store.position(id)
      if (position === undefined || !maySee(principal, position.owner)) throw noSuchJob(id)
      const { after = 0, rate = null } = request.query
      const lastEventId = request.headers['last-event-id']
      const from = lastEventId === undefined ? after : Number(lastEventId)
      // What tells a browser’s EventSource that there is nothing to reconnect for.
      if (isFinal(position.status) && from >= position.lastSeq) return reply.code(204).send(null)
      const gone = new AbortController()
      reply.sse.onClose(() => gone.abort())
      const release = streams.add(
        () => gone.abort(),
        () => principal,
      )
      const { frames: tally, closed } = metrics.streamOpened('sse')
      // A client that is only told something in a while should know at once that it is heard.
      reply.sse.sendHeaders()
      try {
        await followJob(
          { store, hub, tally },
          id,
          { after: from, rate },
          eventSink(reply, gone.signal),
          gone.signal,
        )
      } finally {
        release()
        closed()
      }
    },
  )
}

function eventSink(reply: FastifyReply, gone: AbortSignal): StreamSink {
  const closed = new Promise<void>((resolve) =>
    gone.addEventListener('abort', () => resolve(), { once: true }),
  )
  let written: Promise<void> = Promise.resolve()
  // Every write of a page waits for the same drain, with a listener of its own.
  reply.raw.setMaxListeners(0)
  return {
    send(message, seq) {
      if (gone.aborted) return
      const event = /^\{"type":"(\w+)"/.exec(message)![1]!
      written = reply.sse.send({ id: String(seq), event, data: message })
      // It fails only when the client has gone, which `gone` tells.
      written.catch(() => undefined)
    },
    // A client that goes while it is behind leaves the write unfinished for ever.
    drained: () => Promise.race([written.catch(() => undefined), closed]),
  }
}
