/** What came of one question: its key, and a value or why there is none. */
export type Outcome<T> =
  | { readonly key: string; readonly value: T }
  | { readonly key: string; readonly error: unknown }

/**
 * Asks one question at a time. While one is being answered only the newest of those that come is kept; it is asked when
 * the answer is there, and nothing new has been wanted for a while.
 */
export class LatestOnly<T> {
  readonly #quietMs: number
  readonly #onOutcome: (outcome: Outcome<T>) => void
  #wanted: { readonly key: string; readonly ask: () => Promise<T> } | null = null
  #asking = false
  #timer: ReturnType<typeof setTimeout> | undefined
  #left = false

  constructor(quietMs: number, onOutcome: (outcome: Outcome<T>) => void) {
    this.#quietMs = quietMs
    this.#onOutcome = onOutcome
  }

  /** Wants an answer to this question, and to none before it that was not yet asked. */
  want(key: string, ask: () => Promise<T>): void {
    this.#wanted = { key, ask }
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#quietMs === 0) void this.#next()
    else {
      this.#timer = setTimeout(() => {
        this.#timer = undefined
        void this.#next()
      }, this.#quietMs)
    }
  }

  /** Asks nothing more, and tells of nothing more. */
  leave(): void {
    this.#left = true
    this.#wanted = null
    clearTimeout(this.#timer)
  }

  async #next(): Promise<void> {
    if (this.#asking || this.#timer !== undefined || this.#wanted === null) return
    const { key, ask } = this.#wanted
    this.#wanted = null
    this.#asking = true
    const outcome = await ask().then(
      (value) => ({ key, value }),
      (error: unknown) => ({ key, error }),
    )
    this.#asking = false
    if (this.#left) return
    this.#onOutcome(outcome)
    void this.#next()
  }
}
