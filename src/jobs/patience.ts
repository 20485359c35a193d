import { setTimeout as wait } from 'node:timers/promises'
import type { RunnerLog } from './job-run.ts'
import { StoreFull, StoreUnavailable } from './store.ts'

/** What could not be stored is tried again after so long (ms), each time twice as long, up to so long. */
const DELAYS = { first: 100, longest: 5000 }

/** Stores what must not be lost: while the store is full it waits, and the jobs with it, until there is room. */
export class Patience {
  readonly #log: RunnerLog
  readonly #waitsFor: new (
    ...given: never[]
  ) => StoreUnavailable
  readonly #over = new AbortController()
  #refused = Promise.withResolvers<never>()

  /** It waits for room alone, or for whatever else the store may lack as well: a store that is elsewhere comes back. */
  constructor(log: RunnerLog, waitsFor: 'room' | 'store' = 'room') {
    this.#log = log
    this.#waitsFor = waitsFor === 'room' ? StoreFull : StoreUnavailable
    this.#refused.promise.catch(() => undefined)
  }

  /**
   * Runs `work`, and again for as long as it throws what it waits for. Throws that once `over` is aborted, or nobody waits any
   * longer, and whatever else `work` throws at once.
   */
  async store<T>(job: string, work: () => Promise<T>, over?: AbortSignal): Promise<T> {
    for (let delay = DELAYS.first; ; delay = Math.min(2 * delay, DELAYS.longest)) {
      try {
        const stored = await work()
        if (delay > DELAYS.first)
          this.#log.info({ job }, 'the store takes what it is given again; the job goes on')
        return stored
      } catch (error) {
        if (!(error instanceof this.#waitsFor)) throw error
        this.#tellRefused(error)
        const signal = over ? AbortSignal.any([over, this.#over.signal]) : this.#over.signal
        if (signal.aborted) throw error
        if (delay === DELAYS.first)
          this.#log.error({ job, err: error }, 'the store takes nothing now; the job waits')
        // Rejected when it is to be given up: then there is one try left.
        await wait(delay, undefined, { signal }).catch(() => undefined)
      }
    }
  }

  /** Rejected with the store's error the next time that something cannot be stored. */
  get refused(): Promise<never> {
    return this.#refused.promise
  }

  /** Nothing waits any longer: each try that fails is the last. */
  giveUp(): void {
    this.#over.abort()
  }

  #tellRefused(error: StoreUnavailable): void {
    this.#refused.reject(error)
    this.#refused = Promise.withResolvers<never>()
    // Nobody need be listening.
    this.#refused.promise.catch(() => undefined)
  }
}
