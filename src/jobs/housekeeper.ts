import { setImmediate as nextTurn } from 'node:timers/promises'
import type { RunnerLog } from './job-run.ts'
import { keepsAll, limitsAt, type RetentionPolicy } from './retention.ts'
import type { JobStore } from './store.ts'

/** Retention is looked after so often (ms), and what could not be done is tried again. */
const INTERVAL_MS = 10_000

/** Jobs that retention removes in one transaction. */
const AT_ONCE = 100

export interface HousekeeperParts {
  readonly store: JobStore
  readonly retention: RetentionPolicy
  readonly log: RunnerLog
  /** Milliseconds. */
  readonly interval?: number
}

/**
 * Removes the jobs that are not to be kept any longer, and gives the disk the room that removed ones leave, in steps so
 * small that nobody waits for them.
 */
export class Housekeeper {
  readonly #parts: HousekeeperParts
  #timer: NodeJS.Timeout | undefined
  #working: Promise<void> | undefined
  #wanted = false
  #stopped = false
  #failing = false

  constructor(parts: HousekeeperParts) {
    this.#parts = parts
  }

  /** Begins, and takes up what was left undone when the service last ended. */
  start(): void {
    this.#timer = setInterval(() => this.wake(), this.#parts.interval ?? INTERVAL_MS).unref()
    this.wake()
  }

  /** To be called when something was removed. */
  wake(): void {
    if (this.#stopped) return
    this.#wanted = true
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined
      // A call that came after the last look would otherwise be lost.
      if (this.#wanted) this.wake()
    })
  }

  /** Fulfilled after the step that is being taken, if any; what is left to do is done after the next start. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearInterval(this.#timer)
    await this.#working
  }

  /** Fulfilled when there is nothing to do. */
  async idle(): Promise<void> {
    await this.#working
  }

  async #work(): Promise<void> {
    const { store, log } = this.#parts
    while (this.#wanted && !this.#stopped) {
      this.#wanted = false
      try {
        await this.#expire()
        while (!this.#stopped && (await store.tidy())) await nextTurn()
        this.#failing = false
      } catch (error) {
        // Once, and not every few seconds until someone has made room.
        if (!this.#failing)
          log.error({ err: error }, 'removed jobs could not be cleared away yet; trying again')
        this.#failing = true
      }
    }
  }

  async #expire(): Promise<void> {
    const { store, retention, log } = this.#parts
    if (keepsAll(retention)) return
    for (;;) {
      const jobs = await store.expire(limitsAt(retention, Date.now()), AT_ONCE)
      if (jobs.length > 0)
        log.info({ jobs, count: jobs.length }, 'removed jobs that are past their retention')
      if (jobs.length < AT_ONCE || this.#stopped) return
      await nextTurn()
    }
  }
}
