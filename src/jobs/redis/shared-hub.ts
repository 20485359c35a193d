import type { Redis } from 'ioredis'
import { JobHub } from '../hub.ts'

/** Tells listeners of this process of the news of any. */
export class SharedHub extends JobHub {
  readonly #subscriber: Redis

  /** `subscriber` is a connection of its own; `channel` is where the store publishes the ids of jobs that have news. */
  constructor(subscriber: Redis, channel: string) {
    super()
    this.#subscriber = subscriber
    subscriber.on('message', (_, job: string) => this.publish(job))
    // After each break: what was published meanwhile has reached nobody.
    subscriber.on('ready', () => {
      void subscriber.subscribe(channel).then(
        () => this.publishAll(),
        () => undefined,
      )
    })
  }

  close(): void {
    this.#subscriber.disconnect()
  }
}
