import type { RetentionLimits } from './retention.ts'
import type { SqliteDatabase } from './sqlite-database.ts'

/*
 * Removing jobs. A job's row is first marked, which hides it from everybody at once; what it has stored goes in
 * batches afterwards, since a log may have a million entries. None of these is a transaction of its own.
 */

/** So many entries of a log are deleted at a time: a millisecond's work, or some more where they are large. */
const ENTRIES = 200

/** Makes a job one that nobody finds any more, by its id, its owner or its idempotency key. */
export function markRemoved(database: SqliteDatabase, job: number): void {
  // By itself and first: what counts an owner's bytes looks at changes of this column, and at the owner.
  database.run('update jobs set stored_bytes = 0 where number = ?', job)
  database.run(
    `update jobs set status = 'removed', id = 'removed:' || lower(hex(randomblob(16))), owner = null, finished_at = null,
       idempotency_key = null, fingerprint = null where number = ?`,
    job,
  )
  // Whatever reads jobs reads their specs.
  database.run('delete from specs where job = ?', job)
}

/** Deletes a part of what one removed job has stored, and its row with the last; false when there is none. */
export function purgeSome(database: SqliteDatabase): boolean {
  const job = database.get<{ number: number }>(
    "select number from jobs where status = 'removed' order by number limit 1",
  )?.number
  if (job === undefined) return false
  const first = database.get<{ seq: number | null }>(
    'select min(seq) as seq from log where job = ?',
    job,
  )?.seq
  const array = database.get<{ name: string }>('select name from arrays where job = ? limit 1', job)?.name
  if (first !== null && first !== undefined) {
    database.run('delete from log where job = ? and seq < ?', job, first + ENTRIES)
  } else if (array !== undefined) {
    database.run('delete from arrays where job = ? and name = ?', job, array)
  } else {
    database.run('delete from jobs where number = ?', job)
  }
  return true
}

/** Marks at most `atMost` of the jobs that ended first and are beyond a limit; their ids. */
export function markExpired(database: SqliteDatabase, limits: RetentionLimits, atMost: number): string[] {
  // Counting looks at all of them, which an age does not need.
  const { endedSince, mostJobs, mostBytes } = limits
  const counted = mostJobs !== null || mostBytes !== null
  const kept = counted ? keptJobs(database) : { jobs: 0, bytes: 0 }
  const oldest = database.all<{ number: number; id: string; bytes: number; finished_at: string }>(
    `select number, id, stored_bytes as bytes, finished_at from jobs where finished_at is not null
       order by finished_at, number limit ?`,
    atMost,
  )
  const removed: string[] = []
  for (const { number, id, bytes, finished_at: ended } of oldest) {
    const tooOld = endedSince !== null && ended < endedSince
    const tooMany = mostJobs !== null && kept.jobs > mostJobs
    const tooMuch = mostBytes !== null && kept.bytes > mostBytes
    if (!tooOld && !tooMany && !tooMuch) break
    markRemoved(database, number)
    removed.push(id)
    kept.jobs--
    kept.bytes -= bytes
  }
  return removed
}

/** How many jobs that have ended there are, and what they have stored. */
function keptJobs(database: SqliteDatabase): { jobs: number; bytes: number } {
  return database.get<{ jobs: number; bytes: number }>(
    'select count(*) as jobs, coalesce(sum(stored_bytes), 0) as bytes from jobs where finished_at is not null',
  )!
}
