import { expect } from 'vitest'
import type { JobResource } from '../../../src/api/schemas/job.ts'
import {
  type EventClient,
  openEvents,
  openSocket,
  type SocketClient,
  type StreamMessage,
} from '../../socket-client.ts'
import type { Entry } from './book.ts'
import type { Draw } from './draw.ts'
import type { Life } from './life.ts'

/** How somebody listens. */
export interface Manner {
  readonly protocol: 'antagon.v1.json' | 'antagon.v1.msgpack' | 'events'
  /** Frames a second that it asks for at the most. */
  readonly rate: number | null
  /** Stops reading for a while, again and again. */
  readonly slow: boolean
}

export function drawManner(draw: Draw): Manner {
  return {
    protocol: draw.pick(['antagon.v1.json', 'antagon.v1.msgpack', 'events']),
    rate: draw.chance(0.25) ? draw.pick([2, 20, 100]) : null,
    slow: draw.chance(0.25),
  }
}

/** Somebody who listens to a job through as many lives of the service as it takes, each time from where the last one ended. */
export class Listener {
  readonly entry: Entry
  readonly #manner: Manner
  readonly #draw: Draw
  /** Of each entry that came: all that it said but for a frame's data, which are compared as they come. */
  readonly seen = new Map<number, string>()
  /** Times that it went on in the middle of a job, after a kill. */
  resumed = 0
  /** Entries that gaps stood for. */
  leftOut = 0
  #cursor = 0
  #frames = 0
  #attempt = 0
  #done = false
  #error: unknown

  constructor(entry: Entry, manner: Manner, draw: Draw) {
    this.entry = entry
    this.#manner = manner
    this.#draw = draw
  }

  /** Whether nothing can follow: the job has ended, or was removed. */
  get done(): boolean {
    return this.#done
  }

  /** How many entries it knows of. */
  get covered(): number {
    return this.#cursor
  }

  /** Listens until the job ends, is removed, or the service is killed. */
  async listen(life: Life): Promise<void> {
    if (this.#cursor > 0) this.resumed++
    while (!this.#done && !life.killed) {
      await (this.#manner.protocol === 'events' ? this.#readEvents(life) : this.#readSocket(life))
    }
    if (this.#error !== undefined) throw this.#error
  }

  async #readSocket(life: Life): Promise<void> {
    const client = openSocket(life.url, this.#path('stream'), { protocols: this.#manner.protocol })
    client.socket.on('message', () => this.#try(client, life))
    const slowness = this.#beSlow(client, life)
    const { code, reason } = await client.closed
    await slowness
    if (this.#error !== undefined) throw this.#error
    if (code === 4404) this.#expectRemoved()
    else if (code === 1000) expect(this.#done, `${this.#name} was closed before its end`).toBe(true)
    else if (!life.killed) throw new Error(`${this.#name} was closed with ${code}: ${reason}`)
  }

  async #readEvents(life: Life): Promise<void> {
    let client: EventClient
    try {
      client = await openEvents(life.url, this.#path('events'))
    } catch (error) {
      if (life.killed) return
      throw error
    }
    const { status } = client.response
    const slowness = this.#beSlow(client, life)
    await client.ended.catch((error: unknown) => {
      // Cut off.
      if (!life.killed) throw error
    })
    await slowness
    if (status === 404) return this.#expectRemoved()
    // What tells that nothing follows, which is so when everything came before.
    if (status === 204) return void expect(this.#done, `${this.#name} has nothing left`).toBe(true)
    expect(status, this.#name).toBe(200)
    for (const message of client.messages) this.take(message, life)
  }

  /** A broken law ends the listening, and is thrown by it. */
  #try(client: SocketClient, life: Life): void {
    try {
      this.take(client.messages.at(-1)!, life)
    } catch (error) {
      this.#error ??= error
      client.socket.terminate()
    }
  }

  async #beSlow(client: SocketClient | EventClient, life: Life): Promise<void> {
    if (!this.#manner.slow) return
    let open = true
    const closed = 'socket' in client ? client.closed : client.ended.catch(() => undefined)
    void closed.then(() => {
      open = false
    })
    if ('socket' in client) await client.opened.catch(() => undefined)
    for (let times = 0; open && times < 3 && !life.killed; times++) {
      const resume = stopReading(client)
      await life.rest(this.#draw.below(2500))
      resume()
      await life.rest(20)
    }
  }

  /** Takes the next message, which must be what follows, and what a service says that nothing ever disturbed. */
  take(message: StreamMessage, life?: Life): void {
    if (message.type === 'gap') {
      const thinned = this.#manner.rate !== null || this.#manner.slow
      expect(thinned, `${this.#name} is neither slow nor asked for less, and has a gap`).toBe(true)
      expect(message.from, `${this.#name} has a gap`).toBe(this.#cursor + 1)
      expect(message.to).toBeGreaterThanOrEqual(message.from)
      this.leftOut += message.to - this.#cursor
      // Nothing but frames may be left out.
      this.#frames += message.to - this.#cursor
      this.#cursor = message.to
      return
    }
    expect(this.#done, `${this.#name} had ended`).toBe(false)
    expect(message.seq, this.#name).toBe(++this.#cursor)
    if (message.type === 'frame') this.#takeFrame(message, life)
    else this.seen.set(message.seq, JSON.stringify(message))
    if (message.type === 'end') this.#takeEnd(message.status)
  }

  #takeFrame(
    { seq, attempt, data }: Extract<StreamMessage, { type: 'frame' }>,
    life: Life | undefined,
  ): void {
    const { frames } = this.entry.reference
    expect(attempt, this.#name).toBeGreaterThanOrEqual(this.#attempt)
    this.#attempt = attempt
    if (JSON.stringify(data) !== frames[this.#frames]) {
      expect(JSON.stringify(data), `frame ${this.#frames} of ${this.#name}`).toBe(frames[this.#frames])
    }
    this.#frames++
    this.seen.set(seq, `frame of attempt ${attempt}`)
    life?.tell('frame')
    if (this.#frames === frames.length) life?.tell('last frame')
  }

  #takeEnd(status: Parameters<Entry['learnEnd']>[0]): void {
    this.#done = true
    this.entry.learnEnd(status)
    if (status === 'succeeded') expect(this.#frames, this.#name).toBe(this.entry.reference.frames.length)
  }

  #expectRemoved(): void {
    expect(this.entry.removed || this.entry.deleting, `${this.#name} is not there`).toBe(true)
    this.#done = true
  }

  #path(kind: 'stream' | 'events'): string {
    const rate = this.#manner.rate === null ? '' : `&rate=${this.#manner.rate}`
    const { links } = this.entry.job as JobResource
    return `${links[kind]}?after=${this.#cursor}${rate}`
  }

  get #name(): string {
    return `the stream (${JSON.stringify(this.#manner)}, at ${this.#cursor}) of ${this.entry.name}`
  }
}

/** Stops reading from the service; what is returned begins again. */
function stopReading(client: SocketClient | EventClient): () => void {
  if (!('socket' in client)) return client.pause()
  if (client.socket.readyState !== client.socket.OPEN) return () => undefined
  client.socket.pause()
  return () => client.socket.resume()
}
