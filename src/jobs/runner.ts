import type { JobHub } from './hub.ts'
import type { Job, JobError } from './job.ts'
import type { RunningTask, WorkerPool } from './pool.ts'
import type { ClaimedJob, JobStore } from './store.ts'
import { REQUEST, type WorkerMessage, type WorkerOutcome } from './worker-protocol.ts'

/** A worker that has not answered so long after it was asked to cancel is killed. */
const CANCEL_PATIENCE_MS = 40

/** A store that failed is tried again after so long. */
const RETRY_MS = 1000

/** What the runner needs to tell its operator. */
export interface RunnerLog {
  info(fields: object, message: string): void
  error(fields: object, message: string): void
}

export interface RunnerParts {
  readonly store: JobStore
  readonly hub: JobHub
  readonly openPool: () => WorkerPool
  readonly log: RunnerLog
}

interface Running {
  readonly task: RunningTask
  readonly ended: Promise<void>
  cancelling: boolean
}

/**
 * Takes jobs from the store and runs them, as many at a time as the pool has workers.
 *
 * Everything is stored before it is told. When the service starts, jobs that were running when it last ended go
 * back into the queue: the store is held by one process alone, so that nobody else can be running them.
 */
export class Runner {
  readonly #parts: RunnerParts
  readonly #running = new Map<string, Running>()
  #pool: WorkerPool | undefined
  #filling: Promise<void> | undefined
  #wanted = false
  #stopping = false

  constructor(parts: RunnerParts) {
    this.#parts = parts
  }

  /** Puts orphaned jobs back into the queue, opens the pool and begins. */
  async start(): Promise<void> {
    const orphans = await this.#parts.store.releaseAll()
    if (orphans.length > 0) this.#parts.log.info({ jobs: orphans }, 'taking up jobs that were interrupted')
    this.#pool = this.#parts.openPool()
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
   * answer in time is killed.
   */
  async cancel(id: string): Promise<void> {
    if (await this.#parts.store.cancelQueued(id, now())) {
      this.#parts.hub.publish(id)
      return
    }
    const running = this.#running.get(id)
    if (running === undefined) return
    running.cancelling = true
    running.task.control.ask(REQUEST.cancel)
    const impatience = setTimeout(() => running.task.kill(), CANCEL_PATIENCE_MS)
    await running.ended
    clearTimeout(impatience)
  }

  /**
   * Starts no more jobs, lets running ones reach a safe point, from which they will go on, and ends. One that
   * reaches none within `patience` (ms) will go on from its last checkpoint.
   */
  async stop(patience: number): Promise<void> {
    this.#stopping = true
    await this.#filling
    for (const { task } of this.#running.values()) task.control.ask(REQUEST.pause)
    const impatience = setTimeout(() => {
      for (const { task } of this.#running.values()) task.kill()
    }, patience)
    await Promise.all(Array.from(this.#running.values(), ({ ended }) => ended))
    clearTimeout(impatience)
    await this.#pool?.close()
  }

  async #fill(): Promise<void> {
    while (this.#wanted) {
      this.#wanted = false
      while (!this.#stopping && this.#pool !== undefined && this.#running.size < this.#pool.size) {
        const claimed = await this.#parts.store.claim(now())
        if (claimed === undefined) break
        this.#parts.hub.publish(claimed.job.id)
        this.#begin(this.#pool, claimed)
      }
    }
  }

  #begin(pool: WorkerPool, claimed: ClaimedJob): void {
    const { job, frames, checkpoint } = claimed
    const { kind, spec, seed } = job
    this.#parts.log.info({ job: job.id, kind, attempt: job.attempt }, 'job started')
    const task = pool.run({ kind, spec, seed, framesLogged: frames, checkpoint }, (message) =>
      this.#store(job, message),
    )
    const running: Running = {
      task,
      cancelling: false,
      ended: task.outcome
        .then(
          (outcome) => this.#end(job, outcome, running),
          (error: unknown) => this.#died(job, error, running),
        )
        .catch((error: unknown) => {
          // The store has failed; the job stays marked as running and is taken up again at the next start.
          this.#parts.log.error({ job: job.id, err: error }, 'the end of a job could not be stored')
        })
        .finally(() => {
          this.#running.delete(job.id)
          this.#parts.hub.publish(job.id)
          this.wake()
        }),
    }
    this.#running.set(job.id, running)
  }

  async #store(job: Job, message: WorkerMessage): Promise<void> {
    const { store, hub } = this.#parts
    if (message.type === 'checkpoint') return store.saveCheckpoint(job.id, message.bytes)
    await store.appendFrames(job.id, job.attempt, message.bodies, message.progress)
    hub.publish(job.id)
  }

  async #end(job: Job, outcome: WorkerOutcome, { cancelling }: Running): Promise<void> {
    const { store, log } = this.#parts
    if (outcome.type === 'stopped' && !cancelling) {
      await store.release(job.id)
      log.info({ job: job.id }, 'job paused')
      return
    }
    // A job that was asked to end and then ended by itself is cancelled all the same.
    if (cancelling || outcome.type === 'stopped') await store.finish(job.id, { status: 'cancelled' }, now())
    else if (outcome.type === 'refused')
      await store.finish(job.id, { status: 'failed', error: outcome.error }, now())
    else await store.finish(job.id, { status: 'succeeded', ...outcome }, now())
    log.info({ job: job.id, outcome: cancelling ? 'cancelled' : outcome.type }, 'job ended')
  }

  async #died(job: Job, error: unknown, { cancelling }: Running): Promise<void> {
    const { store, log } = this.#parts
    if (cancelling) return store.finish(job.id, { status: 'cancelled' }, now())
    if (this.#stopping) return store.release(job.id)
    log.error({ job: job.id, err: error }, 'job failed')
    await store.finish(job.id, { status: 'failed', error: failure(error) }, now())
  }
}

function failure(error: unknown): JobError {
  const code = (error as { code?: unknown }).code
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return { code: 'out-of-memory', detail: 'the worker ran out of memory' }
  }
  return { code: 'worker-failed', detail: 'the worker that ran the job failed; the service’s log says more' }
}

function now(): string {
  return new Date().toISOString()
}
