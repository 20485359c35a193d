import { connect, type Socket } from 'node:net'
import { WebSocket } from 'ws'

/*
 * Many listeners in a process of their own, so that their work is not taken for the service's. It is told what to open,
 * says when all are open, and what each has seen when all are closed.
 */

/** What a crowd is told to open. */
export interface CrowdOrder {
  /** Of the stream, `ws://…`. */
  readonly url: string
  readonly count: number
  /** Whether they read what they are sent. */
  readonly reading: boolean
}

/** What a crowd says: all are open; or all are closed, with what they have seen. */
export type CrowdNews =
  | { readonly type: 'open' }
  | {
      readonly type: 'closed'
      /** How many saw every `seq` once and in order, up to the end. */
      readonly complete: number
      readonly messages: number
      /** Entries that were left out for someone, as `gap` messages said. */
      readonly thinned: number
      /** How often a socket was closed with which code. */
      readonly codes: Readonly<Record<number, number>>
    }

/** A client that keeps nothing but where it is. */
class Reader {
  readonly opened: Promise<void>
  readonly closed: Promise<number>
  seq = 0
  messages = 0
  thinned = 0
  inOrder = true
  ended = false

  constructor(url: string) {
    const socket = new WebSocket(url, 'antagon.v1.json', { perMessageDeflate: false })
    this.opened = new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
    this.closed = new Promise((resolve) => socket.once('close', resolve))
    socket.on('message', (data: Buffer) => this.#take(data.toString()))
  }

  #take(text: string): void {
    this.messages++
    if (text.startsWith('{"type":"gap"')) {
      const { from, to } = JSON.parse(text) as { from: number; to: number }
      this.inOrder &&= from === this.seq + 1
      this.thinned += to - from + 1
      this.seq = to
      return
    }
    const seq = Number(/"seq":(\d+)/.exec(text)?.[1])
    this.inOrder &&= seq === this.seq + 1
    this.seq = seq
    this.ended ||= text.startsWith('{"type":"end"')
  }
}

/** A client that shakes hands and then reads nothing any more. */
function openSilent(url: string): { opened: Promise<void>; closed: Promise<void>; socket: Socket } {
  const { hostname, port, pathname, search } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.write(
    `GET ${pathname}${search} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: antagon.v1.json\r\n\r\n',
  )
  const opened = new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.once('data', () => {
      socket.pause()
      socket.off('error', reject)
      // The service may cut it off, which is its right.
      socket.on('error', () => undefined)
      resolve()
    })
  })
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  return { opened, closed, socket }
}

function tell(news: CrowdNews): void {
  process.send?.(news)
}

async function read({ url, count }: CrowdOrder): Promise<void> {
  const readers: Reader[] = []
  // Some at a time: a thousand at once would overflow the queue of connections that wait to be accepted.
  for (let i = 0; i < count; i += 50) {
    const more = Array.from({ length: Math.min(50, count - i) }, () => new Reader(url))
    await Promise.all(more.map(({ opened }) => opened))
    readers.push(...more)
  }
  tell({ type: 'open' })
  const codes: Record<number, number> = {}
  for (const { closed } of readers) {
    const code = await closed
    codes[code] = (codes[code] ?? 0) + 1
  }
  tell({
    type: 'closed',
    complete: readers.filter(({ inOrder, ended }) => inOrder && ended).length,
    messages: readers.reduce((sum, { messages }) => sum + messages, 0),
    thinned: readers.reduce((sum, { thinned }) => sum + thinned, 0),
    codes,
  })
}

async function standSilent({ url, count }: CrowdOrder): Promise<void> {
  const silent = Array.from({ length: count }, () => openSilent(url))
  await Promise.all(silent.map(({ opened }) => opened))
  tell({ type: 'open' })
  // A socket that is paused does not notice its end; it is asked to read once its time is over.
  process.once('SIGUSR2', () => {
    for (const { socket } of silent) socket.resume()
  })
  await Promise.all(silent.map(({ closed }) => closed))
  tell({ type: 'closed', complete: 0, messages: 0, thinned: 0, codes: {} })
}

process.on('message', (order: CrowdOrder) => void (order.reading ? read(order) : standSilent(order)))
