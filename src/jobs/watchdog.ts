import type { WorkerFault } from './worker-fault.ts'
import { workerHung } from './worker-fault.ts'
import type { WorkerControl } from './worker-protocol.ts'

/** A worker is looked at so often within the time after which it counts as hung. */
const LOOKS = 10

interface Watched {
  readonly control: WorkerControl
  readonly bite: (fault: WorkerFault) => void
  seen: number
  /** How often in a row it was found as it was. */
  still: number
}

/**
 * Watches workers for signs of life, and says when one has given none for `patience` ms.
 *
 * It counts its own looks, not the time: a process that was stopped for an hour, with all its threads, looks once
 * when it goes on.
 */
export class Watchdog {
  readonly #patience: number
  readonly #timer: NodeJS.Timeout
  readonly #watched = new Set<Watched>()

  constructor(patience: number) {
    this.#patience = patience
    this.#timer = setInterval(() => this.#look(), patience / LOOKS).unref()
  }

  /** Calls `bite` once if the worker hangs before the returned function is called. */
  watch(control: WorkerControl, bite: (fault: WorkerFault) => void): () => void {
    const watched = { control, bite, seen: control.looks, still: 0 }
    this.#watched.add(watched)
    return () => this.#watched.delete(watched)
  }

  close(): void {
    clearInterval(this.#timer)
  }

  #look(): void {
    for (const watched of this.#watched) {
      const { control, bite, seen } = watched
      watched.seen = control.looks
      watched.still = watched.seen === seen ? watched.still + 1 : 0
      // The first look may come just after the worker's last sign of life.
      if (watched.still <= LOOKS) continue
      this.#watched.delete(watched)
      bite(workerHung(this.#patience))
    }
  }
}
