import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { ConnectionError, FastifyInstance } from 'fastify'
import { Problem, type ProblemFields, problemBody } from '../problems.ts'
import { SECURITY_HEADERS } from './security-headers.ts'

/** How long a client may keep a connection busy without getting on; milliseconds. */
export interface ConnectionLimits {
  /** From the first byte of a request to the end of its headers. */
  readonly headers: number
  /** From the first byte of a request to the end of its body: the largest one over a slow line has to fit. */
  readonly request: number
  /** Without a byte in either direction; a client may wait for a job longer than for anything else. */
  readonly idle: number
  /** How often the first two are looked at. */
  readonly checked: number
}

export const CONNECTION_LIMITS: ConnectionLimits = {
  headers: 15_000,
  request: 300_000,
  idle: 330_000,
  checked: 5000,
}

/** Options of Node's server and of Fastify's that hold these limits; sockets and streams are pinged, so never idle. */
export function connectionOptions({ headers, request, idle, checked }: ConnectionLimits) {
  return {
    http: {
      headersTimeout: headers,
      connectionsCheckingInterval: checked,
      // Node's own refusal has no body; `registerExpectations` has one.
      requireHostHeader: false,
    },
    options: { requestTimeout: request, connectionTimeout: idle, clientErrorHandler: answerClientError },
  }
}

const UNREADABLE: Readonly<
  Record<string, readonly [status: number, phrase: string, code: string, detail: string]>
> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout', 'request-timeout', 'the request did not come in time'],
  HPE_HEADER_OVERFLOW: [
    431,
    'Request Header Fields Too Large',
    'headers-too-large',
    'the headers are too large',
  ],
}
const MALFORMED = [400, 'Bad Request', 'malformed-request', 'this is not HTTP as it should be'] as const

/** Answers what cannot be read as a request, and ends the connection. */
function answerClientError(error: ConnectionError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const [status, phrase, code, detail] = UNREADABLE[error.code] ?? MALFORMED
  sendRawProblem(socket, status, phrase, { code, detail })
}

/** Writes a problem detail to a connection on which no answer has begun, and ends it. */
export function sendRawProblem(
  connection: Duplex,
  status: number,
  phrase: string,
  fields: ProblemFields,
): void {
  const body = JSON.stringify(problemBody(status, fields))
  const lines = Object.entries({ ...headersOf(body), ...SECURITY_HEADERS }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  )
  connection.end(`HTTP/1.1 ${status} ${phrase}\r\n${lines.join('')}\r\n${body}`, () => connection.destroy())
}

/** Refuses by a problem detail what Node would refuse without a word: a request that names no host, or expects what there is not. */
export function registerExpectations(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ headers, raw: { httpVersion } }) => {
    if (headers.host !== undefined || httpVersion !== '1.1') return
    throw new Problem(400, { code: 'no-host', detail: 'a request of HTTP/1.1 names its host' }, CLOSING)
  })
  app.server.on('upgrade', (request: IncomingMessage) => upgrades.add(request))
  app.addHook('onResponse', async ({ raw }) => endRefusedUpgrade(raw))
  app.server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    const detail = 'nothing but 100-continue can be expected here'
    const body = JSON.stringify(problemBody(417, { code: 'expectation-failed', detail }))
    response.writeHead(417, { ...headersOf(body), ...SECURITY_HEADERS }).end(body)
    // The body, if there is one, is for nobody.
    request.resume()
  })
}

/**
 * To be called when a request is answered. Who asked for a socket and gets an answer instead has left HTTP behind: nobody
 * reads from that connection any more, or would hear that the client has closed it.
 */
export function endRefusedUpgrade(request: IncomingMessage): void {
  if (upgrades.has(request)) request.socket.destroySoon()
}

/** Requests that have left HTTP behind, which is not all that ask for it. */
const upgrades = new WeakSet<IncomingMessage>()

const CLOSING = { Connection: 'close' }

function headersOf(body: string) {
  return {
    'Content-Type': 'application/problem+json',
    'Content-Length': String(Buffer.byteLength(body)),
    ...CLOSING,
  }
}
