import { type FeedbackMap, leastFixedPoint } from './feedback-root.ts'
import { ProofreadingChain } from './proofreading-chain.ts'
import { emptyRates, type ProofreadingNetwork } from './proofreading-network.ts'
import { freeReceptors } from './receptor-binding.ts'

/** ∂output/∂τ_l (per s) and ∂output/∂L_l; (∂output/∂τ_l)/L_l, which has a value where there is no ligand. */
export interface SteadySlopes {
  readonly output: number
  readonly perLigand: Float64Array
  readonly quantity: Float64Array
}

/**
 * The steady state of a proofreading network that faces any number of kinds of ligand, by algebra.
 *
 * Receptors first: bound_l = L_l a_l r/(1 + a_l r), a_l = κτ_l, with r the root of r + Σ bound_l = R. Then the
 * feedback: c = Σ_l bound_l p_m(τ_l, c), and the output Σ_l bound_l p_N(τ_l, c), where p_n are the shares of the chain.
 * Gradients by the implicit function theorem: with F = r + Σ bound − R and G = Σ bound p_m − c, every derivative is
 * ∂O − λ ∂G − μ ∂F, λ = O_c/G_c, μ = (O_r − λ G_r)/F_r. Arrays have one entry a kind; times in s. Keeps scratch space,
 * and so is not to be shared between threads.
 */
export class NetworkSteadyState {
  readonly #network: ProofreadingNetwork
  readonly #chain: ProofreadingChain
  readonly #rates
  /** Rates at the far end of an interval of c. */
  readonly #farRates
  #affinities = new Float64Array(0)
  #bound = new Float64Array(0)
  /** For each kind C_N, C_m, ∂C_N/∂τ and ∂C_m/∂τ. */
  #rows = new Float64Array(0)

  constructor(network: ProofreadingNetwork) {
    this.#network = network
    this.#chain = new ProofreadingChain(network.steps, network.feedbackStep)
    this.#rates = emptyRates(network.steps)
    this.#farRates = emptyRates(network.steps)
  }

  /** The output for `quantities[l]` ligands of binding time `bindingTimes[l]`. */
  output(bindingTimes: Float64Array, quantities: Float64Array): number {
    this.#bind(bindingTimes, quantities)
    return this.#outputOfBound(bindingTimes, this.#feedback(bindingTimes))
  }

  /** The output when every receptor is bound by ligands of one binding time: the limit of a large dose. */
  saturatedOutput(bindingTime: number): number {
    const times = Float64Array.of(bindingTime)
    this.#makeRoom(1)
    this.#bound[0] = this.#network.receptors
    return this.#outputOfBound(times, this.#feedback(times))
  }

  slopes(bindingTimes: Float64Array, quantities: Float64Array): SteadySlopes {
    const free = this.#bind(bindingTimes, quantities)
    this.#network.ratesInto(this.#feedback(bindingTimes), this.#rates)
    return this.#slopesAt(bindingTimes, quantities, free)
  }

  /** Fills in how many ligands of each kind are bound; returns the free receptors. */
  #bind(bindingTimes: Float64Array, quantities: Float64Array): number {
    const { bindingRate, receptors } = this.#network
    const kinds = bindingTimes.length
    this.#makeRoom(kinds)
    const affinities = this.#affinities
    for (let l = 0; l < kinds; l++) affinities[l] = bindingRate * bindingTimes[l]!
    // None are free only where the sum of quantities times affinities overflows, and then nothing is known of any.
    const free = freeReceptors(affinities, quantities, receptors) || Number.NaN
    for (let l = 0; l < kinds; l++) {
      const filling = affinities[l]! * free
      this.#bound[l] = (quantities[l]! * filling) / (1 + filling)
    }
    return free
  }

  #makeRoom(kinds: number): void {
    // Mixtures of one kind and of two often come in turn.
    if (this.#bound.length >= kinds) return
    this.#affinities = new Float64Array(kinds)
    this.#bound = new Float64Array(kinds)
    this.#rows = new Float64Array(4 * kinds)
  }

  #outputOfBound(bindingTimes: Float64Array, complexes: number): number {
    this.#network.ratesInto(complexes, this.#rates)
    let output = 0
    for (let l = 0; l < bindingTimes.length; l++) {
      this.#chain.solve(bindingTimes[l]!, this.#rates)
      output += this.#bound[l]! * this.#chain.final
    }
    return output
  }

  /** c, the complexes that drive the feedback. */
  #feedback(bindingTimes: Float64Array): number {
    const { feedbackStep, implicit } = this.#network
    if (feedbackStep === null) return 0
    return implicit ? leastFixedPoint(this.#feedbackMap(bindingTimes)) : this.#complexesAt(bindingTimes, 0)
  }

  #complexesAt(bindingTimes: Float64Array, complexes: number): number {
    this.#network.ratesInto(complexes, this.#rates)
    let total = 0
    for (let l = 0; l < bindingTimes.length; l++) {
      this.#chain.solve(bindingTimes[l]!, this.#rates)
      total += this.#bound[l]! * this.#chain.feedback
    }
    return total
  }

  #feedbackMap(bindingTimes: Float64Array): FeedbackMap {
    const bound = this.#bound
    const chain = this.#chain
    return {
      value: (c) => this.#complexesAt(bindingTimes, c),
      withSlope: (c) => {
        this.#network.ratesInto(c, this.#rates)
        let value = 0
        let slope = 0
        for (let l = 0; l < bindingTimes.length; l++) {
          chain.differentiate(bindingTimes[l]!, this.#rates)
          value += bound[l]! * chain.feedback
          slope += bound[l]! * chain.feedbackByComplexes
        }
        return { value, slope }
      },
      // The shares in or above a state fall as c rises, so that C_m = T_m − T_(m+1) ≥ T_m(to) − T_(m+1)(from).
      lowerBound: (from, to) => {
        this.#network.ratesInto(from, this.#rates)
        this.#network.ratesInto(to, this.#farRates)
        let least = 0
        for (let l = 0; l < bindingTimes.length; l++) {
          chain.solve(bindingTimes[l]!, this.#rates)
          const passed = chain.passed
          chain.solve(bindingTimes[l]!, this.#farRates)
          least += bound[l]! * (chain.reached - passed)
        }
        return least
      },
      greatest: bound.subarray(0, bindingTimes.length).reduce((sum, value) => sum + value, 0),
    }
  }

  /** To be called with the rates in place. */
  #slopesAt(bindingTimes: Float64Array, quantities: Float64Array, free: number): SteadySlopes {
    const kinds = bindingTimes.length
    const chain = this.#chain
    const rows = this.#rows
    let output = 0
    let outputByComplexes = 0
    let feedbackByComplexes = -1
    for (let l = 0; l < kinds; l++) {
      const bound = this.#bound[l]!
      chain.differentiate(bindingTimes[l]!, this.#rates)
      rows[4 * l] = chain.final
      rows[4 * l + 1] = chain.feedback
      rows[4 * l + 2] = chain.finalByTime
      rows[4 * l + 3] = chain.feedbackByTime
      output += bound * chain.final
      outputByComplexes += bound * chain.finalByComplexes
      feedbackByComplexes += bound * chain.feedbackByComplexes
    }
    const lambda = outputByComplexes / feedbackByComplexes
    const mu = this.#receptorPrice(quantities, free, lambda)
    const perLigand = new Float64Array(kinds)
    const quantity = new Float64Array(kinds)
    for (let l = 0; l < kinds; l++) {
      const filling = this.#affinities[l]! * free
      const share = filling / (1 + filling)
      const worth = rows[4 * l]! - lambda * rows[4 * l + 1]! - mu
      const byTime = rows[4 * l + 2]! - lambda * rows[4 * l + 3]!
      const bindingByTime = (this.#network.bindingRate * free) / ((1 + filling) * (1 + filling))
      quantity[l] = share * worth
      perLigand[l] = bindingByTime * worth + share * byTime
    }
    return { output, perLigand, quantity }
  }

  /** μ: what the output loses with every receptor that is taken. */
  #receptorPrice(quantities: Float64Array, free: number, lambda: number): number {
    let receptorsByFree = 1
    let outputByFree = 0
    for (let l = 0; l < quantities.length; l++) {
      const affinity = this.#affinities[l]!
      const filling = 1 + affinity * free
      const boundByFree = (quantities[l]! * affinity) / (filling * filling)
      receptorsByFree += boundByFree
      outputByFree += boundByFree * (this.#rows[4 * l]! - lambda * this.#rows[4 * l + 1]!)
    }
    return outputByFree / receptorsByFree
  }
}
