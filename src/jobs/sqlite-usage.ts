import { type Quotas, refuseOver, type Usage } from './quotas.ts'
import type { SqliteDatabase } from './sqlite-database.ts'
import type { NewJob } from './store.ts'

/*
 * What owners have used: a row each. Bytes are counted by triggers, whoever changes them; jobs and their cost when they
 * are accepted, and what is deleted is not given back. None of these is a transaction of its own.
 */

interface UsageRow {
  hour: string
  jobs: number
  day: string
  cost: number
  bytes: number
}

/** What an owner has used in the hour and the day of this time (RFC 3339, UTC), and holds now. */
export function usageOf(database: SqliteDatabase, owner: string, now: string): Usage {
  const row = database.get<UsageRow>('select hour, jobs, day, cost, bytes from usage where owner = ?', owner)
  const { running } = database.get<{ running: number }>(
    "select count(*) as running from jobs where status in ('queued', 'running') and owner = ?",
    owner,
  )!
  const { hour, day } = periodsOf(now)
  return {
    submissions: row?.hour === hour ? row.jobs : 0,
    running,
    cost: row?.day === day ? row.cost : 0,
    bytes: row?.bytes ?? 0,
  }
}

/** Counts a new job, of so many bytes, towards its owner's quotas. Throws `QuotaExceeded`. */
export function chargeJob(
  database: SqliteDatabase,
  { owner, cost, createdAt }: NewJob,
  bytes: number,
  quotas: Quotas,
): void {
  if (owner === null) return
  const used = usageOf(database, owner, createdAt)
  refuseOver(quotas, used, { submissions: 1, running: 1, cost, bytes }, createdAt)
  countJob(database, owner, cost, createdAt)
}

/** Counts a job that is accepted. */
function countJob(database: SqliteDatabase, owner: string, cost: number, now: string): void {
  const { hour, day } = periodsOf(now)
  database.run(
    `insert into usage (owner, hour, jobs, day, cost) values (?, ?, 1, ?, ?) on conflict (owner) do update set
       jobs = excluded.jobs + case when hour = excluded.hour then jobs else 0 end, hour = excluded.hour,
       cost = excluded.cost + case when day = excluded.day then cost else 0 end, day = excluded.day`,
    owner,
    hour,
    day,
    cost,
  )
}

/** An hour and a day as the beginning of a time in RFC 3339. */
function periodsOf(now: string): { hour: string; day: string } {
  return { hour: now.slice(0, 13), day: now.slice(0, 10) }
}
