import type { HeldClassifier } from './classifier.ts'
import type { Job } from './job.ts'
import { failure, type JobRun, type RunContext, settled, storeEnd } from './job-run.ts'
import { AttemptOver, type ClaimedJob, type Ending } from './store.ts'
import { TaskRun } from './task-run.ts'
import type { WorkerMessage, WorkerOutcome } from './worker-protocol.ts'

/** A job that one worker runs from beginning to end, or to a safe point. */
export class WholeRun extends TaskRun implements JobRun {
  readonly job: Job
  readonly ended: Promise<void>
  readonly #context: RunContext
  readonly #claimed: ClaimedJob
  readonly #classifiers: readonly HeldClassifier[]
  readonly #end = Promise.withResolvers<void>()
  /** Frames that are in the log. */
  #frames: number

  constructor(context: RunContext, claimed: ClaimedJob, classifiers: readonly HeldClassifier[]) {
    super()
    this.#context = context
    this.#claimed = claimed
    this.#classifiers = classifiers
    this.job = claimed.job
    this.#frames = claimed.frames
    this.ended = settled(context.log, this.job, this.#end.promise)
  }

  get active(): number {
    return this.task === undefined ? 0 : 1
  }

  get waiting(): boolean {
    return this.task === undefined
  }

  begin(): void {
    const { kind, spec, seed } = this.job
    const { frames, checkpoint, traceparent } = this.#claimed
    const work = { type: 'whole', framesLogged: frames, checkpoint } as const
    const task = { kind, spec, seed, work, classifiers: this.#classifiers, traceparent }
    this.task = this.#context.pool.run(task, (message, over) => this.#store(message, over))
    const stored = this.task.outcome.then(
      (outcome) => this.#answered(outcome),
      (error: unknown) => this.#died(error),
    )
    this.#end.resolve(stored)
  }

  async #store(message: WorkerMessage, over: AbortSignal): Promise<void> {
    const { store, hub, patience } = this.#context
    const { id, attempt } = this.job
    if (message.type === 'part') throw new Error(`a worker sent a part of job ${id}, which is whole`)
    if (message.type === 'checkpoint')
      return patience.store(id, () => store.saveCheckpoint(id, attempt, message.bytes), over)
    const { bodies, progress } = message
    await patience.store(id, () => store.appendFrames(id, attempt, bodies, progress, this.#frames), over)
    this.#frames += bodies.length
    hub.publish(id)
  }

  async #answered(outcome: WorkerOutcome): Promise<void> {
    const { log } = this.#context
    const { id } = this.job
    const cancelling = this.asked === 'cancel'
    if (outcome.type === 'stopped' && !cancelling) return this.#release()
    // A job that was asked to end and then ended by itself is cancelled all the same.
    if (cancelling) await this.#storeEnd({ status: 'cancelled' })
    else if (outcome.type === 'refused') await this.#storeEnd({ status: 'failed', error: outcome.error })
    else if (outcome.type === 'done')
      await this.#storeEnd({ status: 'succeeded', ...outcome, frames: this.#frames })
    log.info({ job: id, outcome: cancelling ? 'cancelled' : outcome.type }, 'job ended')
  }

  async #died(error: unknown): Promise<void> {
    if (error instanceof AttemptOver) throw error
    if (this.asked === 'cancel') return this.#storeEnd({ status: 'cancelled' })
    if (this.asked === 'pause') return this.#release()
    this.#context.log.error({ job: this.job.id, err: error }, 'job failed')
    await this.#storeEnd({ status: 'failed', error: failure(error) })
  }

  async #release(): Promise<void> {
    const { store, patience, log } = this.#context
    const { id, attempt } = this.job
    await patience.store(id, () => store.release(id, attempt))
    log.info({ job: id }, 'job paused')
  }

  #storeEnd(ending: Ending): Promise<void> {
    return storeEnd(this.#context, this.job, ending)
  }
}
