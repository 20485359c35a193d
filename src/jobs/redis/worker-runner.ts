import { setTimeout as pause } from 'node:timers/promises'
import { DelayedError, Job as QueuedItem, WaitingError, Worker } from 'bullmq'
import type { Redis } from 'ioredis'
import { classifiersOf } from '../claimed-classifiers.ts'
import { JobHub } from '../hub.ts'
import type { Job } from '../job.ts'
import { failure, logWith, now, type RunContext, type RunnerLog, storeEnd } from '../job-run.ts'
import type { Kind } from '../kind.ts'
import { kindFor, knownKind } from '../kinds.ts'
import { type ObservedRun, observedRun } from '../observed-run.ts'
import type { JobObserver } from '../observer.ts'
import { Patience } from '../patience.ts'
import type { WorkerPool } from '../pool.ts'
import { ShareRun } from '../share-run.ts'
import { SharedClassifiers } from '../shared-classifiers.ts'
import { AttemptOver, type ClaimRole, type SharedStore } from '../store.ts'
import { parseTraceparent } from '../trace-context.ts'
import { WholeRun } from '../whole-run.ts'
import { listenTo } from './listening.ts'
import { type Run, RunningHere } from './running-here.ts'
import { queuePrefix, WORK_QUEUE, type WorkItem } from './work-queue.ts'

/** A worker that has not renewed its hold on an item for so long (ms) is thought dead, and the item is dealt out again. */
const LOCK_MS = 10_000

/** It is looked so often (ms) whether one is. */
const LOOK_FOR_DEAD_MS = 5000

/** An item that has been left by so many workers is not given to another: it may be what kills them. */
const MOST_LOST_WORKERS = 5

/** What is left to do when all has stopped, which is little, may take so long (ms). */
const CLOSING_MS = 2000

/** A job of a kind of which as many run as may is looked at again after so long (ms). */
const LATER_MS = 250

/** A job of a kind that this version does not know is put off for so long (ms), for a worker that does. */
const UNKNOWN_KIND_MS = 1000

export interface WorkerParts {
  readonly store: SharedStore
  readonly pool: WorkerPool
  /** For commands, and one of its own for waiting and one for what is published; neither gives up by itself. */
  readonly connection: Redis
  readonly subscriber: Redis
  readonly cancelled: string
  readonly prefix: string
  readonly kindLimits: ReadonlyMap<string, number>
  readonly observer: JobObserver
  readonly log: RunnerLog
}

/**
 * Runs what is dealt out to this process, as many items at a time as its pool has threads. The thread that this runs on
 * computes nothing, so that holds are renewed in time.
 */
export class WorkerRunner {
  readonly #parts: WorkerParts
  readonly #context: RunContext
  readonly #classifiers: SharedClassifiers
  readonly #patience: Patience
  readonly #running: RunningHere
  readonly #worker: Worker<WorkItem>
  #stopping = false

  constructor(parts: WorkerParts) {
    const { store, pool, connection, subscriber, prefix, cancelled, log } = parts
    this.#parts = parts
    this.#classifiers = new SharedClassifiers(store)
    this.#patience = new Patience(log, 'store')
    this.#running = new RunningHere(store, log)
    // What is stored is published by the store itself.
    const hub = new JobHub()
    this.#context = { store, hub, log, pool, patience: this.#patience, freed: () => undefined }
    this.#worker = new Worker<WorkItem>(WORK_QUEUE, (item, token) => this.#process(item, token!), {
      connection,
      prefix: queuePrefix(prefix),
      concurrency: pool.size,
      lockDuration: LOCK_MS,
      stalledInterval: LOOK_FOR_DEAD_MS,
      maxStalledCount: MOST_LOST_WORKERS,
      autorun: false,
    })
    let told = false
    this.#worker.on('error', (error) => {
      // Once, and not at each try until Redis is back.
      if (!told) log.error({ err: error }, 'the queue cannot be used; trying again')
      told = true
    })
    this.#worker.on('active', () => {
      told = false
    })
    this.#worker.on('failed', (item, error) => void this.#notRun(item, error))
    listenTo(
      subscriber,
      cancelled,
      (job) => this.#running.cancel(job),
      () => void this.#running.cancelOver(),
    )
  }

  /** Whether it takes jobs. */
  get running(): boolean {
    return !this.#stopping && this.#worker.isRunning()
  }

  start(): void {
    this.#worker.run().catch((error: unknown) => {
      this.#parts.log.error({ err: error }, 'the worker has stopped taking jobs')
    })
  }

  /** Takes nothing more, and lets what runs reach a safe point from which others go on, for so long (ms) at the most. */
  async stop(patience: number): Promise<void> {
    this.#stopping = true
    const impatience = setTimeout(() => {
      this.#patience.giveUp()
      this.#running.kill()
    }, patience)
    this.#running.pause()
    // Without Redis it would wait for it; what it holds is then dealt out again when its hold has run out.
    const over = new AbortController()
    const deadline = pause(patience + CLOSING_MS, undefined, { signal: over.signal }).catch(() => undefined)
    await Promise.race([this.#worker.close(), deadline])
    over.abort()
    clearTimeout(impatience)
    this.#parts.subscriber.disconnect()
    await this.#parts.pool.close()
  }

  async #process(item: QueuedItem<WorkItem>, token: string): Promise<void> {
    const { store, kindLimits } = this.#parts
    const { job: id, work, part } = item.data
    if (this.#stopping) return putBack(item, token)
    const head = await this.#patience.store(id, () => store.get(id))
    if (head === undefined) return
    // While versions change, processes of the next one hand out what only its workers can run.
    if (knownKind(head.kind, head.spec) === undefined) return putOff(item, token, UNKNOWN_KIND_MS)
    const limit = kindLimits.get(head.kind) ?? null
    const role = work === 'whole' ? 'whole' : 'part'
    const claimed = await this.#patience.store(id, () => this.#claim(id, role, limit))
    if (claimed === undefined) return work === 'part' ? this.#withdraw(id) : undefined
    if (claimed === 'later') return putOff(item, token, LATER_MS)
    const { job, parts } = claimed.claimed
    if (work === 'part' && parts.includes(part!)) return
    const run = await this.#begin(claimed, work === 'part' ? part! : null)
    if (run === undefined) return
    const end = await this.#running.follow(run, job)
    const left = run instanceof WholeRun ? await this.#wasLeft(job) : end === 'stopped'
    if (left) await putBack(item, token)
  }

  async #claim(
    id: string,
    role: ClaimRole,
    limit: number | null,
  ): Promise<ObservedRun | 'later' | undefined> {
    const { store, observer } = this.#parts
    const at = now()
    const claimed = await store.claim(id, role, at, limit)
    if (claimed === undefined || claimed === 'later') return claimed
    return observedRun(store, claimed, role, at, observer)
  }

  /** Takes back the parts of a job that has ended which no worker has: each would be handed out to be found over. */
  async #withdraw(id: string): Promise<void> {
    const join = await QueuedItem.fromId(this.#worker, id)
    await join?.removeUnprocessedChildren()
  }

  /** Begins what was claimed; undefined when that has ended the job. */
  async #begin({ claimed, store }: ObservedRun, part: number | null): Promise<Run | undefined> {
    const { id, kind: name, spec, attempt } = claimed.job
    const trace = parseTraceparent(claimed.traceparent)?.traceId
    const log = logWith(this.#parts.log, { job: id, kind: name, attempt, trace })
    const context = { ...this.#context, store, log }
    let kind: Kind
    try {
      kind = kindFor(name, spec)
      const held = await classifiersOf(this.#classifiers, claimed)
      if (kind.splits !== undefined)
        return new ShareRun(context, claimed, held, { part, total: kind.parts(spec) })
      const run = new WholeRun(context, claimed, held)
      run.begin()
      log.info({}, 'job started')
      return run
    } catch (error) {
      log.error({ err: error }, 'job failed')
      await this.#fail(store, claimed.job, error)
      return undefined
    }
  }

  /** Whether a job waits for a worker again. Throws when its end was not stored, so that it is tried again. */
  async #wasLeft({ id, attempt }: Job): Promise<boolean> {
    const job = await this.#patience.store(id, () => this.#parts.store.get(id))
    if (job?.status === 'running' && job.attempt === attempt)
      throw new Error(`the end of attempt ${attempt} of job ${id} is not stored`)
    return job?.status === 'queued'
  }

  /** Of an item that could not be run: fails its job, once no worker will get it any more. */
  async #notRun(item: QueuedItem<WorkItem> | undefined, error: Error): Promise<void> {
    const { log } = this.#parts
    if (item === undefined) return
    const { job: id } = item.data
    if (item.finishedOn === undefined && item.attemptsMade < (item.opts.attempts ?? 1))
      return log.error({ job: id, err: error }, 'what a worker took could not be run; trying again')
    try {
      log.error({ job: id, err: error }, 'job failed')
      const claimed = await this.#claim(id, 'part', null)
      if (claimed !== undefined && claimed !== 'later')
        await this.#fail(claimed.store, claimed.claimed.job, error)
    } catch (cause) {
      log.error({ job: id, err: cause }, 'the end of a job could not be stored')
    }
  }

  async #fail(store: SharedStore, job: Job, error: unknown): Promise<void> {
    try {
      await storeEnd({ ...this.#context, store }, job, { status: 'failed', error: failure(error) })
    } catch (cause) {
      if (!(cause instanceof AttemptOver)) throw cause
    }
  }
}

/** For another worker, which goes on. */
async function putBack(item: QueuedItem<WorkItem>, token: string): Promise<never> {
  await item.moveToWait(token)
  throw new WaitingError()
}

/** For whoever is free after so long (ms). */
async function putOff(item: QueuedItem<WorkItem>, token: string, delay: number): Promise<never> {
  await item.moveToDelayed(Date.now() + delay, token)
  throw new DelayedError()
}
