import type { ClaimedJob } from './store.ts'
import type { WorkerSpan } from './worker-protocol.ts'

/**
 * How a worker's time with a job ended: `fault` is a failure that is the service's own, `failed` one that lies in what was
 * asked for; `interrupted` jobs go back into the queue.
 */
export const OUTCOMES = ['succeeded', 'failed', 'fault', 'cancelled', 'interrupted'] as const
export type Outcome = (typeof OUTCOMES)[number]

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
  ended(end: JobEnd): void
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
