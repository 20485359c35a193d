import { type Job, type JobError, SERVICE_FAULTS } from './job.ts'
import type { JobEnd, JobObserver, Outcome } from './observer.ts'
import type { ClaimedJob, EmbeddedStore, Ending, JobStore, SharedStore } from './store.ts'

/** A store that tells an observer what happens to jobs: all that does is stored, and nothing counts before it is. */
export function observedStore(store: EmbeddedStore, observer: JobObserver): EmbeddedStore {
  const watch = new JobWatch(observer)
  return replacing<EmbeddedStore>(store, {
    ...common(store, observer),
    async finish(id, attempt, ending, now) {
      await store.finish(id, attempt, ending, now)
      watch.ended(id, outcomeOf(ending), ending.status === 'failed' ? ending.error.code : null)
    },
    async release(id, attempt) {
      await store.release(id, attempt)
      watch.ended(id, 'interrupted')
    },
    async claim(...given) {
      const claimed = await store.claim(...given)
      return claimed && watch.begun(claimed)
    },
    async cancelQueued(id, now) {
      const cancelled = await store.cancelQueued(id, now)
      const job = cancelled ? await store.get(id) : undefined
      if (job) observer.ended(cancelledUnseen(job))
      return cancelled
    },
  })
}

/** The same of a store that many processes share, as far as no process runs the job: see `observedRun`. */
export function observedShared(store: SharedStore, observer: JobObserver): SharedStore {
  return replacing<SharedStore>(store, {
    ...common(store, observer),
    async cancel(id, now) {
      // Once it has ended, anyone may remove it.
      const job = await store.get(id)
      const cancelled = await store.cancel(id, now)
      if (job && cancelled) observer.ended(cancelledUnseen(job))
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
}

/** The end of a job that no worker of this process had. */
function cancelledUnseen({ id, kind }: Job): JobEnd {
  return { id, kind, outcome: 'cancelled', code: null, seconds: null }
}

function common(store: JobStore, observer: JobObserver): Partial<JobStore> {
  return {
    async add(job, ...rest) {
      const added = await store.add(job, ...rest)
      if (added.created) observer.submitted(job.kind)
      return added
    },
    async saveCheckpoint(id, attempt, checkpoint) {
      await store.saveCheckpoint(id, attempt, checkpoint)
      observer.checkpointed()
    },
  }
}

/** The store, with some of its methods replaced. */
export function replacing<Store extends JobStore>(store: Store, replaced: Partial<Store>): Store {
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

export function outcomeOf(ending: Ending): Outcome {
  return ending.status === 'failed' && isFault(ending.error) ? 'fault' : ending.status
}

function isFault({ code }: JobError): boolean {
  return Object.values<string>(SERVICE_FAULTS).includes(code)
}
