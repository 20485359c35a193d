import { unpack } from 'msgpackr'
import type { Type } from 'typebox'
import { type ClientOptions, WebSocket } from 'ws'
import type { MESSAGES } from '../src/api/schemas/messages.ts'

export type FrameMessage = Type.Static<typeof MESSAGES.frame>
export type GapMessage = Type.Static<typeof MESSAGES.gap>
export type StreamMessage =
  | FrameMessage
  | GapMessage
  | Type.Static<typeof MESSAGES.status>
  | Type.Static<typeof MESSAGES.end>

/** How a socket was closed. */
export interface Closing {
  readonly code: number
  readonly reason: string
}

/** Everything that a stream has sent so far, and the means to wait for more. */
export class Received {
  readonly messages: StreamMessage[] = []
  #waiting: { readonly enough: () => boolean; readonly resolve: () => void }[] = []
  #ended = false

  push(message: StreamMessage): void {
    this.messages.push(message)
    this.#wake()
  }

  end(): void {
    this.#ended = true
    this.#wake()
  }

  /** Fulfilled when the messages are as wished; rejected when the stream ends before. */
  async until(what: string, enough: (messages: readonly StreamMessage[]) => boolean): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#waiting.push({ enough: () => this.#ended || enough(this.messages), resolve })
      this.#wake()
    })
    if (!enough(this.messages)) {
      throw new Error(`the stream ended after ${this.messages.length} messages without ${what}`)
    }
  }

  /** Fulfilled when a message of this type has come. */
  async first(type: StreamMessage['type']): Promise<void> {
    await this.until(`a ${type}`, (messages) => messages.some((message) => message.type === type))
  }

  #wake(): void {
    this.#waiting = this.#waiting.filter(({ enough, resolve }) => {
      const done = enough()
      if (done) resolve()
      return !done
    })
  }
}

/** A WebSocket that keeps what it is sent. */
export interface SocketClient extends Received {
  readonly socket: WebSocket
  /** Fulfilled when it is open. */
  readonly opened: Promise<void>
  readonly closed: Promise<Closing>
}

export interface SocketOptions extends ClientOptions {
  /** Subprotocols to offer; JSON by default. */
  readonly protocols?: string | string[]
}

class Client extends Received implements SocketClient {
  readonly socket: WebSocket
  readonly opened: Promise<void>
  readonly closed: Promise<Closing>

  constructor(url: URL, { protocols = 'antagon.v1.json', ...options }: SocketOptions) {
    super()
    const socket = new WebSocket(url, protocols, options)
    this.socket = socket
    this.opened = new Promise((resolve, reject) => {
      socket.once('open', resolve)
      socket.once('error', reject)
    })
    // Many tests wait for the close alone.
    this.opened.catch(() => undefined)
    // A cut connection is told by the close that follows it.
    socket.on('error', () => undefined)
    socket.on('message', (data: Buffer, isBinary) => {
      this.push((isBinary ? unpack(data) : JSON.parse(data.toString())) as StreamMessage)
    })
    this.closed = new Promise((resolve) => {
      socket.on('close', (code, reason) => {
        this.end()
        resolve({ code, reason: reason.toString() })
      })
    })
  }
}

/** Opens a WebSocket at a path of a service whose URL is given. */
export function openSocket(service: string, path: string, options: SocketOptions = {}): SocketClient {
  const url = new URL(path, service)
  url.protocol = 'ws:'
  return new Client(url, options)
}

/** An event as its stream gave it. */
export interface ServerEvent {
  readonly id: string
  readonly event: string
  readonly data: string
}

/** A stream of server-sent events that keeps what it is sent. */
export interface EventClient extends Received {
  readonly response: Response
  readonly events: readonly ServerEvent[]
  /** Fulfilled when the service has ended the stream, or it was left. */
  readonly ended: Promise<void>
  leave(): void
  /** Stops reading, until what is returned is called. */
  pause(): () => void
}

class EventReader extends Received implements EventClient {
  readonly response: Response
  readonly events: ServerEvent[] = []
  readonly ended: Promise<void>
  readonly #abort: AbortController
  #mayRead = Promise.resolve()

  constructor(response: Response, abort: AbortController) {
    super()
    this.response = response
    this.#abort = abort
    this.ended = this.#read()
      .catch((error: unknown) => {
        if (!abort.signal.aborted) throw error
      })
      .finally(() => this.end())
  }

  leave(): void {
    this.#abort.abort()
  }

  pause(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#mayRead = promise
    return resolve
  }

  async #read(): Promise<void> {
    let text = ''
    for await (const part of this.response.body!.pipeThrough(new TextDecoderStream())) {
      const blocks = (text + part).split('\n\n')
      text = blocks.pop()!
      for (const block of blocks) if (!block.startsWith(':')) this.#take(block)
      await this.#mayRead
    }
  }

  #take(block: string): void {
    const fields = new Map(block.split('\n').map((line) => line.split(/: (.*)/s, 2) as [string, string]))
    const event = { id: fields.get('id')!, event: fields.get('event')!, data: fields.get('data')! }
    this.events.push(event)
    this.push(JSON.parse(event.data) as StreamMessage)
  }
}

/** Opens a stream of server-sent events at a path of a service whose URL is given. */
export async function openEvents(
  service: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<EventClient> {
  const abort = new AbortController()
  const response = await fetch(new URL(path, service), { headers, signal: abort.signal })
  return new EventReader(response, abort)
}

/** Every `seq` that the messages account for, by themselves or as part of a gap, in the order they came. */
export function seqsCovered(messages: readonly StreamMessage[]): number[] {
  return messages.flatMap((message) =>
    message.type === 'gap' ? range(message.from, message.to) : [message.seq],
  )
}

/** The whole numbers from … to. */
export function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i)
}

export function framesOf(messages: readonly StreamMessage[]): FrameMessage[] {
  return messages.filter((message) => message.type === 'frame')
}

/** The iterations of a descent's frames. */
export function iterationsOf(messages: readonly StreamMessage[]): number[] {
  return framesOf(messages).map(({ data }) => ('iteration' in data ? data.iteration : Number.NaN))
}
