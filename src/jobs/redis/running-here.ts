import type { Job } from '../job.ts'
import type { RunnerLog } from '../job-run.ts'
import type { ShareRun } from '../share-run.ts'
import type { SharedStore } from '../store.ts'
import type { WholeRun } from '../whole-run.ts'

/** What a process runs of a job: all of it, or a part. */
export type Run = WholeRun | ShareRun

/** What runs in this process, of jobs that others may end. */
export class RunningHere {
  readonly #store: SharedStore
  readonly #log: RunnerLog
  readonly #running = new Map<Run, Job>()
  #stopping = false

  constructor(store: SharedStore, log: RunnerLog) {
    this.#store = store
    this.#log = log
  }

  /** Keeps a run until it has ended, and returns how it did. */
  async follow<R extends Run>(run: R, job: Job): Promise<Awaited<R['ended']>> {
    this.#running.set(run, job)
    if (this.#stopping) run.pause()
    // The job may have been cancelled since it was claimed.
    void this.#cancelIfOver(run, job)
    try {
      return (await run.ended) as Awaited<R['ended']>
    } finally {
      this.#running.delete(run)
    }
  }

  /** Stops what runs of a job that has been cancelled. */
  cancel(id: string): void {
    for (const [run, job] of this.#running) if (job.id === id) run.cancel()
  }

  /** Stops whatever runs of jobs that have ended without a word of it having come here. */
  async cancelOver(): Promise<void> {
    await Promise.all(Array.from(this.#running, ([run, job]) => this.#cancelIfOver(run, job)))
  }

  /** Asks all to stop where they can go on, and each that begins from now on. */
  pause(): void {
    this.#stopping = true
    for (const run of this.#running.keys()) run.pause()
  }

  kill(): void {
    for (const run of this.#running.keys()) run.kill()
  }

  async #cancelIfOver(run: Run, { id, attempt }: Job): Promise<void> {
    try {
      const job = await this.#store.get(id)
      if (job?.status !== 'running' || job.attempt !== attempt) run.cancel()
    } catch (error) {
      // Then what it stores is refused.
      this.#log.info({ job: id, err: error }, 'whether the job goes on could not be read')
    }
  }
}
