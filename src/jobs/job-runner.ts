/** Sees to it that jobs are run, by this process or by others. */
export interface JobRunner {
  /** Begins; jobs that were interrupted are taken up again. */
  start(): Promise<void>
  /** To be called when a job has been queued. */
  wake(): void
  /** Cancels a queued or running job. Fulfilled when it has ended. Throws `StoreUnavailable` when its end cannot be stored yet. */
  cancel(id: string): Promise<void>
  /** Starts no more jobs, lets those that this process runs reach a safe point, for so long (ms) at the most, and ends. */
  stop(patience: number): Promise<void>
}
