import type { Redis } from 'ioredis'
import { JobHub } from '../hub.ts'
import { listenTo } from './listening.ts'

/** Tells listeners of this process of the news of any. */
export class SharedHub extends JobHub {
  readonly #subscriber: Redis

  /** `subscriber` is a connection of its own; `channel` is where the store publishes the ids of jobs that have news. */
  constructor(subscriber: Redis, channel: string) {
    super()
    this.#subscriber = subscriber
    listenTo(
      subscriber,
      channel,
      (job) => this.publish(job),
      () => this.publishAll(),
    )
  }

  close(): void {
    this.#subscriber.disconnect()
  }
}
