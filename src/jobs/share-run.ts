import type { HeldClassifier } from './classifier.ts'
import { failure, type RunContext, storeEnd } from './job-run.ts'
import { AttemptOver, type ClaimedJob, type Ending } from './store.ts'
import { TaskRun } from './task-run.ts'
import type { WorkerMessage, WorkerOutcome } from './worker-protocol.ts'

/** How it was left: nothing more is to be done of it, or it is to be run again. */
export type ShareEnd = 'over' | 'stopped'

/** What one worker does of a split job, a part or the join, while other processes may do the rest. */
export class ShareRun extends TaskRun {
  readonly ended: Promise<ShareEnd>
  readonly #context: RunContext
  readonly #claimed: ClaimedJob
  readonly #total: number

  /** Runs a part of a job that has so many, or with `part` null the join of all. */
  constructor(
    context: RunContext,
    claimed: ClaimedJob,
    classifiers: readonly HeldClassifier[],
    { part, total }: { readonly part: number | null; readonly total: number },
  ) {
    super()
    this.#context = context
    this.#claimed = claimed
    this.#total = total
    const work = part === null ? this.#join(classifiers) : this.#part(part, classifiers)
    this.ended = work.catch((error: unknown) => this.#died(error))
  }

  get job(): string {
    return this.#claimed.job.id
  }

  async #part(part: number, classifiers: readonly HeldClassifier[]): Promise<ShareEnd> {
    const { id, attempt } = this.#claimed.job
    const { store, hub, patience } = this.#context
    const total = this.#total
    const keep = async (message: WorkerMessage, over: AbortSignal) => {
      if (message.type !== 'part') throw new Error(`a part of job ${id} sent ${message.type}`)
      const { value, frame } = message
      await patience.store(
        id,
        () => store.savePart(id, attempt, { part, total, value, frame }, message.message),
        over,
      )
      hub.publish(id)
    }
    return this.#heed(await this.#run({ type: 'part', part }, classifiers, keep))
  }

  async #join(classifiers: readonly HeldClassifier[]): Promise<ShareEnd> {
    const { id } = this.#claimed.job
    const { store, patience } = this.#context
    const values: Uint8Array<ArrayBuffer>[] = []
    for (let part = 0; part < this.#total; part++)
      values.push(await patience.store(id, () => store.partValue(id, part)))
    if (this.asked !== undefined) return this.asked === 'pause' ? 'stopped' : 'over'
    const nothing = () => Promise.resolve()
    const buffers = values.map(({ buffer }) => buffer)
    return this.#heed(await this.#run({ type: 'join', values }, classifiers, nothing, buffers))
  }

  #run(
    work: Parameters<RunContext['pool']['run']>[0]['work'],
    classifiers: readonly HeldClassifier[],
    handle: (message: WorkerMessage, over: AbortSignal) => Promise<void>,
    transferred: readonly ArrayBuffer[] = [],
  ): Promise<WorkerOutcome> {
    const { job, traceparent } = this.#claimed
    const { kind, spec, seed } = job
    this.task = this.#context.pool.run(
      { kind, spec, seed, work, classifiers, traceparent },
      handle,
      transferred,
    )
    return this.task.outcome
  }

  async #heed(outcome: WorkerOutcome): Promise<ShareEnd> {
    if (outcome.type === 'stopped') return this.asked === 'pause' ? 'stopped' : 'over'
    if (outcome.type === 'refused') await this.#conclude({ status: 'failed', error: outcome.error })
    if (outcome.type === 'done') await this.#conclude({ status: 'succeeded', ...outcome })
    return 'over'
  }

  /** Ends the whole job. */
  async #conclude(ending: Ending): Promise<void> {
    const { log } = this.#context
    const { job } = this.#claimed
    await storeEnd(this.#context, job, ending)
    log.info({ job: job.id, outcome: ending.status }, 'job ended')
  }

  async #died(error: unknown): Promise<ShareEnd> {
    if (error instanceof AttemptOver) return 'over'
    if (this.asked !== undefined) return this.asked === 'pause' ? 'stopped' : 'over'
    this.#context.log.error({ job: this.job, err: error }, 'job failed')
    await this.#conclude({ status: 'failed', error: failure(error) }).catch((cause: unknown) => {
      if (!(cause instanceof AttemptOver)) throw cause
    })
    return 'over'
  }
}
