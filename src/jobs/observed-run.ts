import { outcomeOf, replacing } from './observed-store.ts'
import type { JobObserver } from './observer.ts'
import { AttemptOver, type ClaimedJob, type ClaimRole, type SharedStore } from './store.ts'

/** What a run works with: the job in the trace that its worker is to go on with, and the store that hears of its end. */
export interface ObservedRun {
  readonly claimed: ClaimedJob
  readonly store: SharedStore
}

/**
 * Tells an observer of what one process does of a shared store's job that it has claimed at this time. A job that is
 * run whole is begun and left by whoever has it; one that many run parts of is begun by the first to claim it, and ended by
 * the one whose end of it is stored.
 */
export function observedRun(
  store: SharedStore,
  claimed: ClaimedJob,
  role: ClaimRole,
  claimedAt: string,
  observer: JobObserver,
): ObservedRun {
  return role === 'whole'
    ? observedWhole(store, claimed, observer)
    : observedShare(store, claimed, claimedAt, observer)
}

function observedWhole(store: SharedStore, claimed: ClaimedJob, observer: JobObserver): ObservedRun {
  const { id, kind } = claimed.job
  const since = performance.now()
  const traceparent = observer.begun(claimed)
  let left = false
  const leave = (outcome: Parameters<JobObserver['ended']>[0]['outcome'], code: string | null = null) => {
    if (left) return
    left = true
    observer.ended({ id, kind, outcome, code, seconds: (performance.now() - since) / 1000 })
  }
  /** Whatever is refused because the attempt is over says that the job is another's now. */
  const watched = async (stored: Promise<void>) => {
    await stored.catch((error: unknown) => {
      if (error instanceof AttemptOver) leave('elsewhere')
      throw error
    })
  }
  const watching = replacing<SharedStore>(store, {
    appendFrames: (...given) => watched(store.appendFrames(...given)),
    saveCheckpoint: (...given) => watched(store.saveCheckpoint(...given)),
    async release(...given) {
      await watched(store.release(...given))
      leave('interrupted')
    },
    async finish(of, attempt, ending, now) {
      await watched(store.finish(of, attempt, ending, now))
      leave(outcomeOf(ending), ending.status === 'failed' ? ending.error.code : null)
    },
  })
  return { claimed: { ...claimed, traceparent }, store: watching }
}

function observedShare(
  store: SharedStore,
  claimed: ClaimedJob,
  claimedAt: string,
  observer: JobObserver,
): ObservedRun {
  const { id, kind, startedAt } = claimed.job
  // Whoever finds it begun at another time has not begun it.
  const traceparent = observer.shared(claimed, startedAt === claimedAt)
  const watching = replacing<SharedStore>(store, {
    async finish(of, attempt, ending, now) {
      await store.finish(of, attempt, ending, now)
      const seconds = Math.max(0, Date.parse(now) - Date.parse(startedAt ?? now)) / 1000
      const code = ending.status === 'failed' ? ending.error.code : null
      observer.ended({ id, kind, outcome: outcomeOf(ending), code, seconds }, claimed)
    },
  })
  return { claimed: { ...claimed, traceparent }, store: watching }
}
