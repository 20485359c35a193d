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
 *
 * Outputs that differ by no more than the relative tolerance are the same to the course. So the start is the peak unless
 * the output rises above it by more than that, then the last time looked at unless the output falls by more than that;
 * and of maxima that are the same the first is the highest.
 */
export class OutputWatch {
  /** The first time (s) at which the output exceeds the threshold; null as long as there is none. */
  respondsFrom: number | null
  readonly #system: NetworkOde
  readonly #stepper: Stepper
  readonly #threshold: number
  /** 1 + the relative tolerance. */
  readonly #rise: number
  readonly #first: OutputAt
  #highest: OutputAt
  #last: OutputAt
  /** d output/dt there. */
  #slope: number

  /** Begins at t = 0, with a stepper that has started. */
  constructor(system: NetworkOde, stepper: Stepper, threshold: number, relativeTolerance: number) {
    this.#system = system
    this.#stepper = stepper
    this.#threshold = threshold
    this.#rise = 1 + relativeTolerance
    this.#first = { time: 0, output: system.output(stepper.state) }
    this.#highest = this.#first
    this.#last = this.#first
    this.#slope = system.output(stepper.rates)
    this.respondsFrom = this.#first.output > threshold ? 0 : null
  }

  /** The greatest output so far. */
  get peak(): OutputAt {
    const same = [this.#first, this.#last].find(({ output }) => output * this.#rise >= this.#highest.output)
    return same ?? this.#highest
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
    // What has been rising ever since goes on to the same maximum, however little it gains.
    const least = this.#highest === this.#last ? this.#highest.output : this.#highest.output * this.#rise
    if (next.output > least) this.#highest = next
    this.#last = next
  }
}
