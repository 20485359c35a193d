import { InvalidInput } from '../core/errors.ts'
import type { JobHub } from './hub.ts'
import { type Job, type JobError, SERVICE_FAULTS } from './job.ts'
import type { Patience } from './patience.ts'
import type { WorkerPool } from './pool.ts'
import { AttemptOver, type Ending, type JobStore, StoreFull } from './store.ts'
import { WorkerFault } from './worker-fault.ts'

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
  readonly patience: Patience
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
    if (error instanceof AttemptOver)
      return log.info({ job: job.id }, 'the job has ended, or gone on, elsewhere')
    log.error({ job: job.id, err: error }, 'the end of a job could not be stored')
  })
}

/** Stores how a job has ended, once there is room; one whose result cannot be stored at all has failed. */
export async function storeEnd(
  { store, patience, log }: Pick<RunContext, 'store' | 'patience' | 'log'>,
  job: Job,
  ending: Ending,
): Promise<void> {
  const { id, attempt } = job
  const finish = (end: Ending) => patience.store(id, () => store.finish(id, attempt, end, now()))
  try {
    await finish(ending)
  } catch (error) {
    if (ending.status !== 'succeeded' || error instanceof StoreFull || error instanceof AttemptOver)
      throw error
    log.error({ job: id, err: error }, 'the result of a job could not be stored')
    const detail = 'the result could not be stored; the service’s log says more'
    await finish({ status: 'failed', error: { code: SERVICE_FAULTS.notStored, detail } })
  }
}

/** Why a job failed that could not be begun, or whose worker has died or could not be listened to. */
export function failure(error: unknown): JobError {
  if (error instanceof InvalidInput) return { code: error.code, detail: error.message, path: error.path }
  if (error instanceof WorkerFault) return { code: error.code, detail: error.message }
  return {
    code: SERVICE_FAULTS.workerFailed,
    detail: 'the worker that ran the job failed; the service’s log says more',
  }
}

export function now(): string {
  return new Date().toISOString()
}
