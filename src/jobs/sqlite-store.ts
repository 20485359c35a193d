import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import type { Job, JobError, JobStatus, JobType } from './job.ts'
import { isFinal, mayBecome } from './job.ts'
import { migrate } from './sqlite-schema.ts'
import {
  type ClaimedJob,
  type Ending,
  type Idempotency,
  IdempotencyConflict,
  type JobFilter,
  type JobPage,
  type JobStore,
  type LogEntry,
  type NewJob,
  QueueFull,
  StoreUnusable,
} from './store.ts'

/** As a folder: keep nothing. */
export const IN_MEMORY = ':memory:'

interface JobRow {
  number: number
  id: string
  type: JobType
  kind: string
  status: JobStatus
  fraction: number
  message: string
  attempt: number
  seed: number
  spec: string
  created_at: string
  started_at: string | null
  finished_at: string | null
  error: string | null
  frames: number
  last_seq: number
  checkpoint: Uint8Array | null
  fingerprint: string | null
}

/** Everything of a job but its checkpoint, which may be large. */
const JOB_COLUMNS =
  'number, id, type, kind, status, fraction, message, attempt, seed, spec, created_at, started_at, finished_at, error, frames, last_seq'

/**
 * The default store: one SQLite file, `antagon.sqlite`, in a folder of its own, or nothing but memory.
 *
 * The file is locked for as long as it is open, so that two services cannot share it; the lock ends with the
 * process, however that ends. Write-ahead log with `synchronous = normal`: whatever was committed survives the
 * death of the process; a power cut may take the last moments with it, never the store. Throws `StoreUnusable`.
 */
export function openSqliteStore(folder: string): JobStore {
  return new SqliteStore(open(folder))
}

function open(folder: string): DatabaseSync {
  const inMemory = folder === IN_MEMORY
  try {
    if (!inMemory) mkdirSync(folder, { recursive: true })
    const database = new DatabaseSync(inMemory ? IN_MEMORY : join(folder, 'antagon.sqlite'), {
      enableForeignKeyConstraints: true,
    })
    database.exec('pragma locking_mode = exclusive; pragma journal_mode = wal; pragma synchronous = normal')
    // With an exclusive lock the first write takes it; until then a second service would not notice the first.
    database.exec('begin exclusive; commit')
    migrate(database)
    return database
  } catch (error) {
    if (error instanceof StoreUnusable) throw error
    const reason = error instanceof Error ? error.message : String(error)
    const hint = reason.includes('locked') ? ' (another antagon is using it)' : ''
    throw new StoreUnusable(`the store in ${folder} cannot be opened: ${reason}${hint}`)
  }
}

class SqliteStore implements JobStore {
  readonly #database: DatabaseSync
  readonly #statements = new Map<string, ReturnType<DatabaseSync['prepare']>>()

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  async add(
    job: NewJob,
    idempotency: Idempotency | null,
    mostQueued: number,
  ): Promise<{ job: Job; created: boolean }> {
    return this.#transaction(() => {
      if (idempotency !== null) {
        const earlier = this.#get<JobRow>(
          `select ${JOB_COLUMNS}, fingerprint from jobs where idempotency_key = ?`,
          idempotency.key,
        )
        if (earlier !== undefined) {
          if (earlier.fingerprint !== idempotency.fingerprint) throw new IdempotencyConflict(idempotency.key)
          return { job: toJob(earlier), created: false }
        }
      }
      const { queued } = this.#get<{ queued: number }>(
        "select count(*) as queued from jobs where status = 'queued'",
      )!
      if (queued >= mostQueued) throw new QueueFull(mostQueued)
      this.#run(
        `insert into jobs (id, type, kind, status, fraction, message, attempt, seed, spec, created_at, frames, last_seq,
           idempotency_key, fingerprint) values (?, ?, ?, 'queued', 0, 'waiting for a worker', 0, ?, ?, ?, 0, 0, ?, ?)`,
        job.id,
        job.type,
        job.kind,
        job.seed,
        JSON.stringify(job.spec),
        job.createdAt,
        idempotency?.key ?? null,
        idempotency?.fingerprint ?? null,
      )
      const row = this.#row(job.id)
      this.#logStatus(row)
      return { job: toJob(row), created: true }
    })
  }

  async get(id: string): Promise<Job | undefined> {
    const row = this.#find(id)
    return row && toJob(row)
  }

  async list(filter: JobFilter, limit: number, before: number | null): Promise<JobPage> {
    const conditions: string[] = []
    const values: SQLInputValue[] = []
    for (const column of ['type', 'kind', 'status'] as const) {
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
    const rows = this.#all<JobRow>(
      `select ${JOB_COLUMNS} from jobs ${where} order by number desc limit ?`,
      ...values,
      limit + 1,
    )
    const page = rows.slice(0, limit)
    return { jobs: page.map(toJob), next: rows.length > limit ? page.at(-1)!.number : null }
  }

  async claim(now: string): Promise<ClaimedJob | undefined> {
    return this.#transaction(() => {
      const next = this.#get<{ id: string; checkpoint: Uint8Array | null }>(
        "select id, checkpoint from jobs where status = 'queued' order by number limit 1",
      )
      if (next === undefined) return undefined
      this.#run(
        `update jobs set status = 'running', attempt = attempt + 1, started_at = coalesce(started_at, ?),
           message = 'running' where id = ?`,
        now,
        next.id,
      )
      const row = this.#row(next.id)
      this.#logStatus(row)
      return { job: toJob(row), frames: row.frames, checkpoint: next.checkpoint }
    })
  }

  async releaseAll(): Promise<string[]> {
    return this.#transaction(() => {
      const ids = this.#all<{ id: string }>("select id from jobs where status = 'running' order by number")
      for (const { id } of ids) this.#releaseRow(id)
      return ids.map(({ id }) => id)
    })
  }

  async release(id: string, checkpoint: Uint8Array | null): Promise<void> {
    this.#transaction(() => {
      if (checkpoint !== null) this.#run('update jobs set checkpoint = ? where id = ?', checkpoint, id)
      this.#releaseRow(id)
    })
  }

  async appendFrames(
    id: string,
    attempt: number,
    bodies: readonly string[],
    progress: { fraction: number; message: string },
  ): Promise<void> {
    this.#transaction(() => {
      const { number, last_seq: last } = this.#row(id)
      const insert = this.#prepare(
        "insert into log (job, seq, type, attempt, body) values (?, ?, 'frame', ?, ?)",
      )
      bodies.forEach((body, i) => {
        insert.run(number, last + 1 + i, attempt, body)
      })
      this.#run(
        'update jobs set last_seq = ?, frames = frames + ?, fraction = ?, message = ? where number = ?',
        last + bodies.length,
        bodies.length,
        progress.fraction,
        progress.message,
        number,
      )
    })
  }

  async saveCheckpoint(id: string, checkpoint: Uint8Array): Promise<void> {
    this.#run('update jobs set checkpoint = ? where id = ?', checkpoint, id)
  }

  async finish(id: string, ending: Ending, now: string): Promise<void> {
    this.#transaction(() => {
      const { number } = this.#expect(id, ending.status)
      if (ending.status === 'succeeded') {
        this.#run('insert into results (job, body) values (?, ?)', number, ending.result)
        for (const [name, values] of Object.entries(ending.arrays)) {
          const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
          this.#run('insert into arrays (job, name, bytes) values (?, ?, ?)', number, name, bytes)
        }
        this.#run('update jobs set fraction = 1, message = ? where number = ?', ending.message, number)
      } else if (ending.status === 'failed') {
        this.#run(
          'update jobs set error = ?, message = ? where number = ?',
          JSON.stringify(ending.error),
          'failed',
          number,
        )
      }
      this.#end(id, ending.status, now)
    })
  }

  async cancelQueued(id: string, now: string): Promise<boolean> {
    return this.#transaction(() => {
      if (this.#find(id)?.status !== 'queued') return false
      this.#end(id, 'cancelled', now)
      return true
    })
  }

  async remove(id: string): Promise<boolean> {
    return this.#transaction(() => {
      const row = this.#find(id)
      if (row === undefined || !isFinal(row.status)) return false
      this.#run('delete from jobs where number = ?', row.number)
      return true
    })
  }

  async readLog(id: string, after: number, limit: number, stride: number): Promise<LogEntry[]> {
    const job = this.#get<{ number: number }>('select number from jobs where id = ?', id)
    if (job === undefined) return []
    const thinned =
      stride === 1
        ? ''
        : `and (type <> 'frame' or seq % ${stride} = 0
             or seq = (select max(seq) from log where job = :job and type = 'frame'))`
    return this.#prepare(
      `select seq, type, attempt, body from log where job = :job and seq > :after ${thinned} order by seq limit :limit`,
    ).all({ job: job.number, after, limit }) as unknown as LogEntry[]
  }

  async lastSeq(id: string): Promise<number> {
    return this.#find(id)?.last_seq ?? 0
  }

  async result(id: string): Promise<string | undefined> {
    return this.#get<{ body: string }>(
      'select body from results join jobs on jobs.number = results.job where jobs.id = ?',
      id,
    )?.body
  }

  async resultArray(id: string, name: string): Promise<Uint8Array | undefined> {
    return this.#get<{ bytes: Uint8Array }>(
      'select bytes from arrays join jobs on jobs.number = arrays.job where jobs.id = ? and name = ?',
      id,
      name,
    )?.bytes
  }

  async probe(): Promise<void> {
    this.#database.exec('begin immediate; rollback')
  }

  async close(): Promise<void> {
    this.#database.close()
  }

  #releaseRow(id: string): void {
    this.#expect(id, 'queued')
    this.#run("update jobs set status = 'queued', message = 'waiting to go on' where id = ?", id)
    this.#logStatus(this.#row(id))
  }

  #end(id: string, status: JobStatus, now: string): void {
    this.#run(
      `update jobs set status = ?, finished_at = ?, checkpoint = null,
         message = case ? when 'cancelled' then 'cancelled' else message end where id = ?`,
      status,
      now,
      status,
      id,
    )
    this.#logStatus(this.#row(id))
    this.#append(this.#row(id), 'end', { status })
  }

  #logStatus(row: JobRow): void {
    const { status, fraction, message } = row
    this.#append(row, 'status', { status, progress: { fraction, message } })
  }

  #append(row: JobRow, type: LogEntry['type'], body: object): void {
    const seq = row.last_seq + 1
    this.#run(
      'insert into log (job, seq, type, attempt, body) values (?, ?, ?, ?, ?)',
      row.number,
      seq,
      type,
      row.attempt,
      JSON.stringify(body),
    )
    this.#run('update jobs set last_seq = ? where number = ?', seq, row.number)
  }

  /** The job, which must be allowed to go to this state: anything else is a fault in the runner. */
  #expect(id: string, next: JobStatus): JobRow {
    const row = this.#row(id)
    if (!mayBecome(row.status, next)) throw new Error(`job ${id} is ${row.status} and cannot become ${next}`)
    return row
  }

  #row(id: string): JobRow {
    const row = this.#find(id)
    if (row === undefined) throw new Error(`there is no job ${id}`)
    return row
  }

  #find(id: string): JobRow | undefined {
    return this.#get<JobRow>(`select ${JOB_COLUMNS} from jobs where id = ?`, id)
  }

  #transaction<T>(work: () => T): T {
    this.#database.exec('begin immediate')
    try {
      const result = work()
      this.#database.exec('commit')
      return result
    } catch (error) {
      // A full disk makes SQLite roll back by itself; then there is nothing left to roll back.
      if (this.#database.isTransaction) this.#database.exec('rollback')
      throw error
    }
  }

  #prepare(sql: string): ReturnType<DatabaseSync['prepare']> {
    let statement = this.#statements.get(sql)
    if (statement === undefined) {
      statement = this.#database.prepare(sql)
      this.#statements.set(sql, statement)
    }
    return statement
  }

  #run(sql: string, ...values: SQLInputValue[]): void {
    this.#prepare(sql).run(...values)
  }

  #get<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#prepare(sql).get(...values) as Row | undefined
  }

  #all<Row>(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#prepare(sql).all(...values) as Row[]
  }
}

function toJob(row: JobRow): Job {
  return {
    id: row.id,
    type: row.type,
    kind: row.kind,
    status: row.status,
    progress: { fraction: row.fraction, message: row.message },
    attempt: row.attempt,
    seed: row.seed,
    spec: JSON.parse(row.spec) as Record<string, unknown>,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    error: row.error === null ? null : (JSON.parse(row.error) as JobError),
  }
}
