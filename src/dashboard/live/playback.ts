import type { FrameHistory } from './frame-history.ts'

/** A recorded descent is played in about so long, in ms. */
const LENGTH_MS = 6000

/** Which moment of a run is looked at: the newest as it comes, one that was chosen, or one after the other. */
export class Playback {
  readonly #history: FrameHistory
  readonly #listeners = new Set<() => void>()
  #chosen: number | null = null
  #playing: number | undefined

  constructor(history: FrameHistory) {
    this.#history = history
  }

  observe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** The iteration that is looked at; null: the newest. */
  get chosen(): number | null {
    return this.#chosen
  }

  get isPlaying(): boolean {
    return this.#playing !== undefined
  }

  /** Looks at one iteration, or with null at the newest as it comes. */
  choose(iteration: number | null): void {
    this.#stop()
    this.#set(iteration)
  }

  /** Stays where it is. */
  pause(): void {
    this.#stop()
    this.#set(this.#chosen ?? this.#history.moments.at(-1)?.iteration ?? null)
  }

  /** Plays what is known from its beginning, evenly over the moments, and then goes on with the newest. */
  play(): void {
    this.#stop()
    const began = performance.now()
    const step = (now: number) => {
      const { moments } = this.#history
      const place = Math.floor(((now - began) / LENGTH_MS) * moments.length)
      if (place >= moments.length - 1) return this.choose(null)
      this.#playing = requestAnimationFrame(step)
      this.#set(moments[Math.max(0, place)]!.iteration)
    }
    this.#playing = requestAnimationFrame(step)
    this.#set(this.#history.moments[0]?.iteration ?? null)
  }

  /** Ends what moves by itself. */
  leave(): void {
    this.#stop()
  }

  #stop(): void {
    if (this.#playing !== undefined) cancelAnimationFrame(this.#playing)
    this.#playing = undefined
  }

  #set(iteration: number | null): void {
    this.#chosen = iteration
    for (const listener of this.#listeners) listener()
  }
}
