import { join } from 'node:path'
import type { ClassifierRecord } from './classifier.ts'
import { isFinal, type Job, type JobProgress } from './job.ts'
import { IN_MEMORY, openDatabase } from './open-database.ts'
import { NO_QUOTAS, type Quotas, type Usage } from './quotas.ts'
import { Reserve } from './reserve.ts'
import type { RetentionLimits } from './retention.ts'
import { copyDatabase } from './sqlite-backup.ts'
import {
  addWithin,
  allClassifiers,
  beingMade,
  classifierNamed,
  deleteClassifier,
  expectFree,
  insertUses,
  usersOf,
  weightsOf,
} from './sqlite-classifiers.ts'
import type { SqliteDatabase } from './sqlite-database.ts'
import {
  countJobs,
  endJob,
  findHead,
  findRow,
  heldBy,
  insertJob,
  jobWithKey,
  listJobs,
  logStatus,
  positionOf,
  queueLength,
  releaseJob,
  rowOf,
} from './sqlite-jobs.ts'
import { entriesAfter, insertFrames } from './sqlite-log.ts'
import { partValue } from './sqlite-parts.ts'
import { markExpired, markRemoved } from './sqlite-removal.ts'
import { resultArrayOf, resultOf } from './sqlite-results.ts'
import { toJob } from './sqlite-rows.ts'
import { addPart, claimNext, finishJob, releaseRunning } from './sqlite-runs.ts'
import { tidyStep } from './sqlite-tidy.ts'
import { chargeJob, usageOf } from './sqlite-usage.ts'
import * as Store from './store.ts'
import { QueueFull, StoreFull, StoreUnusable } from './store.ts'

/** Room that is kept for deleting. */
const RESERVE = 'antagon.reserve'

/**
 * The default store: one SQLite file, `antagon.sqlite`, in a folder of its own, or nothing but memory.
 *
 * The file is locked for as long as it is open, so that two services cannot share it; the lock ends with the
 * process, however that ends. Write-ahead log with `synchronous = normal`: whatever was committed survives the
 * death of the process; a power cut may take the last moments with it, never the store. Throws `StoreUnusable`.
 */
export function openSqliteStore(folder: string): Store.EmbeddedStore {
  const database = openDatabase(folder)
  const reserve = new Reserve(folder === IN_MEMORY ? null : join(folder, RESERVE))
  try {
    reserve.restore()
  } catch (error) {
    database.close()
    throw new StoreUnusable(
      `the store in ${folder} cannot keep its reserve there: ${(error as Error).message}`,
    )
  }
  return new SqliteStore(database, reserve)
}

class SqliteStore implements Store.EmbeddedStore {
  readonly #database: SqliteDatabase
  readonly #copying = new Set<Promise<void>>()
  readonly #closing = new AbortController()
  readonly #reserve: Reserve

  constructor(database: SqliteDatabase, reserve: Reserve) {
    this.#database = database
    this.#reserve = reserve
  }

  async add(
    job: Store.NewJob,
    idempotency: Store.Idempotency | null,
    mostQueued: number,
    quotas: Quotas = NO_QUOTAS,
  ): Promise<{ job: Job; created: boolean }> {
    const database = this.#database
    return database.transaction(() => {
      const earlier = idempotency && jobWithKey(database, idempotency)
      if (earlier) return { job: earlier, created: false }
      if (queueLength(database) >= mostQueued) throw new QueueFull(mostQueued)
      if (job.makes !== null) expectFree(database, job.makes.name)
      const spec = JSON.stringify(job.spec)
      chargeJob(database, job, Buffer.byteLength(spec), quotas)
      insertUses(database, insertJob(database, job, spec, idempotency), job)
      logStatus(database, job.id)
      return { job: toJob(rowOf(database, job.id)), created: true }
    })
  }

  async find(idempotency: Store.Idempotency): Promise<Job | undefined> {
    return jobWithKey(this.#database, idempotency)
  }

  async get(id: string): Promise<Job | undefined> {
    const row = findRow(this.#database, id)
    return row && toJob(row)
  }

  async list(filter: Store.JobFilter, limit: number, before: number | null): Promise<Store.JobPage> {
    return listJobs(this.#database, filter, limit, before)
  }

  async claim(now: string, atLimit: ReadonlySet<string> = new Set()): Promise<Store.ClaimedJob | undefined> {
    return this.#database.transaction(() => claimNext(this.#database, now, atLimit))
  }

  async releaseAll(): Promise<string[]> {
    return this.#database.transaction(() => releaseRunning(this.#database))
  }

  async release(id: string, attempt: number): Promise<void> {
    this.#database.transaction(() => {
      heldBy(this.#database, id, attempt)
      releaseJob(this.#database, id)
    })
  }

  async appendFrames(
    id: string,
    attempt: number,
    bodies: readonly string[],
    progress: JobProgress,
    from?: number,
  ): Promise<void> {
    const database = this.#database
    database.transaction(() => {
      const head = heldBy(database, id, attempt)
      if (from !== undefined && from > head.frames) throw new Store.AttemptOver(id, attempt)
      const missing = from === undefined ? bodies : bodies.slice(head.frames - from)
      insertFrames(database, head, attempt, missing, progress)
    })
  }

  async savePart(id: string, attempt: number, part: Store.FinishedPart, message: string): Promise<void> {
    this.#database.transaction(() => addPart(this.#database, id, attempt, part, message))
  }

  async partValue(id: string, part: number): Promise<Uint8Array<ArrayBuffer>> {
    const value = partValue(this.#database, id, part)
    if (value === undefined) throw new Error(`part ${part} of job ${id} is not done`)
    return value
  }

  async saveCheckpoint(id: string, attempt: number, checkpoint: Uint8Array): Promise<void> {
    const database = this.#database
    database.transaction(() => {
      const { number } = heldBy(database, id, attempt)
      database.run('insert or replace into checkpoints (job, bytes) values (?, ?)', number, checkpoint)
    })
  }

  async finish(id: string, attempt: number, ending: Store.Ending, now: string): Promise<void> {
    this.#database.transaction(() => finishJob(this.#database, id, attempt, ending, now))
  }

  async cancelQueued(id: string, now: string): Promise<boolean> {
    return this.#database.transaction(() => {
      if (findHead(this.#database, id)?.status !== 'queued') return false
      endJob(this.#database, id, 'cancelled', now)
      return true
    })
  }

  async remove(id: string): Promise<boolean> {
    return this.#removing(() => {
      const head = findHead(this.#database, id)
      if (head === undefined || !isFinal(head.status)) return false
      markRemoved(this.#database, head.number)
      return true
    })
  }

  async expire(limits: RetentionLimits, atMost: number): Promise<string[]> {
    return this.#removing(() => markExpired(this.#database, limits, atMost))
  }

  async tidy(): Promise<boolean> {
    return tidyStep(this.#database, this.#reserve)
  }

  async readLog(id: string, after: number, limit: number, stride: number): Promise<Store.LogEntry[]> {
    const job = findHead(this.#database, id)
    return job === undefined ? [] : entriesAfter(this.#database, job.number, after, limit, stride)
  }

  async position(id: string): Promise<Store.JobPosition | undefined> {
    return positionOf(this.#database, id)
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
    this.#database.transaction(() => addWithin(this.#database, record, weights, quotas))
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
    const database = this.#database
    return new Map(beingMade(database).map(({ name, id }) => [name, toJob(rowOf(database, id))]))
  }

  async trainingOf(name: string): Promise<Job | undefined> {
    const [id] = usersOf(this.#database, name, 'makes')
    return id === undefined ? undefined : toJob(rowOf(this.#database, id))
  }

  async removeClassifier(name: string): Promise<'removed' | 'absent' | 'in-use'> {
    return this.#removing(() => deleteClassifier(this.#database, name))
  }

  async census(): Promise<Store.StoreCensus> {
    return { fileBytes: this.#database.fileBytes(), jobs: countJobs(this.#database) }
  }

  async usage(owner: string, now: string): Promise<Usage> {
    return usageOf(this.#database, owner, now)
  }

  async probe(): Promise<void> {
    this.#database.probe()
    this.#reserve.expectRoom()
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

  /** A transaction that makes room, for which there is some when there is none for others. */
  #removing<T>(work: () => T): T {
    try {
      return this.#database.transaction(work)
    } catch (error) {
      if (!(error instanceof StoreFull)) throw error
      this.#reserve.release()
      return this.#database.transaction(work)
    }
  }
}
