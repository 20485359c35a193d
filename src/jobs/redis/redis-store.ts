import type { ClassifierRecord } from '../classifier.ts'
import type { Job, JobProgress, JobStatus } from '../job.ts'
import { NO_QUOTAS, type Quotas, type Usage } from '../quotas.ts'
import type { RetentionLimits } from '../retention.ts'
import type * as Store from '../store.ts'
import { addJob, findJob } from './adding.ts'
import type { LargeValues } from './blob-store.ts'
import { addClassifier, allClassifiers, classifierNamed, trainings } from './classifiers.ts'
import { connect, connectionTo } from './connection.ts'
import { RedisDatabase } from './database.ts'
import { named } from './errors.ts'
import { expectUsable } from './expect-usable.ts'
import { storeKeys } from './keys.ts'
import { REMOVE_CLASSIFIER } from './lua/classifiers.ts'
import { CANCEL } from './lua/ends.ts'
import { GET } from './lua/reading.ts'
import { EXPIRE, REMOVE } from './lua/removal.ts'
import { APPEND_FRAMES, RELEASE } from './lua/runs.ts'
import { READ_USAGE } from './lua/usage.ts'
import { entriesAfter, listJobs, takeCensus, undealtJobs } from './reading.ts'
import { periodsOf, toUsage } from './refusals.ts'
import { type JobRow, orNull, toJob } from './rows.ts'
import { claimJob, expectHeld, finishJob, saveCheckpoint, savePart } from './runs.ts'
import { Values } from './values.ts'

export interface RedisStoreOptions {
  /** redis:// or rediss://, with a user and a password where Redis asks for them. */
  readonly url: string
  /** Stores of different prefixes in the same Redis know nothing of each other. */
  readonly prefix: string
  /** Where large values are kept; null: in Redis, as all others. */
  readonly large?: LargeValues | null
}

/**
 * A store in Redis 7 or later. What it has stored is as durable as Redis is told to be: see `appendfsync`. Throws
 * `StoreUnusable` when Redis is too old, may forget what it was told, or holds a store of a later version, and
 * `StoreUnavailable` when it cannot be reached.
 */
export async function openRedisStore({
  url,
  prefix,
  large = null,
}: RedisStoreOptions): Promise<Store.SharedStore> {
  const client = connectionTo(url)
  const database = new RedisDatabase(client, storeKeys(prefix).base)
  try {
    await connect(client)
    await expectUsable(database)
  } catch (error) {
    client.disconnect()
    throw error
  }
  return new RedisStore(database, new Values(database, large))
}

class RedisStore implements Store.SharedStore {
  readonly #database: RedisDatabase
  readonly #values: Values

  constructor(database: RedisDatabase, values: Values) {
    this.#database = database
    this.#values = values
  }

  async add(
    job: Store.NewJob,
    idempotency: Store.Idempotency | null,
    mostQueued: number,
    quotas: Quotas = NO_QUOTAS,
  ): Promise<{ job: Job; created: boolean }> {
    return addJob(this.#database, job, idempotency, mostQueued, quotas)
  }

  async find(idempotency: Store.Idempotency): Promise<Job | undefined> {
    return findJob(this.#database, idempotency)
  }

  async get(id: string): Promise<Job | undefined> {
    return toJob((await this.#database.run(GET, [id])) as JobRow)
  }

  async list(filter: Store.JobFilter, limit: number, before: number | null): Promise<Store.JobPage> {
    return listJobs(this.#database, filter, limit, before)
  }

  async undealt(limit: number): Promise<Store.UndealtJob[]> {
    return undealtJobs(this.#database, limit)
  }

  async dealt(id: string): Promise<void> {
    await named(this.#database.client.zrem(this.#database.key('undealt'), id))
  }

  async claim(
    id: string,
    role: Store.ClaimRole,
    now: string,
    mostRunning: number | null,
  ): Promise<Store.ClaimedJob | 'later' | undefined> {
    return claimJob(this.#database, this.#values, id, role, now, mostRunning)
  }

  async release(id: string, attempt: number): Promise<void> {
    expectHeld(await this.#database.answer(RELEASE, [id, attempt]), id, attempt)
  }

  async appendFrames(
    id: string,
    attempt: number,
    bodies: readonly string[],
    { fraction, message }: JobProgress,
    from?: number,
  ): Promise<void> {
    const given = [id, attempt, fraction, JSON.stringify(message), from ?? '', ...bodies]
    expectHeld(await this.#database.answer(APPEND_FRAMES, given), id, attempt)
  }

  async saveCheckpoint(id: string, attempt: number, checkpoint: Uint8Array): Promise<void> {
    await saveCheckpoint(this.#database, this.#values, id, attempt, checkpoint)
  }

  async savePart(id: string, attempt: number, part: Store.FinishedPart, message: string): Promise<void> {
    await savePart(this.#database, this.#values, id, attempt, part, message)
  }

  async partValue(id: string, part: number): Promise<Uint8Array<ArrayBuffer>> {
    const value = await this.#values.get('work', id, `part ${part}`)
    if (value === undefined) throw new Error(`part ${part} of job ${id} is not done`)
    return value
  }

  async finish(id: string, attempt: number, ending: Store.Ending, now: string): Promise<void> {
    await finishJob(this.#database, this.#values, id, attempt, ending, now)
  }

  async cancel(id: string, now: string): Promise<boolean> {
    const [answer] = await this.#database.answer(CANCEL, [id, now, Date.parse(now)])
    return answer === 'done'
  }

  async remove(id: string): Promise<boolean> {
    return (await this.#database.run(REMOVE, [id])) === 1
  }

  async expire({ endedSince, mostJobs, mostBytes }: RetentionLimits, atMost: number): Promise<string[]> {
    const since = endedSince === null ? '' : Date.parse(endedSince)
    return (await this.#database.run(EXPIRE, [atMost, since, mostJobs ?? '', mostBytes ?? ''])) as string[]
  }

  async tidy(): Promise<boolean> {
    return this.#values.tidy()
  }

  async readLog(id: string, after: number, limit: number, stride: number): Promise<Store.LogEntry[]> {
    return entriesAfter(this.#database, id, after, limit, stride)
  }

  async position(id: string): Promise<Store.JobPosition | undefined> {
    const fields = this.#database.client.hmget(this.#database.key('job', id), 'status', 'owner', 'seq')
    const [status, owner, seq] = await named(fields)
    if (typeof status !== 'string') return undefined
    return { status: status as JobStatus, owner: orNull(owner!), lastSeq: Number(seq) }
  }

  async result(id: string): Promise<string | undefined> {
    const bytes = await this.#values.get('result', id, 'result')
    return bytes && new TextDecoder().decode(bytes)
  }

  async resultArray(id: string, name: string): Promise<Uint8Array | undefined> {
    return this.#values.get('result', id, `array ${name}`)
  }

  async addClassifier(
    record: ClassifierRecord,
    weights: Float64Array,
    quotas: Quotas = NO_QUOTAS,
  ): Promise<void> {
    await addClassifier(this.#database, this.#values, record, weights, quotas)
  }

  async classifier(name: string): Promise<ClassifierRecord | undefined> {
    return classifierNamed(this.#database, name)
  }

  async classifierWeights(name: string): Promise<Float64Array | undefined> {
    const bytes = await this.#values.get('weights', name, 'weights')
    return bytes && new Float64Array(bytes.buffer)
  }

  async listClassifiers(): Promise<ClassifierRecord[]> {
    return allClassifiers(this.#database)
  }

  async listTrainings(): Promise<ReadonlyMap<string, Job>> {
    return trainings(this.#database)
  }

  async trainingOf(name: string): Promise<Job | undefined> {
    return (await trainings(this.#database, name)).get(name)
  }

  async removeClassifier(name: string): Promise<'removed' | 'absent' | 'in-use'> {
    const [answer] = await this.#database.answer(REMOVE_CLASSIFIER, [name])
    return answer as 'removed' | 'absent' | 'in-use'
  }

  async census(): Promise<Store.StoreCensus> {
    return takeCensus(this.#database)
  }

  async usage(owner: string, now: string): Promise<Usage> {
    return toUsage((await this.#database.run(READ_USAGE, [owner, ...periodsOf(now)])) as string[])
  }

  async probe(): Promise<void> {
    await named(this.#database.client.set(this.#database.key('probe'), Date.now()))
  }

  async close(): Promise<void> {
    // Commands that are under way are answered first; where nobody answers, there is nothing to wait for.
    await this.#database.client.quit().catch(() => this.#database.client.disconnect())
  }
}
