/** The part of the service that a job belongs to; each has its own route for submitting. */
export const JOB_TYPES = ['attack', 'simulation', 'training'] as const
export type JobType = (typeof JOB_TYPES)[number]

/**
 * The states of a job, shared by every part:
 * queued: accepted and stored, waits for a worker · running: a worker has it · succeeded: its result is stored ·
 * failed: `error` says why · cancelled: someone asked for it to end.
 */
export const JOB_STATUSES = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const
export type JobStatus = (typeof JOB_STATUSES)[number]

const TRANSITIONS: Record<JobStatus, readonly JobStatus[]> = {
  queued: ['running', 'cancelled'],
  // Back to queued when the service stops or died before the job ended.
  running: ['queued', 'succeeded', 'failed', 'cancelled'],
  succeeded: [],
  failed: [],
  cancelled: [],
}

/** Whether a job in state `from` may go to state `to`. */
export function mayBecome(from: JobStatus, to: JobStatus): boolean {
  return TRANSITIONS[from].includes(to)
}

/** Whether a job in this state will never leave it. */
export function isFinal(status: JobStatus): boolean {
  return TRANSITIONS[status].length === 0
}

/** How far a job has come: a fraction from 0 to 1, and a sentence for people. */
export interface JobProgress {
  readonly fraction: number
  readonly message: string
}

/** Why a job failed; the parts of a problem detail (RFC 9457) that do not depend on HTTP. */
export interface JobError {
  readonly code: string
  readonly detail: string
  /** JSON pointer into the spec, where the fault lies in one place. */
  readonly path?: string
}

/** Codes of failures that are the service's own; all others lie in what was asked for. */
export const SERVICE_FAULTS = {
  outOfMemory: 'out-of-memory',
  workerFailed: 'worker-failed',
  workerHung: 'worker-hung',
  notStored: 'result-not-stored',
} as const

/** Of a job that says nothing of its urgency (RFC 9218). */
export const DEFAULT_URGENCY = 3
/** The urgency that goes last; 0 goes first. */
export const LEAST_URGENT = 7

/** A job as it is stored. Times are RFC 3339. */
export interface Job {
  readonly id: string
  readonly type: JobType
  readonly kind: string
  readonly status: JobStatus
  readonly progress: JobProgress
  /** How often a worker has taken the job up. */
  readonly attempt: number
  readonly seed: number
  readonly spec: Readonly<Record<string, unknown>>
  /** The name of the key that submitted it; null where the service has no keys. */
  readonly owner: string | null
  /** Jobs of a lower one go first: 0 to 7, as in RFC 9218. */
  readonly urgency: number
  readonly createdAt: string
  readonly startedAt: string | null
  readonly finishedAt: string | null
  readonly error: JobError | null
}
