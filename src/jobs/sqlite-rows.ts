import type { Job, JobError, JobStatus, JobType } from './job.ts'

/** What a job's log needs to know of it. */
export interface JobHead {
  number: number
  status: JobStatus
  fraction: number
  message: string
  attempt: number
  frames: number
  last_seq: number
}

/** All that the API shows of a job. */
export interface JobRow extends JobHead {
  id: string
  type: JobType
  kind: string
  seed: number
  owner: string | null
  urgency: number
  traceparent: string | null
  spec: string
  created_at: string
  started_at: string | null
  finished_at: string | null
  error: string | null
}

export const HEAD_COLUMNS = 'number, status, fraction, message, attempt, frames, last_seq'
export const JOB_COLUMNS = `${HEAD_COLUMNS}, id, type, kind, seed, owner, urgency, traceparent, body as spec, created_at, started_at, finished_at, error`
/** The tables that the columns of a `JobRow` come from. */
export const JOBS = 'jobs join specs on specs.job = jobs.number'

/** A row as the job it stands for. */
export function toJob(row: JobRow): Job {
  return {
    id: row.id,
    type: row.type,
    kind: row.kind,
    status: row.status,
    progress: { fraction: row.fraction, message: row.message },
    attempt: row.attempt,
    seed: row.seed,
    spec: JSON.parse(row.spec) as Record<string, unknown>,
    owner: row.owner,
    urgency: row.urgency,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    error: row.error === null ? null : (JSON.parse(row.error) as JobError),
  }
}
