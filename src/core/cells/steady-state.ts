import { type FeedbackMap, leastFixedPoint } from './feedback-root.ts'
import { ProofreadingChain } from './proofreading-chain.ts'
import { emptyRates, type ProofreadingNetwork } from './proofreading-network.ts'
import { freeReceptors } from './receptor-binding.ts'

/** Free receptors r, and complexes c in state m, of a network at steady state. */
interface SteadyState {
  readonly free: number
  readonly complexes: number
  readonly output: number
}

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

  constructor(network: ProofreadingNetwork) {
    this.#network = network
    this.#chain = new ProofreadingChain(network.steps, network.feedbackStep)
    this.#rates = emptyRates(network.steps)
    this.#farRates = emptyRates(network.steps)
  }

  /** The output for `quantities[l]` ligands of binding time `bindingTimes[l]`. */
  output(bindingTimes: Float64Array, quantities: Float64Array): number {
    return this.#solve(bindingTimes, quantities).output
  }

  /** The output when every receptor is bound by ligands of one binding time: the limit of a large dose. */
  saturatedOutput(bindingTime: number): number {
    const times = Float64Array.of(bindingTime)
    this.#makeRoom(1)
    this.#bound[0] = this.#network.receptors
    return this.#outputOfBound(times, this.#feedback(times))
  }

  slopes(bindingTimes: Float64Array, quantities: Float64Array): SteadySlopes {
    const { free, complexes } = this.#solve(bindingTimes, quantities)
    this.#network.ratesInto(complexes, this.#rates)
    return this.#slopesAt(bindingTimes, quantities, free)
  }

  #solve(bindingTimes: Float64Array, quantities: Float64Array): SteadyState {
    const { bindingRate, receptors } = this.#network
    const kinds = bindingTimes.length
    this.#makeRoom(kinds)
    const affinities = this.#affinities
    for (let l = 0; l < kinds; l++) affinities[l] = bindingRate * bindingTimes[l]!
    const free = freeReceptors(affinities, quantities, receptors)
    for (let l = 0; l < kinds; l++) {
      const filling = affinities[l]! * free
      this.#bound[l] = (quantities[l]! * filling) / (1 + filling)
    }
    const complexes = this.#feedback(bindingTimes)
    return { free, complexes, output: this.#outputOfBound(bindingTimes, complexes) }
  }

  #makeRoom(kinds: number): void {
    if (this.#bound.length === kinds) return
    this.#affinities = new Float64Array(kinds)
    this.#bound = new Float64Array(kinds)
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
        let bound_ = 0
        for (let l = 0; l < bindingTimes.length; l++) {
          chain.solve(bindingTimes[l]!, this.#rates)
          const passed = chain.passed
          chain.solve(bindingTimes[l]!, this.#farRates)
          bound_ += bound[l]! * (chain.reached - passed)
        }
        return bound_
      },
      greatest: bound.reduce((sum, value) => sum + value, 0),
    }
  }

  /** To be called with the rates in place. */
  #slopesAt(bindingTimes: Float64Array, quantities: Float64Array, free: number): SteadySlopes {
    const kinds = bindingTimes.length
    const finals = new Float64Array(kinds)
    const feedbacks = new Float64Array(kinds)
    const finalsByTime = new Float64Array(kinds)
    const feedbacksByTime = new Float64Array(kinds)
    const chain = this.#chain
    let output = 0
    let outputByComplexes = 0
    let feedbackByComplexes = -1
    for (let l = 0; l < kinds; l++) {
      const bound = this.#bound[l]!
      chain.differentiate(bindingTimes[l]!, this.#rates)
      finals[l] = chain.final
      feedbacks[l] = chain.feedback
      finalsByTime[l] = chain.finalByTime
      feedbacksByTime[l] = chain.feedbackByTime
      output += bound * chain.final
      outputByComplexes += bound * chain.finalByComplexes
      feedbackByComplexes += bound * chain.feedbackByComplexes
    }
    const lambda = outputByComplexes / feedbackByComplexes
    const mu = this.#receptorPrice(quantities, free, finals, feedbacks, lambda)
    const perLigand = new Float64Array(kinds)
    const quantity = new Float64Array(kinds)
    for (let l = 0; l < kinds; l++) {
      const filling = this.#affinities[l]! * free
      const worth = finals[l]! - lambda * feedbacks[l]! - mu
      const byTime = finalsByTime[l]! - lambda * feedbacksByTime[l]!
      const bindingByTime = (this.#network.bindingRate * free) / (1 + filling) ** 2
      quantity[l] = (filling / (1 + filling)) * worth
      perLigand[l] = bindingByTime * worth + (filling / (1 + filling)) * byTime
    }
    return { output, perLigand, quantity }
  }

  /** μ: what the output loses with every receptor that is taken. */
  #receptorPrice(
    quantities: Float64Array,
    free: number,
    finals: Float64Array,
    feedbacks: Float64Array,
    lambda: number,
  ): number {
    let receptorsByFree = 1
    let outputByFree = 0
    for (let l = 0; l < finals.length; l++) {
      const affinity = this.#affinities[l]!
      const boundByFree = (quantities[l]! * affinity) / (1 + affinity * free) ** 2
      receptorsByFree += boundByFree
      outputByFree += boundByFree * (finals[l]! - lambda * feedbacks[l]!)
    }
    return outputByFree / receptorsByFree
  }
}
