import type { Principal } from './scopes.ts'

/** Why a stream is ended: the service stops, or whoever opened it may not do so any more. */
export type StopReason = 'stopping' | 'unauthorised'

interface OpenStream {
  readonly stop: (reason: StopReason) => void
  readonly whose: () => Principal | null
}

/** The streams that are open, so that a stop of the service, or a key that is good no more, can end them. */
export class OpenStreams {
  readonly #streams = new Set<OpenStream>()

  /**
   * Registers how to end a stream, and whose it is (null: not known yet); call what is returned when it has ended by
   * itself.
   */
  add(stop: (reason: StopReason) => void, whose: () => Principal | null): () => void {
    const stream = { stop, whose }
    this.#streams.add(stream)
    return () => {
      this.#streams.delete(stream)
    }
  }

  get size(): number {
    return this.#streams.size
  }

  stopAll(): void {
    for (const { stop } of this.#streams) stop('stopping')
  }

  /** Ends the streams of everyone who is not good any more. */
  stopUnless(isGood: (principal: Principal) => boolean): void {
    for (const { stop, whose } of this.#streams) {
      const principal = whose()
      if (principal !== null && !isGood(principal)) stop('unauthorised')
    }
  }
}
