/** The streams that are open, so that a stop of the service can end them. */
export class OpenStreams {
  readonly #stops = new Set<() => void>()

  /** Registers how to end a stream; call what is returned when it has ended by itself. */
  add(stop: () => void): () => void {
    this.#stops.add(stop)
    return () => {
      this.#stops.delete(stop)
    }
  }

  get size(): number {
    return this.#stops.size
  }

  stopAll(): void {
    for (const stop of this.#stops) stop()
  }
}
