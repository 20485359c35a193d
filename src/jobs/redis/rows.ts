import type { Job, JobError, JobStatus, JobType } from '../job.ts'

/** The fields of a job's hash that make a `Job`, in the order in which scripts give them. */
export const JOB_FIELDS = [
  'id',
  'type',
  'kind',
  'status',
  'fraction',
  'message',
  'attempt',
  'urgency',
  'seed',
  'spec',
  'owner',
  'createdAt',
  'startedAt',
  'finishedAt',
  'error',
] as const

type JobField = (typeof JOB_FIELDS)[number]

/** The values of `JOB_FIELDS`; null of a job that is not there. */
export type JobRow = readonly (string | null)[]

/** The job that a row stands for; undefined when there is none. */
export function toJob(row: JobRow): Job | undefined {
  if (row[0] === null) return undefined
  const value = Object.fromEntries(JOB_FIELDS.map((field, i) => [field, row[i]])) as Record<JobField, string>
  return {
    id: value.id,
    type: value.type as JobType,
    kind: value.kind,
    status: value.status as JobStatus,
    progress: { fraction: Number(value.fraction), message: JSON.parse(value.message) as string },
    attempt: Number(value.attempt),
    urgency: Number(value.urgency),
    seed: Number(value.seed),
    spec: JSON.parse(value.spec) as Record<string, unknown>,
    owner: orNull(value.owner),
    createdAt: value.createdAt,
    startedAt: orNull(value.startedAt),
    finishedAt: orNull(value.finishedAt),
    error: value.error === '' ? null : (JSON.parse(value.error) as JobError),
  }
}

/** Hashes keep an empty text for what is null. */
export function orNull(text: string): string | null {
  return text === '' ? null : text
}
