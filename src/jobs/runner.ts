import { classifiersOf } from './claimed-classifiers.ts'
import type { HeldClassifier } from './classifier.ts'
import type { JobHub } from './hub.ts'
import { failure, type JobRun, logWith, now, type RunContext, type RunnerLog, storeEnd } from './job-run.ts'
import type { JobRunner } from './job-runner.ts'
import { kindFor } from './kinds.ts'
import { Patience } from './patience.ts'
import type { WorkerPool } from './pool.ts'
import { SharedClassifiers } from './shared-classifiers.ts'
import { SplitRun } from './split-run.ts'
import { type ClaimedJob, type EmbeddedStore, StoreFull } from './store.ts'
import { parseTraceparent } from './trace-context.ts'
import { WholeRun } from './whole-run.ts'

/** A store that failed is tried again after so long. */
const RETRY_MS = 1000

export interface RunnerParts {
  readonly store: EmbeddedStore
  readonly hub: JobHub
  readonly openPool: () => WorkerPool
  readonly log: RunnerLog
  /** At most so many jobs of a kind run at once, where it is named. */
  readonly kindLimits?: ReadonlyMap<string, number>
}

/**
 * Takes jobs from the store and runs them, as many at a time as the pool has workers.
 *
 * A worker that becomes free goes to the job whose turn it is, of a kind that is below its limit; while as many jobs run as there are workers, or
 * none waits, it goes to a job that is split. So a split job has all workers when it is alone, and keeps none waiting.
 *
 * Everything is stored before it is told. When the service starts, jobs that were running when it last ended go
 * back into the queue: the store is held by one process alone, so that nobody else can be running them.
 */
export class Runner implements JobRunner {
  readonly #parts: RunnerParts
  readonly #running = new Map<string, JobRun>()
  readonly #classifiers: SharedClassifiers
  readonly #patience: Patience
  #context: RunContext | undefined
  #filling: Promise<void> | undefined
  /** A job's way from the queue to those that run. */
  #claiming: Promise<JobRun | undefined> | undefined
  #wanted = false
  #stopping = false

  constructor(parts: RunnerParts) {
    this.#parts = parts
    this.#classifiers = new SharedClassifiers(parts.store)
    this.#patience = new Patience(parts.log)
  }

  /** Puts orphaned jobs back into the queue, opens the pool and begins; while the store is full, as soon as it has room. */
  async start(): Promise<void> {
    try {
      await this.#begin()
    } catch (error) {
      if (!(error instanceof StoreFull)) throw error
      this.#parts.log.error({ err: error }, 'the store is full; jobs are taken up when there is room')
      this.#beginLater()
    }
  }

  #beginLater(): void {
    const begin = async () => {
      if (this.#stopping) return
      // What came in the meantime has waited for this.
      await this.#begin()
    }
    const retry = (error: unknown) => {
      if (!(error instanceof StoreFull)) this.#parts.log.error({ err: error }, 'jobs could not be taken up')
      this.#beginLater()
    }
    setTimeout(() => void begin().catch(retry), RETRY_MS).unref()
  }

  async #begin(): Promise<void> {
    const { store, hub, log, openPool } = this.#parts
    const orphans = await store.releaseAll()
    if (orphans.length > 0) log.info({ jobs: orphans }, 'taking up jobs that were interrupted')
    const patience = this.#patience
    this.#context = { store, hub, log, patience, pool: openPool(), freed: () => this.wake() }
    this.wake()
  }

  /** To be called when a job has been queued. */
  wake(): void {
    this.#wanted = true
    this.#filling ??= this.#fill()
      .catch((error: unknown) => {
        this.#parts.log.error({ err: error }, 'the queue could not be read; trying again')
        setTimeout(() => this.wake(), RETRY_MS).unref()
      })
      .finally(() => {
        this.#filling = undefined
        // A call that came after the last look at the queue would otherwise be lost.
        if (this.#wanted) this.wake()
      })
  }

  /**
   * Cancels a queued or running job. Fulfilled when it has ended, which is within 100 ms: a worker that does not
   * answer in time is killed. Throws `StoreFull` when its end cannot be stored yet: it is as soon as there is room.
   */
  async cancel(id: string): Promise<void> {
    if (await this.#parts.store.cancelQueued(id, now())) {
      this.#parts.hub.publish(id)
      // Others may have waited for what it was to make.
      this.wake()
      return
    }
    await this.#claiming?.catch(() => undefined)
    const run = this.#running.get(id)
    if (run === undefined) return
    const { refused } = this.#patience
    run.cancel()
    await Promise.race([run.ended, refused])
  }

  /**
   * Starts no more jobs, lets running ones reach a safe point, from which they will go on, and ends. One that
   * reaches none within `patience` (ms) will go on from its last checkpoint.
   */
  async stop(patience: number): Promise<void> {
    this.#stopping = true
    const impatience = setTimeout(() => {
      this.#patience.giveUp()
      for (const run of this.#running.values()) run.kill()
    }, patience)
    await this.#filling
    const runs = Array.from(this.#running.values())
    for (const run of runs) run.pause()
    await Promise.all(runs.map(({ ended }) => ended))
    clearTimeout(impatience)
    await this.#context?.pool.close()
  }

  async #fill(): Promise<void> {
    while (this.#wanted) {
      this.#wanted = false
      const context = this.#context
      if (context === undefined) return
      while (!this.#stopping && this.#active() < context.pool.size) {
        this.#claiming = this.#claim(context)
        const next = (await this.#claiming) ?? this.#mostInNeed()
        if (next === undefined) break
        next.begin()
      }
    }
  }

  #active(): number {
    return Array.from(this.#running.values()).reduce((sum, { active }) => sum + active, 0)
  }

  /** The queued job whose turn it is, if one may run beside those that do. */
  async #claim(context: RunContext): Promise<JobRun | undefined> {
    if (this.#running.size >= context.pool.size) return undefined
    const { store, hub, log } = this.#parts
    const claimed = await store.claim(now(), this.#atLimit())
    if (claimed === undefined) return undefined
    try {
      return this.#take(context, claimed, await classifiersOf(this.#classifiers, claimed))
    } catch (error) {
      // Such as a spec that an earlier version has taken; it must not keep others from running.
      const { id } = claimed.job
      log.error({ job: id, err: error }, 'job failed')
      await storeEnd(context, claimed.job, { status: 'failed', error: failure(error) })
      hub.publish(id)
      return this.#claim(context)
    }
  }

  /** The kinds of which as many jobs run as may. */
  #atLimit(): ReadonlySet<string> {
    const running = Array.from(this.#running.values(), ({ job }) => job.kind)
    const limits = Array.from(this.#parts.kindLimits ?? [])
    const reached = limits.filter(([kind, most]) => running.filter((other) => other === kind).length >= most)
    return new Set(reached.map(([kind]) => kind))
  }

  /** Of the running jobs that could do with another worker, the one that has the fewest. */
  #mostInNeed(): JobRun | undefined {
    const waiting = Array.from(this.#running.values()).filter((run) => run.waiting)
    if (waiting.length === 0) return undefined
    return waiting.reduce((best, run) => (run.active < best.active ? run : best))
  }

  #take(context: RunContext, claimed: ClaimedJob, classifiers: readonly HeldClassifier[]): JobRun {
    const { id, kind: name, spec, attempt } = claimed.job
    const { hub } = this.#parts
    const trace = parseTraceparent(claimed.traceparent)?.traceId
    const log = logWith(this.#parts.log, { job: id, kind: name, attempt, trace })
    const kind = kindFor(name, spec)
    const run =
      kind.splits === undefined
        ? new WholeRun({ ...context, log }, claimed, classifiers)
        : new SplitRun({ ...context, log }, claimed, classifiers, kind)
    this.#running.set(id, run)
    hub.publish(id)
    log.info({}, 'job started')
    void run.ended.then(() => {
      this.#running.delete(id)
      hub.publish(id)
      this.wake()
    })
    return run
  }
}
