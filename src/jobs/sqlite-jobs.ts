import type { SQLInputValue } from 'node:sqlite'
import type { Job, JobStatus } from './job.ts'
import { deleteUses } from './sqlite-classifiers.ts'
import type { SqliteDatabase } from './sqlite-database.ts'
import { insertEntry } from './sqlite-log.ts'
import { deleteParts } from './sqlite-parts.ts'
import { HEAD_COLUMNS, JOB_COLUMNS, JOBS, type JobHead, type JobRow, toJob } from './sqlite-rows.ts'
import { nextTurn } from './sqlite-turns.ts'
import {
  AttemptOver,
  type Idempotency,
  IdempotencyConflict,
  type JobCount,
  type JobFilter,
  type JobPage,
  type JobPosition,
  type NewJob,
} from './store.ts'

/*
 * The rows of jobs, and the states they go through. None of these is a transaction of its own.
 */

/** Adds a queued job, whose spec (JSON) is given, and whose log then begins; its number. */
export function insertJob(
  database: SqliteDatabase,
  job: NewJob,
  spec: string,
  idempotency: Idempotency | null,
): number {
  database.run(
    `insert into jobs (id, type, kind, status, fraction, message, attempt, seed, created_at, frames, last_seq,
       idempotency_key, fingerprint, owner, cost, urgency, turn, stored_bytes, traceparent)
     values (?, ?, ?, 'queued', 0, 'waiting for a worker', 0, ?, ?, 0, 0, ?, ?, ?, ?, ?, ?, ?, ?)`,
    job.id,
    job.type,
    job.kind,
    job.seed,
    job.createdAt,
    idempotency && uniqueKey(idempotency),
    idempotency?.fingerprint ?? null,
    job.owner,
    job.cost,
    job.urgency,
    nextTurn(database, job.owner, job.urgency),
    Buffer.byteLength(spec),
    job.traceparent,
  )
  const { number } = headOf(database, job.id)
  database.run('insert into specs (job, body) values (?, ?)', number, spec)
  return number
}

/** The job that was stored with this key. Throws `IdempotencyConflict`. */
export function jobWithKey(database: SqliteDatabase, idempotency: Idempotency): Job | undefined {
  const row = database.get<JobRow & { fingerprint: string }>(
    `select ${JOB_COLUMNS}, fingerprint from ${JOBS} where idempotency_key = ?`,
    uniqueKey(idempotency),
  )
  if (row !== undefined && row.fingerprint !== idempotency.fingerprint)
    throw new IdempotencyConflict(idempotency.key)
  return row && toJob(row)
}

/** An idempotency key as it is stored: two owners may use the same one. No name or header holds a line break. */
function uniqueKey({ owner, key }: Idempotency): string {
  return owner === null ? key : `${owner}\n${key}`
}

export function listJobs(
  database: SqliteDatabase,
  filter: JobFilter,
  limit: number,
  before: number | null,
): JobPage {
  const conditions: string[] = []
  const values: SQLInputValue[] = []
  for (const column of ['owner', 'type', 'kind', 'status'] as const) {
    const value = filter[column]
    if (value === undefined) continue
    conditions.push(`${column} = ?`)
    values.push(value)
  }
  if (before !== null) {
    conditions.push('number < ?')
    values.push(before)
  }
  const where = conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`
  const rows = database.all<JobRow>(
    `select ${JOB_COLUMNS} from ${JOBS} ${where} order by number desc limit ?`,
    ...values,
    limit + 1,
  )
  const page = rows.slice(0, limit)
  return { jobs: page.map(toJob), next: rows.length > limit ? page.at(-1)!.number : null }
}

/** Where a job is; undefined when there is no such job. */
export function positionOf(database: SqliteDatabase, id: string): JobPosition | undefined {
  return database.get<JobPosition>('select status, owner, last_seq as lastSeq from jobs where id = ?', id)
}

/** How many jobs wait in the queue. */
export function queueLength(database: SqliteDatabase): number {
  return database.get<{ jobs: number }>("select count(*) as jobs from jobs where status = 'queued'")!.jobs
}

/** How many jobs of each kind are in each state. */
export function countJobs(database: SqliteDatabase): JobCount[] {
  return database.all<JobCount>(
    `select kind, status, count(*) as jobs from jobs where status <> 'removed'
       group by kind, status order by kind, status`,
  )
}

/** A running job goes back into the queue. */
export function releaseJob(database: SqliteDatabase, id: string): void {
  database.run("update jobs set status = 'queued', message = 'waiting to go on' where id = ?", id)
  logStatus(database, id)
}

/** A job has ended: what only a job that goes on needs is deleted, and its log gets its last entries. */
export function endJob(database: SqliteDatabase, id: string, status: JobStatus, now: string): void {
  database.run(
    `update jobs set status = ?, finished_at = ?,
       message = case ? when 'cancelled' then 'cancelled' else message end where id = ?`,
    status,
    now,
    status,
    id,
  )
  const { number } = headOf(database, id)
  database.run('delete from checkpoints where job = ?', number)
  deleteParts(database, number)
  deleteUses(database, number)
  logStatus(database, id)
  insertEntry(database, headOf(database, id), 'end', { status })
}

/** Adds to a job's log in which state it now is. */
export function logStatus(database: SqliteDatabase, id: string): void {
  const head = headOf(database, id)
  const { status, fraction, message } = head
  insertEntry(database, head, 'status', { status, progress: { fraction, message } })
}

/** A running job, of which this is the attempt. Throws `AttemptOver`. */
export function heldBy(database: SqliteDatabase, id: string, attempt: number): JobHead {
  const head = findHead(database, id)
  if (head?.status !== 'running' || head.attempt !== attempt) throw new AttemptOver(id, attempt)
  return head
}

/** Throws when there is no such job. */
export function headOf(database: SqliteDatabase, id: string): JobHead {
  const head = findHead(database, id)
  if (head === undefined) throw new Error(`there is no job ${id}`)
  return head
}

export function findHead(database: SqliteDatabase, id: string): JobHead | undefined {
  return database.get<JobHead>(`select ${HEAD_COLUMNS} from jobs where id = ?`, id)
}

/** Throws when there is no such job. */
export function rowOf(database: SqliteDatabase, id: string): JobRow {
  const row = findRow(database, id)
  if (row === undefined) throw new Error(`there is no job ${id}`)
  return row
}

export function findRow(database: SqliteDatabase, id: string): JobRow | undefined {
  return database.get<JobRow>(`select ${JOB_COLUMNS} from ${JOBS} where id = ?`, id)
}
