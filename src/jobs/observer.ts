import type { ClaimedJob } from './store.ts'
import type { WorkerSpan } from './worker-protocol.ts'

/**
 * How a worker's time with a job ended: `fault` is a failure that is the service's own, `failed` one that lies in what was
 * asked for; `interrupted` jobs go back into the queue; those that went `elsewhere` were ended, or taken over, by another
 * process, which tells of that itself.
 */
export type Outcome = 'succeeded' | 'failed' | 'fault' | 'cancelled' | 'interrupted' | 'elsewhere'

/** That a job has ended, or went back into the queue. */
export interface JobEnd {
  readonly id: string
  readonly kind: string
  readonly outcome: Outcome
  /** Why, where it failed: a stable code. */
  readonly code: string | null
  /** Since a worker took it up; null for one that none had. */
  readonly seconds: number | null
}

/** Is told what happens to jobs, after it is stored. What it does must be quick, and must not throw. */
export interface JobObserver {
  submitted(kind: string): void
  /** A worker takes a job up; returns the trace context (W3C `traceparent`) in which it does. */
  begun(claimed: ClaimedJob): string | null
  /**
   * A worker takes up a part of a job, or the join of its parts, of which any number of processes run some; `first`, when
   * nobody had any before. Returns the trace context in which it does, which is the same for all.
   */
  shared(claimed: ClaimedJob, first: boolean): string | null
  /** `shared`: of a job that was run in parts by many, as it was when the one that ended it took it up. */
  ended(end: JobEnd, shared?: ClaimedJob): void
  checkpointed(): void
}

/** Is told what the workers do. */
export interface PoolObserver {
  /** The pool is open, with so many workers. */
  opened(size: number): void
  occupied(): void
  released(): void
  /** A worker has answered, and says when it did its work. */
  worked(span: WorkerSpan): void
}
