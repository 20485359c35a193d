import { poisson } from '../numerics/poisson.ts'
import type { RandomStream } from '../numerics/random.ts'
import { bindingPropensity, CRITICAL_BELOW, isBindingCritical } from './leap-length.ts'
import type { NetworkState } from './network-state.ts'

/** A leap of a network, drawn beside its state and taken over only if it leaves no count below 0. */
export class LeapAttempt {
  readonly #state: NetworkState
  /** Counts after the leap. */
  readonly #complexes: Float64Array
  readonly #freeLigands: Float64Array
  #freeReceptors = 0

  constructor(state: NetworkState) {
    this.#state = state
    this.#complexes = new Float64Array(state.complexes.length)
    this.#freeLigands = new Float64Array(state.kinds)
  }

  /**
   * Tries a leap of this length (s) in which each reaction that is not critical happens as often as a Poisson deviate says,
   * and at its end one critical reaction, unless `critical`, the sum of their propensities, is null. Returns
   * whether it was taken.
   */
  take(length: number, critical: number | null, random: RandomStream): boolean {
    const state = this.#state
    this.#complexes.set(state.complexes)
    this.#freeLigands.set(state.freeLigands)
    this.#freeReceptors = state.freeReceptors
    for (let l = 0; l < state.kinds; l++) this.#leapKind(l, length, random)
    if (critical !== null) this.#fireCritical(random.uniform() * critical)
    if (this.#freeReceptors < 0 || hasNegative(this.#freeLigands) || hasNegative(this.#complexes))
      return false
    state.complexes.set(this.#complexes)
    state.recount()
    return true
  }

  #leapKind(l: number, length: number, random: RandomStream): void {
    const state = this.#state
    const { states, complexes, offRates, rates } = state
    const first = l * states
    if (!isBindingCritical(state, l)) this.#bind(l, poisson(bindingPropensity(state, l) * length, random))
    for (let n = 0; n < states; n++) {
      const count = complexes[first + n]!
      if (count < CRITICAL_BELOW) continue
      const exposure = count * length
      this.#unbind(l, n, poisson(offRates[l]! * exposure, random))
      if (n < states - 1) this.#walk(first + n, 1, poisson(rates.forward[n]! * exposure, random))
      if (rates.backward[n]! > 0) this.#walk(first + n, -1, poisson(rates.backward[n]! * exposure, random))
    }
  }

  /** `place` is uniform in [0, Σ critical propensities). Whatever rounding puts past the last one is no event. */
  #fireCritical(place: number): void {
    let left = place
    for (let l = 0; l < this.#state.kinds && left >= 0; l++) left = this.#fireCriticalOf(l, left)
  }

  /** Fires the reaction of kind l whose share of the propensities holds `place`; returns what is left, below 0 once fired. */
  #fireCriticalOf(l: number, place: number): number {
    const state = this.#state
    const { states, complexes, offRates, rates } = state
    let left = place
    if (isBindingCritical(state, l)) {
      left -= bindingPropensity(state, l)
      if (left < 0) this.#bind(l, 1)
    }
    for (let n = 0; n < states && left >= 0; n++) {
      const at = l * states + n
      const count = complexes[at]!
      if (count >= CRITICAL_BELOW) continue
      const ahead = n < states - 1 ? rates.forward[n]! * count : 0
      const back = rates.backward[n]! * count
      left -= offRates[l]! * count + ahead + back
      if (left >= 0) continue
      if (left >= -ahead) this.#walk(at, 1, 1)
      else if (left >= -ahead - back) this.#walk(at, -1, 1)
      else this.#unbind(l, n, 1)
    }
    return left
  }

  #bind(l: number, count: number): void {
    this.#freeReceptors -= count
    this.#freeLigands[l]! -= count
    this.#complexes[l * this.#state.states]! += count
  }

  #unbind(l: number, n: number, count: number): void {
    this.#freeReceptors += count
    this.#freeLigands[l]! += count
    this.#complexes[l * this.#state.states + n]! -= count
  }

  #walk(at: number, by: 1 | -1, count: number): void {
    this.#complexes[at]! -= count
    this.#complexes[at + by]! += count
  }
}

function hasNegative(counts: Float64Array): boolean {
  for (let i = 0; i < counts.length; i++) if (counts[i]! < 0) return true
  return false
}
