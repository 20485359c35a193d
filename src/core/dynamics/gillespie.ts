import { exponential } from '../numerics/exponential.ts'
import type { RandomStream } from '../numerics/random.ts'
import type { NetworkState } from './network-state.ts'

/**
 * Exact stochastic simulation of a proofreading network, one reaction after the other: Gillespie's direct method.
 *
 * With a_j the propensities, the next reaction comes after an exponential time of mean 1/Σa_j and is reaction j with
 * probability a_j/Σa_j. Reactions: binding, κ·R_free·L_free of each kind, to C_0; unbinding at 1/τ_l from every
 * state; n → n + 1 at f_n(c) and n → n − 1 at d_n(c). They are chosen group by group (what happens, in which state, to
 * which kind of ligand), each choice with what is left of the same random number.
 *
 * Source: Gillespie, J. Phys. Chem. 81, 2340 (1977).
 */
export class GillespieSteps {
  readonly #state: NetworkState
  readonly #bindingRate: number
  /** f_n + d_n, and f_n; zero where there is no such step. */
  readonly #leaving: Float64Array
  readonly #forward: Float64Array
  /** Σ_l bound_l/τ_l. */
  #unbinding = 0

  constructor(state: NetworkState) {
    this.#state = state
    this.#bindingRate = state.network.bindingRate
    this.#leaving = new Float64Array(state.states)
    this.#forward = new Float64Array(state.states)
    this.adopt()
  }

  /** To be called when the state was changed by another. */
  adopt(): void {
    this.#sumUnbinding()
    this.#copyRates()
  }

  /** Σa_j, per s. */
  get propensity(): number {
    return this.#binding + this.#unbinding + this.#walking
  }

  /**
   * Lets reactions happen from `time` on until the next would come at `until` or later, or until `most` have.
   * Returns the time reached, in s: `until`, or that of the last reaction where `most` were not enough.
   */
  advance(time: number, until: number, most: number, random: RandomStream): number {
    let now = time
    for (let events = 0; events < most; events++) {
      const binding = this.#binding
      const unbinding = this.#unbinding
      const total = binding + unbinding + this.#walking
      now += exponential(random) / total
      // Written so that it also holds when there is nothing left to react.
      if (!(now < until)) return until
      const choice = random.uniform() * total
      if (choice < binding) this.#bind(choice / (this.#bindingRate * this.#state.freeReceptors))
      else if (choice < binding + unbinding) this.#unbind(choice - binding)
      else this.#walk(choice - binding - unbinding)
    }
    return now
  }

  get #binding(): number {
    return this.#bindingRate * this.#state.freeReceptors * this.#state.allFreeLigands
  }

  get #walking(): number {
    const { inState, states } = this.#state
    let sum = 0
    for (let n = 0; n < states; n++) sum += this.#leaving[n]! * inState[n]!
    return sum
  }

  /** `place` is uniform in [0, free ligands). Whatever rounding puts past the last one is no event. */
  #bind(place: number): void {
    const state = this.#state
    const { freeLigands } = state
    const l = indexAt(freeLigands, 0, state.kinds, 1, place)
    if (l < 0) return
    freeLigands[l]!--
    state.allFreeLigands--
    state.freeReceptors--
    state.bound[l]!++
    state.complexes[l * state.states]!++
    this.#sumUnbinding()
    this.#add(0, 1)
  }

  /** `place` is uniform in [0, Σ bound_l/τ_l). */
  #unbind(place: number): void {
    const state = this.#state
    const { bound, offRates, kinds, states } = state
    let left = place
    let l = 0
    for (; l < kinds - 1; l++) {
      const propensity = bound[l]! * offRates[l]!
      if (left < propensity) break
      left -= propensity
    }
    const at = indexAt(state.complexes, l * states, states, 1, left / offRates[l]!)
    if (at < 0) return
    state.complexes[l * states + at]!--
    state.freeLigands[l]!++
    state.allFreeLigands++
    state.freeReceptors++
    bound[l]!--
    this.#sumUnbinding()
    this.#add(at, -1)
  }

  /** `place` is uniform in [0, Σ_n (f_n + d_n) C_n). */
  #walk(place: number): void {
    const state = this.#state
    const { inState, states, complexes } = state
    let left = place
    let n = 0
    for (; n < states - 1; n++) {
      const propensity = this.#leaving[n]! * inState[n]!
      if (left < propensity) break
      left -= propensity
    }
    const ahead = this.#forward[n]! * inState[n]!
    const isAhead = left < ahead
    const rate = isAhead ? this.#forward[n]! : this.#leaving[n]! - this.#forward[n]!
    if (rate === 0) return
    const l = indexAt(complexes, n, state.kinds, states, (isAhead ? left : left - ahead) / rate)
    if (l < 0) return
    const to = isAhead ? n + 1 : n - 1
    complexes[l * states + n]!--
    complexes[l * states + to]!++
    this.#add(n, -1)
    this.#add(to, 1)
  }

  #add(n: number, change: 1 | -1): void {
    const state = this.#state
    state.inState[n]! += change
    if (n !== state.feedbackStep) return
    state.refreshRates()
    this.#copyRates()
  }

  #sumUnbinding(): void {
    const { bound, offRates, kinds } = this.#state
    let sum = 0
    for (let l = 0; l < kinds; l++) sum += bound[l]! * offRates[l]!
    this.#unbinding = sum
  }

  #copyRates(): void {
    const { forward, backward } = this.#state.rates
    for (let n = 0; n < forward.length; n++) {
      this.#forward[n] = forward[n]!
      this.#leaving[n] = forward[n]! + backward[n]!
    }
    this.#leaving[forward.length] = backward[forward.length]!
  }
}

/** Which of `count` counts (from `first` on, `stride` apart) holds this place of their sum; −1 past the last. */
function indexAt(counts: Float64Array, first: number, count: number, stride: number, place: number): number {
  let left = place
  for (let i = 0; i < count; i++) {
    left -= counts[first + i * stride]!
    if (left < 0) return i
  }
  return -1
}
