import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import websocket from '@fastify/websocket'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { WebSocket } from 'ws'
import { loadLater } from '../../load-later.ts'
import { sendRawProblem } from '../plugins/connections.ts'
import { Problem } from '../problems.ts'
import { JobParams, StreamQuery } from '../schemas/job.ts'
import { maySee, type Principal } from '../scopes.ts'
import { followJob, type StreamEnd, type StreamSink } from '../stream.ts'

const msgpackr = loadLater<typeof import('msgpackr')>('msgpackr')

/** The subprotocols; a client must offer one of them. */
export const SUBPROTOCOLS = ['antagon.v1.json', 'antagon.v1.msgpack'] as const

/** Why a socket was closed (RFC 6455, and our own from 4400 on). */
export const CLOSE = {
  done: 1000,
  restarting: 1012,
  badRequest: 4400,
  unauthorised: 4401,
  forbidden: 4403,
  noSuchJob: 4404,
  idle: 4408,
  tooManyRequests: 4429,
  internal: 1011,
} as const

/** How a socket is closed that is not let in, by the status of the problem. */
const CODE_OF: Readonly<Record<number, number>> = {
  401: CLOSE.unauthorised,
  403: CLOSE.forbidden,
  429: CLOSE.tooManyRequests,
}

/** Above this the client is given time to read. */
const MOST_BUFFERED_BYTES = 1 << 16

/** Clients have nothing to say on this socket. */
const MOST_RECEIVED_BYTES = 1024

/** RFC 6455, 5.5: a closing frame's payload is at most 125 bytes, two of them the code. */
const MOST_REASON_BYTES = 123

/** Clients have this long to answer the closing handshake before the connection is cut. */
const CLOSING_PATIENCE_MS = 500

/** The WebSocket on which a job's frames are streamed. */
export async function streamSocketRoute(app: FastifyInstance): Promise<void> {
  await app.register(websocket, {
    options: {
      maxPayload: MOST_RECEIVED_BYTES,
      // A client that offers none of ours is let in under the first it offered, to be told why it is closed:
      // refusing the handshake would leave a browser with no reason at all.
      handleProtocols: (offered: Set<string>) =>
        SUBPROTOCOLS.find((protocol) => offered.has(protocol)) ?? offered.values().next().value ?? false,
    },
    // What a client does wrong, such as a frame that is none, closes its socket with a code that says so; a log of every
    // such frame would be the client's to fill.
    errorHandler(error, socket, request) {
      request.log.debug({ err: error }, 'a client broke its socket')
      setTimeout(() => socket.terminate(), CLOSING_PATIENCE_MS).unref()
    },
    preClose(done) {
      const { websocketServer } = app
      const impatience = setTimeout(() => {
        for (const client of websocketServer.clients) client.terminate()
      }, CLOSING_PATIENCE_MS)
      websocketServer.close(() => {
        clearTimeout(impatience)
        done()
      })
    },
  })
  app.websocketServer.on('wsClientError', refuseHandshake)
  app.route({
    method: 'GET',
    url: '/v1/jobs/:id/stream',
    config: { scope: 'read' },
    schema: { hide: true },
    handler() {
      throw new Problem(
        426,
        { code: 'upgrade-required', detail: 'this is a WebSocket; server-sent events are at …/events' },
        { Upgrade: 'websocket' },
      )
    },
    wsHandler(socket, request) {
      serve(app, socket, request).catch((error: unknown) => {
        request.log.error({ err: error }, 'stream failed')
        socket.close(CLOSE.internal, 'something went wrong')
      })
    },
  })
}

/** Answers a handshake that is none by a problem detail; `ws` would by a line of its own. */
function refuseHandshake({ message }: Error, connection: Duplex): void {
  sendRawProblem(connection, 400, 'Bad Request', {
    code: 'bad-handshake',
    detail: `no WebSocket: ${message}`,
  })
}

async function serve(app: FastifyInstance, socket: WebSocket, request: FastifyRequest): Promise<void> {
  const { store, hub, streams, metrics, pingInterval } = app.services
  let principal: Principal | null = null
  const close = (code: number, reason: string) => socket.close(code, cut(reason))
  const refuse = (code: number, reason: string) => {
    metrics.refused(String(code))
    close(code, reason)
  }
  const gone = new AbortController()
  const stopPinging = keepAlive(socket, request.socket, pingInterval)
  const release = streams.add(
    (reason) =>
      reason === 'stopping'
        ? close(CLOSE.restarting, 'the service is stopping')
        : close(CLOSE.unauthorised, 'the key is not good any more'),
    () => principal,
  )
  socket.on('close', () => {
    gone.abort()
    stopPinging()
    release()
  })
  if (!SUBPROTOCOLS.some((protocol) => protocol === socket.protocol)) {
    const offered = socket.protocol === '' ? 'none was offered' : `“${socket.protocol}” is unknown`
    return refuse(CLOSE.badRequest, `subprotocol: ${offered}; offer ${SUBPROTOCOLS.join(' or ')}`)
  }
  const params = validated(request, JobParams, request.params)
  const query = validated(request, StreamQuery, request.query)
  if ('error' in params || 'error' in query) {
    const { message } = 'error' in params ? params.error : (query as { error: Error }).error
    return refuse(CLOSE.badRequest, message)
  }
  const { id } = params.value as { id: string }
  const { after = 0, rate = null, ticket } = query.value as StreamQuery
  try {
    principal = (await app.admit(request, ticket)).principal
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return refuse(CODE_OF[error.status] ?? CLOSE.internal, error.message)
  }
  const position = await store.position(id)
  if (position === undefined || !maySee(principal, position.owner))
    return refuse(CLOSE.noSuchJob, 'there is no such job')
  const { frames: tally, closed } = metrics.streamOpened('websocket')
  gone.signal.addEventListener('abort', closed, { once: true })
  const end = await followJob(
    { store, hub, tally },
    id,
    { after, rate },
    socketSink(socket, request.socket, gone.signal),
    gone.signal,
  )
  closeAfter(socket, end)
}

/** As much of a reason as may be sent. */
function cut(reason: string): string {
  return reason.slice(0, new TextEncoder().encodeInto(reason, new Uint8Array(MOST_REASON_BYTES)).read)
}

function closeAfter(socket: WebSocket, end: StreamEnd): void {
  if (end === 'ended') socket.close(CLOSE.done, 'the job has ended')
  if (end === 'removed') socket.close(CLOSE.noSuchJob, 'the job was removed')
}

/** The compiled validator of this request's route part: what fits, or why it does not. */
function validated(
  request: FastifyRequest,
  schema: object,
  data: unknown,
): { value: unknown } | { error: Error } {
  const validate = request.compileValidationSchema(schema as never, 'querystring')
  return validate(data) as unknown as { value: unknown } | { error: Error }
}

/**
 * Sends over a WebSocket. What is sent in one turn of the event loop, such as a page of the log, goes to the
 * connection below it in one write: a write a message would cost more than all the rest.
 */
function socketSink(socket: WebSocket, connection: Socket, gone: AbortSignal): StreamSink {
  const binary = socket.protocol === 'antagon.v1.msgpack'
  let corked = false
  let unwritten = 0
  let onWritten: (() => void) | undefined
  const uncork = () => {
    corked = false
    connection.uncork()
  }
  // Called also when the socket has closed, which `gone` tells.
  const written = () => {
    if (--unwritten === 0) onWritten?.()
  }
  return {
    send(message) {
      if (!corked) {
        corked = true
        connection.cork()
        process.nextTick(uncork)
      }
      unwritten++
      socket.send(binary ? msgpackr().pack(JSON.parse(message)) : message, written)
    },
    async drained() {
      if (socket.bufferedAmount <= MOST_BUFFERED_BYTES || unwritten === 0 || gone.aborted) return
      await new Promise<void>((resolve) => {
        onWritten = resolve
      })
    },
  }
}

/**
 * Pings at every interval; a client that has not answered by the next one is gone. A ping waits behind all that was
 * sent before, so that a slow client answers late: one that has taken some of what waits for it is alive as well.
 * Returns how to stop.
 */
function keepAlive(socket: WebSocket, connection: Socket, interval: number): () => void {
  let answered = true
  let taken = 0
  socket.on('pong', () => {
    answered = true
  })
  const timer = setInterval(() => {
    const takenBefore = taken
    taken = connection.bytesWritten - connection.writableLength
    if (answered || (socket.bufferedAmount > 0 && taken > takenBefore)) {
      answered = false
      socket.ping()
      return
    }
    socket.close(CLOSE.idle, 'no answer to a ping')
    setTimeout(() => socket.terminate(), CLOSING_PATIENCE_MS).unref()
  }, interval)
  return () => clearInterval(timer)
}
