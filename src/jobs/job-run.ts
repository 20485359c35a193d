import { InvalidInput } from '../core/errors.ts'
import type { JobHub } from './hub.ts'
import { type Job, type JobError, SERVICE_FAULTS } from './job.ts'
import type { WorkerPool } from './pool.ts'
import type { JobStore } from './store.ts'

/** What the runner needs to tell its operator. */
export interface RunnerLog {
  info(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** What a job runs with. */
export interface RunContext {
  readonly store: JobStore
  readonly hub: JobHub
  readonly log: RunnerLog
  readonly pool: WorkerPool
  /** Called when a worker has become free though the job goes on. */
  readonly freed: () => void
}

/** A job while it runs, on one worker or on several. */
export interface JobRun {
  readonly job: Job
  /** How many workers it has. */
  readonly active: number
  /** Whether it has something that another worker could do now. */
  readonly waiting: boolean
  /** Begins something that waits, on a free worker. */
  begin(): void
  /** Fulfilled when the job has no worker any more and its end is stored, or could not be. */
  readonly ended: Promise<void>
  /** Asks it to end as cancelled; whatever does not answer in time is killed. */
  cancel(): void
  /** Asks it to stop where it can go on. */
  pause(): void
  /** Ends whatever it has running, at once. */
  kill(): void
}

/** A log whose lines all have these fields. */
export function logWith(log: RunnerLog, shared: object): RunnerLog {
  return {
    info: (fields, message) => log.info({ ...shared, ...fields }, message),
    error: (fields, message) => log.error({ ...shared, ...fields }, message),
  }
}

/** A worker that has not answered so long after it was asked to cancel is killed. */
export const CANCEL_PATIENCE_MS = 40

/** The storing of a job's end, which never rejects: when it fails, the job is taken up again at the next start. */
export async function settled(log: RunnerLog, job: Job, stored: Promise<void>): Promise<void> {
  await stored.catch((error: unknown) => {
    log.error({ job: job.id, err: error }, 'the end of a job could not be stored')
  })
}

/** Why a job failed that could not be begun, or whose worker has died or could not be listened to. */
export function failure(error: unknown): JobError {
  if (error instanceof InvalidInput) return { code: error.code, detail: error.message, path: error.path }
  const code = (error as { code?: unknown }).code
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return { code: SERVICE_FAULTS.outOfMemory, detail: 'the worker ran out of memory' }
  }
  return {
    code: SERVICE_FAULTS.workerFailed,
    detail: 'the worker that ran the job failed; the service’s log says more',
  }
}

export function now(): string {
  return new Date().toISOString()
}
