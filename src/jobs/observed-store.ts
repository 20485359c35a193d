import { type JobError, SERVICE_FAULTS } from './job.ts'
import type { JobObserver, Outcome } from './observer.ts'
import type { ClaimedJob, EmbeddedStore, Ending, JobStore, SharedStore } from './store.ts'

/** A store that tells an observer what happens to jobs: all that does is stored, and nothing counts before it is. */
export function observedStore(store: EmbeddedStore, observer: JobObserver): EmbeddedStore {
  const watch = new JobWatch(observer)
  return replacing<EmbeddedStore>(store, {
    ...common(store, observer, watch),
    async claim(...given) {
      const claimed = await store.claim(...given)
      return claimed && watch.begun(claimed)
    },
    async cancelQueued(id, now) {
      const cancelled = await store.cancelQueued(id, now)
      const job = cancelled ? await store.get(id) : undefined
      if (job) watch.neverBegun(id, job.kind)
      return cancelled
    },
  })
}

/**
 * The same of a store that many processes share, of which each tells what it has done itself. Whoever takes a part of a
 * split job has not begun the job, nor does it end with it: that job is counted where it is submitted and where it ends.
 */
export function observedShared(store: SharedStore, observer: JobObserver): SharedStore {
  const watch = new JobWatch(observer)
  return replacing<SharedStore>(store, {
    ...common(store, observer, watch),
    async claim(id, role, ...rest) {
      const claimed = await store.claim(id, role, ...rest)
      if (claimed === undefined || claimed === 'later' || role === 'part') return claimed
      return watch.begun(claimed)
    },
    async cancel(id, now) {
      const cancelled = await store.cancel(id, now)
      const job = cancelled ? await store.get(id) : undefined
      if (job?.startedAt === null) watch.neverBegun(id, job.kind)
      return cancelled
    },
  })
}

/** When this process began each job that it runs. */
class JobWatch {
  readonly #observer: JobObserver
  readonly #running = new Map<string, { kind: string; since: number }>()

  constructor(observer: JobObserver) {
    this.#observer = observer
  }

  begun(claimed: ClaimedJob): ClaimedJob {
    const { id, kind } = claimed.job
    this.#running.set(id, { kind, since: performance.now() })
    return { ...claimed, traceparent: this.#observer.begun(claimed) }
  }

  ended(id: string, outcome: Outcome, code: string | null = null): void {
    const attempt = this.#running.get(id)
    this.#running.delete(id)
    if (attempt === undefined) return
    const { kind, since } = attempt
    this.#observer.ended({ id, kind, outcome, code, seconds: (performance.now() - since) / 1000 })
  }

  neverBegun(id: string, kind: string): void {
    this.#observer.ended({ id, kind, outcome: 'cancelled', code: null, seconds: null })
  }
}

function common(store: JobStore, observer: JobObserver, watch: JobWatch): Partial<JobStore> {
  return {
    async add(job, ...rest) {
      const added = await store.add(job, ...rest)
      if (added.created) observer.submitted(job.kind)
      return added
    },
    async finish(id, attempt, ending, now) {
      await store.finish(id, attempt, ending, now)
      watch.ended(id, outcomeOf(ending), ending.status === 'failed' ? ending.error.code : null)
    },
    async release(id, attempt) {
      await store.release(id, attempt)
      watch.ended(id, 'interrupted')
    },
    async saveCheckpoint(id, attempt, checkpoint) {
      await store.saveCheckpoint(id, attempt, checkpoint)
      observer.checkpointed()
    },
  }
}

/** The store, with some of its methods replaced. */
function replacing<Store extends JobStore>(store: Store, replaced: Partial<Store>): Store {
  return new Proxy(store, {
    get(target, name) {
      const own = replaced[name as keyof Store]
      if (own !== undefined) return own
      const value: unknown = Reflect.get(target, name, target)
      // A method reaches into its own object, which the proxy is not.
      return typeof value === 'function' ? value.bind(target) : value
    },
    // Whoever puts a method of his own in place of one here may call that one.
    set: (_, name, value) => Reflect.set(replaced, name, value),
  })
}

function outcomeOf(ending: Ending): Outcome {
  return ending.status === 'failed' && isFault(ending.error) ? 'fault' : ending.status
}

function isFault({ code }: JobError): boolean {
  return Object.values<string>(SERVICE_FAULTS).includes(code)
}
