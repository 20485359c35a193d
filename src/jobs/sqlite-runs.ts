import { insertTrained, usedBy } from './sqlite-classifiers.ts'
import type { SqliteDatabase } from './sqlite-database.ts'
import { endJob, heldBy, logStatus, releaseJob, rowOf } from './sqlite-jobs.ts'
import { insertFrames } from './sqlite-log.ts'
import { countParts, framesFrom, insertPart, partsDone } from './sqlite-parts.ts'
import { insertResult } from './sqlite-results.ts'
import { toJob } from './sqlite-rows.ts'
import { takeTurn } from './sqlite-turns.ts'
import { AttemptOver, type ClaimedJob, type Ending, type FinishedPart } from './store.ts'

/*
 * What happens to a job from when a worker takes it until it ends. None of these is a transaction of its own.
 */

/** The job whose turn it is becomes running, none of these kinds; undefined when none can. */
export function claimNext(
  database: SqliteDatabase,
  now: string,
  atLimit: ReadonlySet<string>,
): ClaimedJob | undefined {
  const id = takeTurn(database, atLimit)
  if (id === undefined) return undefined
  database.run(
    `update jobs set status = 'running', attempt = attempt + 1, started_at = coalesce(started_at, ?),
       message = 'running' where id = ?`,
    now,
    id,
  )
  logStatus(database, id)
  const row = rowOf(database, id)
  const saved = database.get<{ bytes: Uint8Array }>('select bytes from checkpoints where job = ?', row.number)
  return {
    job: toJob(row),
    frames: row.frames,
    checkpoint: saved?.bytes ?? null,
    traceparent: row.traceparent,
    parts: partsDone(database, row.number),
    needs: usedBy(database, row.number, 'needs'),
  }
}

/** All running jobs go back into the queue; their ids. */
export function releaseRunning(database: SqliteDatabase): string[] {
  const ids = database
    .all<{ id: string }>("select id from jobs where status = 'running' order by number")
    .map(({ id }) => id)
  for (const id of ids) releaseJob(database, id)
  return ids
}

/** Keeps a part that is done, and adds to the log the frames whose turn has come with it. */
export function addPart(
  database: SqliteDatabase,
  id: string,
  attempt: number,
  part: FinishedPart,
  message: string,
): void {
  const head = heldBy(database, id, attempt)
  if (!insertPart(database, head.number, part)) return
  // Part p makes frame p: as many frames as the log holds, so many parts have theirs there.
  const frames = framesFrom(database, head.number, head.frames)
  const fraction = countParts(database, head.number) / part.total
  insertFrames(database, head, attempt, frames, { fraction, message })
}

/** Ends a running job, with what it has come to. */
export function finishJob(
  database: SqliteDatabase,
  id: string,
  attempt: number,
  ending: Ending,
  now: string,
): void {
  const { number, frames } = heldBy(database, id, attempt)
  if (ending.status === 'succeeded') {
    if (ending.frames !== undefined && frames < ending.frames) throw new AttemptOver(id, attempt)
    insertResult(database, number, ending.result, ending.arrays)
    insertTrained(database, rowOf(database, id), ending.classifier, now)
    database.run('update jobs set fraction = 1, message = ? where number = ?', ending.message, number)
  } else if (ending.status === 'failed') {
    database.run(
      'update jobs set error = ?, message = ? where number = ?',
      JSON.stringify(ending.error),
      'failed',
      number,
    )
  }
  endJob(database, id, ending.status, now)
}
