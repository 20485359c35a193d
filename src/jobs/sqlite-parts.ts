import type { SqliteDatabase } from './sqlite-database.ts'
import type { FinishedPart } from './store.ts'

/*
 * The parts of split jobs; `job` is a job's number. None of these is a transaction of its own.
 */

/** False when it was there already. */
export function insertPart(
  database: SqliteDatabase,
  job: number,
  { part, frame, value }: FinishedPart,
): boolean {
  const insert = 'insert into parts (job, part, frame, value) values (?, ?, ?, ?) on conflict do nothing'
  return database.prepare(insert).run(job, part, frame, value).changes > 0
}

export function countParts(database: SqliteDatabase, job: number): number {
  return database.get<{ parts: number }>('select count(*) as parts from parts where job = ?', job)!.parts
}

/** The frames of the parts from `from` on, up to the first that is not done. */
export function framesFrom(database: SqliteDatabase, job: number, from: number): string[] {
  const frames: string[] = []
  for (;;) {
    const row = database.get<{ frame: string }>(
      'select frame from parts where job = ? and part = ?',
      job,
      from + frames.length,
    )
    if (row === undefined) return frames
    frames.push(row.frame)
  }
}

/** The parts that are done, in order. */
export function partsDone(database: SqliteDatabase, job: number): number[] {
  const rows = database.all<{ part: number }>('select part from parts where job = ? order by part', job)
  return rows.map(({ part }) => part)
}

export function partValue(
  database: SqliteDatabase,
  id: string,
  part: number,
): Uint8Array<ArrayBuffer> | undefined {
  return database.get<{ value: Uint8Array<ArrayBuffer> }>(
    'select value from parts join jobs on jobs.number = parts.job where jobs.id = ? and part = ?',
    id,
    part,
  )?.value
}

export function deleteParts(database: SqliteDatabase, job: number): void {
  database.run('delete from parts where job = ?', job)
}
