/** What happens to a job that someone may be listening for. */
export type JobNews = 'logged' | 'removed'

/** Tells listeners that there is news of a job; what it is stands in the store. */
export class JobHub {
  readonly #listeners = new Map<string, Set<(news: JobNews) => void>>()

  /** Calls `listener` at each news of a job, until the function that is returned is called. */
  listen(job: string, listener: (news: JobNews) => void): () => void {
    const listeners = this.#listeners.get(job) ?? new Set()
    this.#listeners.set(job, listeners.add(listener))
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0) this.#listeners.delete(job)
    }
  }

  publish(job: string, news: JobNews): void {
    for (const listener of this.#listeners.get(job) ?? []) listener(news)
  }
}
