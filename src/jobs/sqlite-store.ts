import type { SQLInputValue } from 'node:sqlite'
import type { ClassifierRecord } from './classifier.ts'
import type { Job, JobProgress, JobStatus } from './job.ts'
import { isFinal, mayBecome } from './job.ts'
import { NO_QUOTAS, NOTHING_USED, type Quotas, refuseOver, type Usage } from './quotas.ts'
import { copyDatabase } from './sqlite-backup.ts'
import {
  allClassifiers,
  beingMade,
  CAN_BEGIN,
  classifierNamed,
  deleteClassifier,
  deleteUses,
  expectFree,
  insertClassifier,
  insertTrained,
  insertUses,
  usedBy,
  usersOf,
  weightsOf,
} from './sqlite-classifiers.ts'
import { openDatabase, type SqliteDatabase } from './sqlite-database.ts'
import { entriesAfter, insertEntry, insertFrames } from './sqlite-log.ts'
import { deleteParts, framesFrom, insertPart, partsDone, partValue } from './sqlite-parts.ts'
import { insertResult, resultArrayOf, resultOf } from './sqlite-results.ts'
import { HEAD_COLUMNS, JOB_COLUMNS, JOBS, type JobHead, type JobRow, toJob } from './sqlite-rows.ts'
import { countJob, usageOf } from './sqlite-usage.ts'
import {
  type ClaimedJob,
  type Ending,
  type FinishedPart,
  type Idempotency,
  IdempotencyConflict,
  type JobCount,
  type JobFilter,
  type JobPage,
  type JobPosition,
  type JobStore,
  type LogEntry,
  type NewJob,
  QueueFull,
  type StoreCensus,
} from './store.ts'

/**
 * The default store: one SQLite file, `antagon.sqlite`, in a folder of its own, or nothing but memory.
 *
 * The file is locked for as long as it is open, so that two services cannot share it; the lock ends with the
 * process, however that ends. Write-ahead log with `synchronous = normal`: whatever was committed survives the
 * death of the process; a power cut may take the last moments with it, never the store. Throws `StoreUnusable`.
 */
export function openSqliteStore(folder: string): JobStore {
  return new SqliteStore(openDatabase(folder))
}

class SqliteStore implements JobStore {
  readonly #database: SqliteDatabase
  readonly #copying = new Set<Promise<void>>()
  readonly #closing = new AbortController()

  constructor(database: SqliteDatabase) {
    this.#database = database
  }

  async add(
    job: NewJob,
    idempotency: Idempotency | null,
    mostQueued: number,
    quotas: Quotas = NO_QUOTAS,
  ): Promise<{ job: Job; created: boolean }> {
    return this.#database.transaction(() => {
      const earlier = idempotency && this.#earlier(idempotency)
      if (earlier) return { job: earlier, created: false }
      const { queued } = this.#database.get<{ queued: number }>(
        "select count(*) as queued from jobs where status = 'queued'",
      )!
      if (queued >= mostQueued) throw new QueueFull(mostQueued)
      if (job.makes !== null) expectFree(this.#database, job.makes.name)
      const spec = JSON.stringify(job.spec)
      const bytes = Buffer.byteLength(spec)
      this.#charge(job, bytes, quotas)
      this.#database.run(
        `insert into jobs (id, type, kind, status, fraction, message, attempt, seed, created_at, frames, last_seq,
           idempotency_key, fingerprint, owner, cost, stored_bytes, traceparent)
         values (?, ?, ?, 'queued', 0, 'waiting for a worker', 0, ?, ?, 0, 0, ?, ?, ?, ?, ?, ?)`,
        job.id,
        job.type,
        job.kind,
        job.seed,
        job.createdAt,
        idempotency && uniqueKey(idempotency),
        idempotency?.fingerprint ?? null,
        job.owner,
        job.cost,
        bytes,
        job.traceparent,
      )
      this.#database.run('insert into specs (job, body) values (?, ?)', this.#head(job.id).number, spec)
      insertUses(this.#database, this.#head(job.id).number, job)
      this.#logStatus(job.id)
      return { job: toJob(this.#row(job.id)), created: true }
    })
  }

  async find(idempotency: Idempotency): Promise<Job | undefined> {
    return this.#earlier(idempotency)
  }

  async get(id: string): Promise<Job | undefined> {
    const row = this.#find(id)
    return row && toJob(row)
  }

  async list(filter: JobFilter, limit: number, before: number | null): Promise<JobPage> {
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
    const rows = this.#database.all<JobRow>(
      `select ${JOB_COLUMNS} from ${JOBS} ${where} order by number desc limit ?`,
      ...values,
      limit + 1,
    )
    const page = rows.slice(0, limit)
    return { jobs: page.map(toJob), next: rows.length > limit ? page.at(-1)!.number : null }
  }

  async claim(now: string): Promise<ClaimedJob | undefined> {
    return this.#database.transaction(() => {
      const next = this.#database.get<{ id: string }>(
        `select id from jobs where status = 'queued' and ${CAN_BEGIN} order by number limit 1`,
      )
      if (next === undefined) return undefined
      this.#database.run(
        `update jobs set status = 'running', attempt = attempt + 1, started_at = coalesce(started_at, ?),
           message = 'running' where id = ?`,
        now,
        next.id,
      )
      this.#logStatus(next.id)
      const row = this.#row(next.id)
      const saved = this.#database.get<{ bytes: Uint8Array }>(
        'select bytes from checkpoints where job = ?',
        row.number,
      )
      return {
        job: toJob(row),
        frames: row.frames,
        checkpoint: saved?.bytes ?? null,
        traceparent: row.traceparent,
        parts: partsDone(this.#database, row.number),
        needs: usedBy(this.#database, row.number, 'needs'),
      }
    })
  }

  async releaseAll(): Promise<string[]> {
    return this.#database.transaction(() => {
      const ids = this.#database.all<{ id: string }>(
        "select id from jobs where status = 'running' order by number",
      )
      for (const { id } of ids) this.#releaseRow(id)
      return ids.map(({ id }) => id)
    })
  }

  async release(id: string): Promise<void> {
    this.#database.transaction(() => this.#releaseRow(id))
  }

  async appendFrames(
    id: string,
    attempt: number,
    bodies: readonly string[],
    progress: JobProgress,
  ): Promise<void> {
    this.#database.transaction(() => insertFrames(this.#database, this.#head(id), attempt, bodies, progress))
  }

  async savePart(id: string, attempt: number, part: FinishedPart, progress: JobProgress): Promise<void> {
    this.#database.transaction(() => {
      const head = this.#head(id)
      insertPart(this.#database, head.number, part)
      // Part p makes frame p: as many frames as the log holds, so many parts have theirs there.
      const frames = framesFrom(this.#database, head.number, head.frames)
      insertFrames(this.#database, head, attempt, frames, progress)
    })
  }

  async partValue(id: string, part: number): Promise<Uint8Array<ArrayBuffer>> {
    const value = partValue(this.#database, id, part)
    if (value === undefined) throw new Error(`part ${part} of job ${id} is not done`)
    return value
  }

  async saveCheckpoint(id: string, checkpoint: Uint8Array): Promise<void> {
    this.#database.run(
      'insert or replace into checkpoints (job, bytes) select number, ? from jobs where id = ?',
      checkpoint,
      id,
    )
  }

  async finish(id: string, ending: Ending, now: string): Promise<void> {
    this.#database.transaction(() => {
      const { number } = this.#expect(id, ending.status)
      if (ending.status === 'succeeded') {
        insertResult(this.#database, number, ending.result, ending.arrays)
        insertTrained(this.#database, this.#row(id), ending.classifier, now)
        this.#database.run(
          'update jobs set fraction = 1, message = ? where number = ?',
          ending.message,
          number,
        )
      } else if (ending.status === 'failed') {
        this.#database.run(
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
    return this.#database.transaction(() => {
      if (this.#findHead(id)?.status !== 'queued') return false
      this.#end(id, 'cancelled', now)
      return true
    })
  }

  async remove(id: string): Promise<boolean> {
    return this.#database.transaction(() => {
      const head = this.#findHead(id)
      if (head === undefined || !isFinal(head.status)) return false
      this.#database.run('delete from jobs where number = ?', head.number)
      return true
    })
  }

  async readLog(id: string, after: number, limit: number, stride: number): Promise<LogEntry[]> {
    const job = this.#findHead(id)
    return job === undefined ? [] : entriesAfter(this.#database, job.number, after, limit, stride)
  }

  async position(id: string): Promise<JobPosition | undefined> {
    return this.#database.get<JobPosition>(
      'select status, owner, last_seq as lastSeq from jobs where id = ?',
      id,
    )
  }

  async result(id: string): Promise<string | undefined> {
    return resultOf(this.#database, id)
  }

  async resultArray(id: string, name: string): Promise<Uint8Array | undefined> {
    return resultArrayOf(this.#database, id, name)
  }

  async addClassifier(
    record: ClassifierRecord,
    weights: Float64Array,
    quotas: Quotas = NO_QUOTAS,
  ): Promise<void> {
    this.#database.transaction(() => {
      expectFree(this.#database, record.name)
      if (record.owner !== null) {
        const used = usageOf(this.#database, record.owner, record.createdAt)
        refuseOver(quotas, used, { ...NOTHING_USED, bytes: weights.byteLength }, record.createdAt)
      }
      insertClassifier(this.#database, record, weights)
    })
  }

  async classifier(name: string): Promise<ClassifierRecord | undefined> {
    return classifierNamed(this.#database, name)
  }

  async classifierWeights(name: string): Promise<Float64Array | undefined> {
    return weightsOf(this.#database, name)
  }

  async listClassifiers(): Promise<ClassifierRecord[]> {
    return allClassifiers(this.#database)
  }

  async listTrainings(): Promise<ReadonlyMap<string, Job>> {
    return new Map(beingMade(this.#database).map(({ name, id }) => [name, toJob(this.#row(id))]))
  }

  async trainingOf(name: string): Promise<Job | undefined> {
    const [id] = usersOf(this.#database, name, 'makes')
    return id === undefined ? undefined : toJob(this.#row(id))
  }

  async removeClassifier(name: string): Promise<'removed' | 'absent' | 'in-use'> {
    return this.#database.transaction(() => deleteClassifier(this.#database, name))
  }

  async usage(owner: string, now: string): Promise<Usage> {
    return usageOf(this.#database, owner, now)
  }

  async census(): Promise<StoreCensus> {
    const { fileBytes } = this.#database.get<{ fileBytes: number }>(
      'select page_count * page_size as fileBytes from pragma_page_count(), pragma_page_size()',
    )!
    const jobs = this.#database.all<JobCount>(
      'select kind, status, count(*) as jobs from jobs group by kind, status order by kind, status',
    )
    return { fileBytes, jobs }
  }

  async probe(): Promise<void> {
    this.#database.probe()
  }

  async backup(file: string): Promise<void> {
    const copying = copyDatabase(this.#database, file, this.#closing.signal)
    this.#copying.add(copying)
    await copying.finally(() => this.#copying.delete(copying))
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error('the store is being closed'))
    // Each tells whoever asked for it.
    await Promise.allSettled(this.#copying)
    this.#database.close()
  }

  /** Counts a new job towards its owner's quotas. Throws `QuotaExceeded`. */
  #charge({ owner, cost, createdAt }: NewJob, bytes: number, quotas: Quotas): void {
    if (owner === null) return
    const used = usageOf(this.#database, owner, createdAt)
    refuseOver(quotas, used, { submissions: 1, running: 1, cost, bytes }, createdAt)
    countJob(this.#database, owner, cost, createdAt)
  }

  #earlier(idempotency: Idempotency): Job | undefined {
    const row = this.#database.get<JobRow & { fingerprint: string }>(
      `select ${JOB_COLUMNS}, fingerprint from ${JOBS} where idempotency_key = ?`,
      uniqueKey(idempotency),
    )
    if (row !== undefined && row.fingerprint !== idempotency.fingerprint)
      throw new IdempotencyConflict(idempotency.key)
    return row && toJob(row)
  }

  #releaseRow(id: string): void {
    this.#expect(id, 'queued')
    this.#database.run("update jobs set status = 'queued', message = 'waiting to go on' where id = ?", id)
    this.#logStatus(id)
  }

  #end(id: string, status: JobStatus, now: string): void {
    this.#database.run(
      `update jobs set status = ?, finished_at = ?,
         message = case ? when 'cancelled' then 'cancelled' else message end where id = ?`,
      status,
      now,
      status,
      id,
    )
    const { number } = this.#head(id)
    this.#database.run('delete from checkpoints where job = ?', number)
    deleteParts(this.#database, number)
    deleteUses(this.#database, number)
    this.#logStatus(id)
    insertEntry(this.#database, this.#head(id), 'end', { status })
  }

  #logStatus(id: string): void {
    const head = this.#head(id)
    const { status, fraction, message } = head
    insertEntry(this.#database, head, 'status', { status, progress: { fraction, message } })
  }

  /** The job, which must be allowed to go to this state: anything else is a fault in the runner. */
  #expect(id: string, next: JobStatus): JobHead {
    const head = this.#head(id)
    if (!mayBecome(head.status, next))
      throw new Error(`job ${id} is ${head.status} and cannot become ${next}`)
    return head
  }

  #head(id: string): JobHead {
    const head = this.#findHead(id)
    if (head === undefined) throw new Error(`there is no job ${id}`)
    return head
  }

  #findHead(id: string): JobHead | undefined {
    return this.#database.get<JobHead>(`select ${HEAD_COLUMNS} from jobs where id = ?`, id)
  }

  #row(id: string): JobRow {
    const row = this.#find(id)
    if (row === undefined) throw new Error(`there is no job ${id}`)
    return row
  }

  #find(id: string): JobRow | undefined {
    return this.#database.get<JobRow>(`select ${JOB_COLUMNS} from ${JOBS} where id = ?`, id)
  }
}

/** An idempotency key as it is stored: two owners may use the same one. No name or header holds a line break. */
function uniqueKey({ owner, key }: Idempotency): string {
  return owner === null ? key : `${owner}\n${key}`
}
