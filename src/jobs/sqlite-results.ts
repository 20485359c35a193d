import type { SqliteDatabase } from './sqlite-database.ts'
import type { ResultArrays } from './store.ts'

/*
 * The results of jobs; `job` is a job's number, `id` its id. None of these is a transaction of its own.
 */

/** Stores a result, as JSON, and the large arrays beside it. */
export function insertResult(
  database: SqliteDatabase,
  job: number,
  result: string,
  arrays: ResultArrays,
): void {
  database.run('insert into results (job, body) values (?, ?)', job, result)
  const stored = Object.values(arrays).reduce((sum, { byteLength }) => sum + byteLength, 0)
  database.run(
    'update jobs set stored_bytes = stored_bytes + ? where number = ?',
    Buffer.byteLength(result) + stored,
    job,
  )
  for (const [name, values] of Object.entries(arrays)) {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
    database.run('insert into arrays (job, name, bytes) values (?, ?, ?)', job, name, bytes)
  }
}

export function resultOf(database: SqliteDatabase, id: string): string | undefined {
  return database.get<{ body: string }>(
    'select body from results join jobs on jobs.number = results.job where jobs.id = ?',
    id,
  )?.body
}

export function resultArrayOf(database: SqliteDatabase, id: string, name: string): Uint8Array | undefined {
  return database.get<{ bytes: Uint8Array }>(
    'select bytes from arrays join jobs on jobs.number = arrays.job where jobs.id = ? and name = ?',
    id,
    name,
  )?.bytes
}
