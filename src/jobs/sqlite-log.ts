import type { JobProgress } from './job.ts'
import type { SqliteDatabase } from './sqlite-database.ts'
import type { JobHead } from './sqlite-rows.ts'
import type { LogEntry } from './store.ts'

/*
 * The logs of jobs, whose entries are numbered by the jobs' own rows. None of these is a transaction of its own.
 */

/** Adds frames (JSON) to a job's log, and to its row how far it has come. */
export function insertFrames(
  database: SqliteDatabase,
  { number, last_seq: last }: JobHead,
  attempt: number,
  bodies: readonly string[],
  { fraction, message }: JobProgress,
): void {
  const insert = database.prepare(
    "insert into log (job, seq, type, attempt, body) values (?, ?, 'frame', ?, ?)",
  )
  bodies.forEach((body, i) => {
    insert.run(number, last + 1 + i, attempt, body)
  })
  database.run(
    `update jobs set last_seq = ?, frames = frames + ?, stored_bytes = stored_bytes + ?, fraction = ?, message = ?
       where number = ?`,
    last + bodies.length,
    bodies.length,
    bodies.reduce((sum, body) => sum + Buffer.byteLength(body), 0),
    fraction,
    message,
    number,
  )
}

/** Adds an entry that is no frame to the log of a job, as the job now is. */
export function insertEntry(
  database: SqliteDatabase,
  { number, attempt, last_seq: last }: JobHead,
  type: Exclude<LogEntry['type'], 'frame'>,
  body: object,
): void {
  const text = JSON.stringify(body)
  database.run(
    'insert into log (job, seq, type, attempt, body) values (?, ?, ?, ?, ?)',
    number,
    last + 1,
    type,
    attempt,
    text,
  )
  database.run(
    'update jobs set last_seq = ?, stored_bytes = stored_bytes + ? where number = ?',
    last + 1,
    Buffer.byteLength(text),
    number,
  )
}

/** At most `limit` entries after `after`; with a stride above 1 not all frames: see `JobStore.readLog`. */
export function entriesAfter(
  database: SqliteDatabase,
  job: number,
  after: number,
  limit: number,
  stride: number,
): LogEntry[] {
  // A stride is bound, not written into the text: each text would stay prepared for ever.
  const thinned = `and (type <> 'frame' or seq % ?4 = 0
    or seq = (select max(seq) from log where job = ?1 and type = 'frame'))`
  return database.all<LogEntry>(
    `select seq, type, attempt, body from log where job = ?1 and seq > ?2
       ${stride === 1 ? '' : thinned} order by seq limit ?3`,
    job,
    after,
    limit,
    ...(stride === 1 ? [] : [stride]),
  )
}
