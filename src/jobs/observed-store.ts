import { type JobError, SERVICE_FAULTS } from './job.ts'
import type { JobObserver, Outcome } from './observer.ts'
import type { EmbeddedStore, Ending } from './store.ts'

/** A store that tells an observer what happens to jobs: all that does is stored, and nothing counts before it is. */
export function observedStore(store: EmbeddedStore, observer: JobObserver): EmbeddedStore {
  const running = new Map<string, { kind: string; since: number }>()
  const end = (id: string, outcome: Outcome, code: string | null = null) => {
    const attempt = running.get(id)
    running.delete(id)
    if (attempt === undefined) return
    const { kind, since } = attempt
    observer.ended({ id, kind, outcome, code, seconds: (performance.now() - since) / 1000 })
  }
  const observed: Partial<EmbeddedStore> = {
    async add(job, ...rest) {
      const added = await store.add(job, ...rest)
      if (added.created) observer.submitted(job.kind)
      return added
    },
    async claim(...given) {
      const claimed = await store.claim(...given)
      if (claimed === undefined) return undefined
      const { id, kind } = claimed.job
      running.set(id, { kind, since: performance.now() })
      return { ...claimed, traceparent: observer.begun(claimed) }
    },
    async finish(id, attempt, ending, now) {
      await store.finish(id, attempt, ending, now)
      end(id, outcomeOf(ending), ending.status === 'failed' ? ending.error.code : null)
    },
    async release(id, attempt) {
      await store.release(id, attempt)
      end(id, 'interrupted')
    },
    async cancelQueued(id, now) {
      const cancelled = await store.cancelQueued(id, now)
      const job = cancelled ? await store.get(id) : undefined
      if (job) observer.ended({ id, kind: job.kind, outcome: 'cancelled', code: null, seconds: null })
      return cancelled
    },
    async saveCheckpoint(id, attempt, checkpoint) {
      await store.saveCheckpoint(id, attempt, checkpoint)
      observer.checkpointed()
    },
  }
  return new Proxy(store, {
    get(target, name) {
      const own = observed[name as keyof EmbeddedStore]
      if (own !== undefined) return own
      const value: unknown = Reflect.get(target, name, target)
      // A method reaches into its own object, which the proxy is not.
      return typeof value === 'function' ? value.bind(target) : value
    },
    // Whoever puts a method of his own in place of one here may call that one.
    set: (_, name, value) => Reflect.set(observed, name, value),
  })
}

function outcomeOf(ending: Ending): Outcome {
  return ending.status === 'failed' && isFault(ending.error) ? 'fault' : ending.status
}

function isFault({ code }: JobError): boolean {
  return Object.values<string>(SERVICE_FAULTS).includes(code)
}
