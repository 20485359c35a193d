import type { NetworkState } from './network-state.ts'

/** ε: no propensity is expected to change by more than this share in a leap. */
export const LEAP_TOLERANCE = 0.03

/** Reactions are critical where fewer than so many of them would use up a reactant. */
export const CRITICAL_BELOW = 10

/** What a state allows: the longest leap (s), the sum of all propensities, and that of the critical ones (1/s). */
export interface Appraisal {
  readonly longest: number
  readonly total: number
  readonly critical: number
}

/** κ·R_free·L_free of one kind, per s. */
export function bindingPropensity({ network, freeReceptors, freeLigands }: NetworkState, l: number): number {
  return network.bindingRate * freeReceptors * freeLigands[l]!
}

/** Whether some more ligands of one kind would bind the last receptor or be the last to bind. */
export function isBindingCritical({ freeReceptors, freeLigands }: NetworkState, l: number): boolean {
  return Math.min(freeReceptors, freeLigands[l]!) < CRITICAL_BELOW
}

/**
 * How long a leap may be.
 *
 * With μ_i and σ²_i the mean and variance per s by which the reactions that are not critical change species i, a leap
 * lasts at most min_i {max(εx_i/g_i, 1)/|μ_i|, max(εx_i/g_i, 1)²/σ²_i}. g_i is 1 for a reactant of reactions of first
 * order, 2 where a propensity is a product of two numbers: free receptors and ligands, and complexes whose rate depends
 * on c. For c itself x_i/g_i is half the change that takes a rate to e times as much, rate/|slope|.
 */
export class LeapLength {
  readonly #state: NetworkState
  /** Into and out of the states of one kind, per s, critical reactions left out. */
  readonly #into: Float64Array
  readonly #outOf: Float64Array
  #longest = 0
  #total = 0
  #critical = 0

  constructor(state: NetworkState) {
    this.#state = state
    this.#into = new Float64Array(state.states)
    this.#outOf = new Float64Array(state.states)
  }

  /** For the state as it is. */
  appraise(): Appraisal {
    const { kinds, freeReceptors, feedbackStep } = this.#state
    this.#longest = Number.POSITIVE_INFINITY
    this.#total = 0
    this.#critical = 0
    const receptors = { into: 0, outOf: 0 }
    const feedback = { into: 0, outOf: 0 }
    for (let l = 0; l < kinds; l++) {
      const { bound, unbound } = this.#appraiseKind(l)
      receptors.into += unbound
      receptors.outOf += bound
      if (feedbackStep < 0) continue
      feedback.into += this.#into[feedbackStep]!
      feedback.outOf += this.#outOf[feedbackStep]!
    }
    this.#limit(freeReceptors / 2, receptors.into, receptors.outOf)
    if (feedbackStep >= 0) this.#limit(this.#feedbackScale() / 2, feedback.into, feedback.outOf)
    return { longest: this.#longest, total: this.#total, critical: this.#critical }
  }

  /** Adds up the propensities of one kind; returns how fast its ligands bind and unbind, critical reactions left out. */
  #appraiseKind(l: number): { bound: number; unbound: number } {
    const { states, complexes, offRates, freeLigands, rates } = this.#state
    const into = this.#into.fill(0)
    const outOf = this.#outOf.fill(0)
    const binding = bindingPropensity(this.#state, l)
    const bound = isBindingCritical(this.#state, l) ? 0 : binding
    this.#total += binding
    this.#critical += binding - bound
    into[0] = bound
    let unbound = 0
    for (let n = 0; n < states; n++) {
      const count = complexes[l * states + n]!
      const ahead = n < states - 1 ? rates.forward[n]! * count : 0
      const back = rates.backward[n]! * count
      const off = offRates[l]! * count
      this.#total += ahead + back + off
      if (count < CRITICAL_BELOW) {
        this.#critical += ahead + back + off
        continue
      }
      outOf[n] = ahead + back + off
      if (n < states - 1) into[n + 1]! += ahead
      if (n > 0) into[n - 1]! += back
      unbound += off
    }
    for (let n = 0; n < states; n++) {
      this.#limit(complexes[l * states + n]! / this.#order(n), into[n]!, outOf[n]!)
    }
    this.#limit(freeLigands[l]! / 2, unbound, bound)
    return { bound, unbound }
  }

  /** Of the propensities of complexes in state n: 2 where they depend on c as well. */
  #order(n: number): 1 | 2 {
    const { forwardSlope, backwardSlope } = this.#state.rates
    return (n < forwardSlope.length && forwardSlope[n] !== 0) || backwardSlope[n] !== 0 ? 2 : 1
  }

  /** The least rate/|slope|: complexes c by which a rate changes to about e times as much. */
  #feedbackScale(): number {
    const { forward, forwardSlope, backward, backwardSlope } = this.#state.rates
    let least = Number.POSITIVE_INFINITY
    for (let n = 0; n < backward.length; n++) {
      if (n < forward.length && forwardSlope[n] !== 0)
        least = Math.min(least, forward[n]! / Math.abs(forwardSlope[n]!))
      if (backwardSlope[n] !== 0) least = Math.min(least, backward[n]! / Math.abs(backwardSlope[n]!))
    }
    return least
  }

  #limit(scale: number, into: number, outOf: number): void {
    const allowed = Math.max(LEAP_TOLERANCE * scale, 1)
    const byMean = allowed / Math.abs(into - outOf)
    const bySpread = (allowed * allowed) / (into + outOf)
    this.#longest = Math.min(this.#longest, byMean, bySpread)
  }
}
