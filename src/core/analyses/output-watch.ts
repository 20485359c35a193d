import type { AdaptiveCourse } from '../dynamics/adaptive-course.ts'
import type { NetworkOde } from '../dynamics/network-ode.ts'
import type { Stepper } from '../dynamics/stepper.ts'
import { goldenSection } from '../numerics/golden-section.ts'
import { root } from '../numerics/root.ts'

/** The output at a time (s). */
export interface OutputAt {
  readonly time: number
  readonly output: number
}

/** Times (s) are told to this part of themselves: the interpolant is far less accurate. */
const TIME_TOLERANCE = 1e-12

/**
 * Follows a course step by step, and tells since when its output has been above the threshold at least once, and where
 * it was greatest. Between the ends of a step it looks at the interpolant, so that neither depends on output times.
 */
export class OutputWatch {
  /** The first time (s) at which the output exceeds the threshold; null as long as there is none. */
  respondsFrom: number | null
  /** The greatest output so far, the first time. */
  peak: OutputAt
  readonly #system: NetworkOde
  readonly #stepper: Stepper
  readonly #threshold: number
  #last: OutputAt
  /** d output/dt there. */
  #slope: number

  /** Begins at t = 0, with a stepper that has started. */
  constructor(system: NetworkOde, stepper: Stepper, threshold: number) {
    this.#system = system
    this.#stepper = stepper
    this.#threshold = threshold
    this.#last = { time: 0, output: system.output(stepper.state) }
    this.#slope = system.output(stepper.rates)
    this.peak = this.#last
    this.respondsFrom = this.#last.output > threshold ? 0 : null
  }

  /** To be called after every step. */
  look(course: AdaptiveCourse): void {
    const outputAt = (time: number) => this.#system.output(course.stateAt(time))
    const slopeBefore = this.#slope
    this.#slope = this.#system.output(this.#stepper.rates)
    if (slopeBefore >= 0 && this.#slope < 0) {
      const { place, value } = goldenSection((time) => -outputAt(time), course.stepBegin, course.time)
      this.#note({ time: place, output: -value }, outputAt)
    }
    this.#note({ time: course.time, output: this.#system.output(this.#stepper.state) }, outputAt)
  }

  #note(next: OutputAt, outputAt: (time: number) => number): void {
    if (this.respondsFrom === null && next.output > this.#threshold) {
      const excess = (time: number) => outputAt(time) - this.#threshold
      this.respondsFrom = root(excess, this.#last.time, next.time, TIME_TOLERANCE * next.time)
    }
    if (next.output > this.peak.output) this.peak = next
    this.#last = next
  }
}
