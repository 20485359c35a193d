import type { Mixture } from '../cells/mixture.ts'
import { checkMixture } from '../cells/mixture.ts'
import { type ChainRates, emptyRates, type ProofreadingNetwork } from '../cells/proofreading-network.ts'
import { binds } from './binds.ts'
import type { OdeSystem } from './ode.ts'

/**
 * A proofreading network that faces any number of kinds of ligand, as ordinary differential equations.
 *
 * With free ligands F_l = L_l − Σ_n C_n^l, free receptors r = R − Σ_l Σ_n C_n^l and rates f_n(c), d_n(c) that the
 * complexes c = Σ_l C_m^l set at once,
 *
 *     dC_n^l/dt = J_(n−1) − J_n − C_n^l/τ_l,   J_n = f_n C_n^l − d_(n+1) C_(n+1)^l,   J_(−1) = κ F_l r,   J_N = 0.
 *
 * A state has C_n^l at l(N + 1) + n; numbers of molecules, s. Kinds that never bind (`binds`) are left out of it. Throws `InvalidInput` for ligands that are no mixture, paths relative to it. Keeps scratch space.
 */
export class NetworkOde implements OdeSystem {
  readonly dimension: number
  /** N + 1. */
  readonly states: number
  /** Which kinds of the mixture are in the state, ascending. */
  readonly kinds: readonly number[]
  readonly #network: ProofreadingNetwork
  readonly #mixtureKinds: number
  /** 1/τ_l, per s. */
  readonly #offRates: Float64Array
  readonly #ligands: Float64Array
  readonly #freeLigands: Float64Array
  readonly #rates: ChainRates

  constructor(network: ProofreadingNetwork, mixture: Mixture) {
    checkMixture(mixture)
    const { bindingTimes, quantities } = mixture
    this.#network = network
    this.#mixtureKinds = quantities.length
    this.kinds = Array.from(quantities.keys()).filter((l) => binds(mixture, l))
    this.states = network.steps + 1
    this.dimension = this.kinds.length * this.states
    this.#offRates = Float64Array.from(this.kinds, (l) => 1 / bindingTimes[l]!)
    this.#ligands = Float64Array.from(this.kinds, (l) => quantities[l]!)
    this.#freeLigands = new Float64Array(this.kinds.length)
    this.#rates = emptyRates(network.steps)
  }

  rates(y: Float64Array, out: Float64Array): void {
    const { states } = this
    const { forward, backward } = this.#rates
    const free = this.#count(y)
    for (let l = 0; l < this.kinds.length; l++) {
      let inflow = this.#network.bindingRate * this.#freeLigands[l]! * free
      for (let n = 0; n < states; n++) {
        const i = l * states + n
        const last = n === states - 1
        const onward = last ? 0 : forward[n]! * y[i]! - backward[n + 1]! * y[i + 1]!
        out[i] = inflow - onward - this.#offRates[l]! * y[i]!
        inflow = onward
      }
    }
  }

  jacobian(y: Float64Array, out: Float64Array): void {
    const free = this.#count(y)
    for (let l = 0; l < this.kinds.length; l++) {
      this.#addBinding(l, free, out)
      this.#addChain(l, out)
      if (this.#network.feedbackStep !== null) this.#addFeedback(l, this.#network.feedbackStep, y, out)
    }
  }

  /** How many ligands there are that bind. */
  get ligands(): number {
    return this.#ligands.reduce((sum, count) => sum + count, 0)
  }

  /** Σ_l C_N^l. */
  output(y: Float64Array): number {
    return this.#total(y, this.#network.steps)
  }

  /** c = Σ_l C_m^l; 0 where nothing feeds back. */
  feedback(y: Float64Array): number {
    return this.#network.feedbackStep === null ? 0 : this.#total(y, this.#network.feedbackStep)
  }

  /** The complexes of all kinds of the mixture, [kind][state], of those in a state. */
  complexesOf(y: Float64Array): Float64Array {
    const { states } = this
    const complexes = new Float64Array(this.#mixtureKinds * states)
    for (const [l, kind] of this.kinds.entries()) {
      complexes.set(y.subarray(l * states, (l + 1) * states), kind * states)
    }
    return complexes
  }

  /** The state with these complexes, [kind][state] for all kinds of the mixture. */
  stateOf(complexes: Float64Array): Float64Array {
    const { states } = this
    const y = new Float64Array(this.dimension)
    for (const [l, kind] of this.kinds.entries()) {
      y.set(complexes.subarray(kind * states, (kind + 1) * states), l * states)
    }
    return y
  }

  /** Fills in free ligands and rates; returns the free receptors. */
  #count(y: Float64Array): number {
    const { states } = this
    let free = this.#network.receptors
    for (let l = 0; l < this.kinds.length; l++) {
      let bound = 0
      for (let n = 0; n < states; n++) bound += y[l * states + n]!
      this.#freeLigands[l] = this.#ligands[l]! - bound
      free -= bound
    }
    // A stage of a step may come out below zero, where Hill functions have no value: fewer than none act as none.
    this.#network.ratesInto(Math.max(0, this.feedback(y)), this.#rates)
    return free
  }

  /** κ F_l r by the complexes: by those of its own kind through F_l, by all through r. */
  #addBinding(l: number, free: number, out: Float64Array): void {
    const { states, dimension } = this
    const { bindingRate } = this.#network
    const row = l * states * dimension
    for (let j = 0; j < dimension; j++) out[row + j]! -= bindingRate * this.#freeLigands[l]!
    for (let n = 0; n < states; n++) out[row + l * states + n]! -= bindingRate * free
  }

  /** The walk along the chain and the fall from it, at fixed rates. */
  #addChain(l: number, out: Float64Array): void {
    const { states, dimension } = this
    const { forward, backward } = this.#rates
    for (let n = 0; n < states; n++) {
      const i = l * states + n
      const at = i * dimension + i
      out[at]! -= this.#offRates[l]!
      if (n === states - 1) return
      out[at]! -= forward[n]!
      out[at + dimension]! += forward[n]!
      out[at + 1]! += backward[n + 1]!
      out[at + dimension + 1]! -= backward[n + 1]!
    }
  }

  /** What c does to the rates: the same for the complexes of every kind in state m. */
  #addFeedback(l: number, feedbackStep: number, y: Float64Array, out: Float64Array): void {
    const { states, dimension } = this
    // Below zero the rates are those of zero.
    if (this.feedback(y) < 0) return
    const { forwardSlope, backwardSlope } = this.#rates
    let inflow = 0
    for (let n = 0; n < states; n++) {
      const i = l * states + n
      const last = n === states - 1
      const onward = last ? 0 : forwardSlope[n]! * y[i]! - backwardSlope[n + 1]! * y[i + 1]!
      for (let j = feedbackStep; j < dimension; j += states) out[i * dimension + j]! += inflow - onward
      inflow = onward
    }
  }

  #total(y: Float64Array, n: number): number {
    let total = 0
    for (let i = n; i < this.dimension; i += this.states) total += y[i]!
    return total
  }
}
