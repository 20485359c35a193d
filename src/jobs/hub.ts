/** Tells listeners that there is news of a job: its log has grown, or it was removed. What it is stands in the store. */
export class JobHub {
  readonly #listeners = new Map<string, Set<() => void>>()

  /** Calls `listener` at each news of a job, until the function that is returned is called. */
  listen(job: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(job) ?? new Set()
    this.#listeners.set(job, listeners.add(listener))
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0) this.#listeners.delete(job)
    }
  }

  publish(job: string): void {
    for (const listener of this.#listeners.get(job) ?? []) listener()
  }

  /** There may be news of any job. */
  publishAll(): void {
    for (const job of [...this.#listeners.keys()]) this.publish(job)
  }
}
