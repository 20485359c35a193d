import { setImmediate as nextTurn } from 'node:timers/promises'
import type { HeldClassifier } from './classifier.ts'
import type { Job } from './job.ts'
import { CANCEL_PATIENCE_MS, failure, type JobRun, type RunContext, settled, storeEnd } from './job-run.ts'
import type { SplitKind } from './kind.ts'
import type { RunningTask } from './pool.ts'
import type { ClaimedJob, Ending } from './store.ts'
import { REQUEST, type Request, type WorkerMessage, type WorkerOutcome } from './worker-protocol.ts'

/** No further part is begun while so many that have ended are not stored: memory would fill with them. */
const MOST_UNSTORED_PARTS = 4

/**
 * A job whose parts run on any number of workers at once, and whose result is then joined on one.
 *
 * A part is stored as soon as it is done, and never run again. Once the job is to end, whatever the reason, nothing
 * more is begun or stored; it ends when its last worker has answered, or was killed.
 */
export class SplitRun implements JobRun {
  readonly job: Job
  readonly ended: Promise<void>
  readonly #context: RunContext
  readonly #classifiers: readonly HeldClassifier[]
  readonly #traceparent: string | null
  readonly #end = Promise.withResolvers<void>()
  readonly #total: number
  /** Parts that no worker has, in order. */
  readonly #left: number[]
  readonly #tasks = new Set<RunningTask>()
  #done: number
  /** Workers that it has. */
  #active = 0
  /** Parts, or the join, whose worker has not ended or whose value is not stored. */
  #working = 0
  #joining = false
  /** How the job is to end; set once its workers are to stop. */
  #ending: Ending | 'pause' | undefined
  #over = false
  #impatience: NodeJS.Timeout | undefined

  constructor(
    context: RunContext,
    { job, parts, traceparent }: ClaimedJob,
    classifiers: readonly HeldClassifier[],
    kind: SplitKind,
  ) {
    this.#context = context
    this.#classifiers = classifiers
    this.#traceparent = traceparent
    this.job = job
    this.ended = settled(context.log, this.job, this.#end.promise)
    this.#total = kind.parts(job.spec)
    const done = new Set(parts)
    this.#done = done.size
    this.#left = Array.from({ length: this.#total }, (_, part) => part).filter((part) => !done.has(part))
  }

  get active(): number {
    return this.#active
  }

  get waiting(): boolean {
    if (this.#ending !== undefined || this.#working - this.#active >= MOST_UNSTORED_PARTS) return false
    return this.#left.length > 0 || (this.#done === this.#total && !this.#joining)
  }

  begin(): void {
    this.#active++
    this.#working++
    const part = this.#left.shift()
    const work = part === undefined ? this.#join() : this.#runPart(part)
    void work
      .catch((error: unknown) => this.#died(error))
      .finally(() => {
        this.#working--
        this.#settle()
      })
  }

  cancel(): void {
    this.#stop({ status: 'cancelled' }, REQUEST.cancel)
  }

  pause(): void {
    if (this.#ending === undefined) this.#stop('pause', REQUEST.pause)
  }

  kill(): void {
    for (const task of this.#tasks) task.kill()
  }

  async #runPart(part: number): Promise<void> {
    this.#heed(await this.#run({ type: 'part', part }, (message, over) => this.#store(part, message, over)))
  }

  async #join(): Promise<void> {
    this.#joining = true
    const values: Uint8Array<ArrayBuffer>[] = []
    for (let part = 0; part < this.#total; part++) {
      values.push(await this.#context.store.partValue(this.job.id, part))
      // All together they may be large; others have their turn in between.
      await nextTurn()
      if (this.#ending !== undefined) return this.#release()
    }
    const nothing = () => Promise.resolve()
    const buffers = values.map(({ buffer }) => buffer)
    this.#heed(await this.#run({ type: 'join', values }, nothing, buffers))
  }

  async #run(
    work: Parameters<RunContext['pool']['run']>[0]['work'],
    handle: (message: WorkerMessage, over: AbortSignal) => Promise<void>,
    transferred: readonly ArrayBuffer[] = [],
  ): Promise<WorkerOutcome> {
    const { kind, spec, seed } = this.job
    const given = { kind, spec, seed, work, classifiers: this.#classifiers, traceparent: this.#traceparent }
    const task = this.#context.pool.run(given, handle, transferred)
    this.#tasks.add(task)
    // The worker goes on with another part while what it sent is stored.
    void task.released.then(() => this.#release())
    try {
      return await task.outcome
    } finally {
      this.#tasks.delete(task)
    }
  }

  #release(): void {
    this.#active--
    if (this.#ending === undefined) this.#context.freed()
  }

  #heed(outcome: WorkerOutcome): void {
    if (outcome.type === 'done') this.#conclude({ status: 'succeeded', ...outcome })
    if (outcome.type === 'refused') this.#conclude({ status: 'failed', error: outcome.error })
    // It would be missing for ever.
    if (outcome.type === 'stopped' && this.#ending === undefined) throw new Error('a worker stopped unasked')
  }

  /** Stores what a part has come to, unless the job is to end: what is done while it pauses counts. */
  async #store(part: number, message: WorkerMessage, over: AbortSignal): Promise<void> {
    if (message.type !== 'part') throw new Error(`a part of job ${this.job.id} sent ${message.type}`)
    if (this.#over || (this.#ending !== undefined && this.#ending !== 'pause')) return
    const { store, hub, patience } = this.#context
    const { id, attempt } = this.job
    const finished = { part, total: this.#total, value: message.value, frame: message.frame }
    await patience.store(id, () => store.savePart(id, attempt, finished, message.message), over)
    this.#done++
    hub.publish(id)
  }

  #died(error: unknown): void {
    // Whatever ends once it is asked to has done as it was told.
    if (this.#ending !== undefined) return
    this.#context.log.error({ job: this.job.id, err: error }, 'job failed')
    this.#conclude({ status: 'failed', error: failure(error) })
  }

  /** Ends the job in this way, unless it is cancelled or has failed already. */
  #conclude(ending: Ending): void {
    if (this.#ending === undefined || this.#ending === 'pause') this.#stop(ending, REQUEST.cancel)
  }

  #stop(ending: Ending | 'pause', request: Request): void {
    if (this.#over) return
    this.#ending = ending
    for (const { control } of this.#tasks) control.ask(request)
    if (ending !== 'pause') this.#impatience ??= setTimeout(() => this.kill(), CANCEL_PATIENCE_MS)
    this.#settle()
  }

  /** Stores the end, if there is to be one, once nothing runs any more. */
  #settle(): void {
    if (this.#ending === undefined) this.#context.freed()
    else if (this.#working === 0 && !this.#over) {
      this.#over = true
      clearTimeout(this.#impatience)
      this.#end.resolve(this.#storeEnd(this.#ending))
    }
  }

  async #storeEnd(ending: Ending | 'pause'): Promise<void> {
    const { store, patience, log } = this.#context
    const { id, attempt } = this.job
    if (ending === 'pause') {
      await patience.store(id, () => store.release(id, attempt))
      log.info({ job: id }, 'job paused')
      return
    }
    await storeEnd(this.#context, this.job, ending)
    log.info({ job: id, outcome: ending.status }, 'job ended')
  }
}
