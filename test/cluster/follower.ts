import { setTimeout as pause } from 'node:timers/promises'
import type { JobResource } from '../../src/api/schemas/job.ts'
import { Received, type StreamMessage } from '../socket-client.ts'
import type { Taker } from './cluster.ts'

/** A stream that broke, or was not to be had, is asked for again after so long (ms). */
const AGAIN_MS = 100

/**
 * Somebody who follows a job over WebSocket through all that happens: from one process that takes jobs and then, each time
 * that the stream breaks, from the next one, from where it was.
 */
export class Follower extends Received {
  readonly job: JobResource
  /** Where it began: what follows this `seq` is what it is to be told. */
  readonly from: number
  /** Fulfilled when it has been told of the job's end; rejected when a `seq` did not follow the one before. */
  readonly done: Promise<void>
  /** Times that it had to ask again. */
  breaks = 0
  #cursor: number
  #error: unknown

  constructor(takers: readonly Taker[], job: JobResource, from = 0) {
    super()
    this.job = job
    this.from = from
    this.#cursor = from
    this.done = this.#follow(takers).finally(() => this.end())
    // Who waits for a message is told of it too.
    this.done.catch(() => undefined)
  }

  async #follow(takers: readonly Taker[]): Promise<void> {
    for (let turn = 0; ; turn++) {
      const client = takers[turn % takers.length]!.open(`${this.job.links.stream}?after=${this.#cursor}`)
      client.socket.on('message', () => this.#take(client.messages.at(-1)!, () => client.socket.terminate()))
      const { code } = await client.closed
      if (this.#error !== undefined) throw this.#error
      if (code === 1000) return
      if (code === 4404) throw new Error(`job ${this.job.id} is lost`)
      this.breaks++
      await pause(AGAIN_MS)
    }
  }

  #take(message: StreamMessage, leave: () => void): void {
    const [first, last] = message.type === 'gap' ? [message.from, message.to] : [message.seq, message.seq]
    if (first !== this.#cursor + 1) {
      this.#error ??= new Error(`seq ${first} of job ${this.job.id} came after ${this.#cursor}`)
      leave()
      return
    }
    this.#cursor = last
    this.push(message)
  }
}
