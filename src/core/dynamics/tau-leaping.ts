import { exponential } from '../numerics/exponential.ts'
import type { RandomStream } from '../numerics/random.ts'
import { GillespieSteps } from './gillespie.ts'
import { LeapAttempt } from './leap-attempt.ts'
import { type Appraisal, LeapLength } from './leap-length.ts'
import type { NetworkState } from './network-state.ts'

/** A leap that would hold fewer reactions than this costs more than they do one by one … */
export const LEAST_EVENTS_PER_LEAP = 50

/** … and so many are then taken one by one before a leap is tried again. */
const EXACT_STEPS = 100

/**
 * Approximate stochastic simulation of a proofreading network: all reactions of a short time at once, each as often as a
 * Poisson deviate of its propensity says.
 *
 * A leap is so short that no propensity is expected to change by more than a share ε, in mean or in spread. Reactions
 * that could run out of molecules are critical, and happen one at a time in between; a leap that would
 * nevertheless leave fewer than none is drawn again, half as long. Where leaps get too short, exact steps take over.
 *
 * Source: Cao, Gillespie, Petzold, J. Chem. Phys. 124, 044109 (2006).
 */
export class TauLeapingSteps {
  readonly #exact: GillespieSteps
  readonly #length: LeapLength
  readonly #attempt: LeapAttempt

  constructor(state: NetworkState) {
    this.#exact = new GillespieSteps(state)
    this.#length = new LeapLength(state)
    this.#attempt = new LeapAttempt(state)
  }

  /** The longest leap from the present state in s, and the propensities in 1/s. */
  appraise(): Appraisal {
    return this.#length.appraise()
  }

  /** One leap, or some exact steps, from `time` on and not beyond `until`; returns the time reached, all in s. */
  advance(time: number, until: number, random: RandomStream): number {
    const { longest, total, critical } = this.appraise()
    for (let leap = longest; leap >= LEAST_EVENTS_PER_LEAP / total; leap /= 2) {
      const wait = exponential(random) / critical
      const length = Math.min(leap, wait)
      const reached = time + length
      const over = reached >= until
      const fires = !over && wait <= leap
      if (this.#attempt.take(over ? until - time : length, fires ? critical : null, random))
        return over ? until : reached
    }
    this.#exact.adopt()
    return this.#exact.advance(time, until, EXACT_STEPS, random)
  }
}
