/** The rate is that of the last so many ms. */
const WINDOW_MS = 1500

/** How many a second of something that is counted. */
export class RateMeter {
  #marks: { readonly time: number; readonly count: number }[] = []

  /** The count at a time (ms). */
  mark(time: number, count: number): void {
    this.#marks.push({ time, count })
    while (this.#marks.length > 2 && this.#marks[1]!.time < time - WINDOW_MS) this.#marks.shift()
  }

  /** At a time (ms): 0 where nothing was counted for a while. */
  rate(time: number): number {
    const [first, last] = [this.#marks[0], this.#marks.at(-1)]
    if (first === undefined || last === undefined || last.time < time - WINDOW_MS) return 0
    const seconds = (time - first.time) / 1000
    return seconds <= 0 ? 0 : (last.count - first.count) / seconds
  }
}
