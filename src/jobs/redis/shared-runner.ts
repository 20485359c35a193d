import { now, type RunnerLog } from '../job-run.ts'
import type { JobRunner } from '../job-runner.ts'
import type { SharedStore } from '../store.ts'
import type { Dealer } from './work-queue.ts'

/** What could not be dealt out at once, or whose process died before it could, is dealt out so soon (ms). */
const DEAL_EVERY_MS = 1000

/** Hands jobs to the workers of other processes. */
export class SharedRunner implements JobRunner {
  readonly #store: SharedStore
  readonly #dealer: Dealer
  readonly #log: RunnerLog
  #timer: NodeJS.Timeout | undefined
  #dealing: Promise<void> | undefined
  #wanted = false
  #stopped = false
  #failing = false

  constructor(store: SharedStore, dealer: Dealer, log: RunnerLog) {
    this.#store = store
    this.#dealer = dealer
    this.#log = log
  }

  async start(): Promise<void> {
    this.#timer = setInterval(() => this.wake(), DEAL_EVERY_MS).unref()
    this.wake()
  }

  wake(): void {
    if (this.#stopped) return
    this.#wanted = true
    this.#dealing ??= this.#deal().finally(() => {
      this.#dealing = undefined
      // A call that came after the last look would otherwise be lost.
      if (this.#wanted) this.wake()
    })
  }

  /** The job has ended when this is fulfilled; its worker, which is told, may still be stopping. */
  async cancel(id: string): Promise<void> {
    await this.#store.cancel(id, now())
    // Others may have waited for what it was to make.
    this.wake()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    clearInterval(this.#timer)
    await this.#dealing
    await this.#dealer.close()
  }

  async #deal(): Promise<void> {
    this.#wanted = false
    try {
      await this.#dealer.deal()
      this.#failing = false
    } catch (error) {
      // Once, and not every second until Redis is back.
      if (!this.#failing) this.#log.error({ err: error }, 'jobs could not be dealt out; trying again')
      this.#failing = true
    }
  }
}
