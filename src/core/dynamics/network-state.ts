import { checkMixture, type Mixture } from '../cells/mixture.ts'
import { type ChainRates, emptyRates, type ProofreadingNetwork } from '../cells/proofreading-network.ts'
import { InvalidInput } from '../errors.ts'
import { binds } from './binds.ts'

/** Molecules are counted exactly up to here. */
const MOST_MOLECULES = Number.MAX_SAFE_INTEGER

/**
 * The receptors of a network that is counted molecule by molecule: R to the nearest whole number, since a fitted R
 * need not be whole. Throws `InvalidInput` where that leaves none, or more than can be counted.
 */
export function wholeReceptors({ receptors }: ProofreadingNetwork): number {
  const whole = Math.round(receptors)
  if (whole >= 1 && whole <= MOST_MOLECULES) return whole
  throw new InvalidInput(
    'no-receptors',
    '/receptors',
    `${receptors} receptors round to ${whole}, which cannot be counted`,
  )
}

/** Refuses a quantity that is not whole, or more than can be counted; throws `InvalidInput` at `path`. */
export function checkWholeQuantity(quantity: number, path: string): void {
  if (Number.isSafeInteger(quantity)) return
  const why = 'molecules are counted one by one, so that a quantity is a whole number'
  throw new InvalidInput('not-whole', path, `${why}, not ${quantity}`)
}

/**
 * How many molecules of a proofreading network are where: free receptors, free ligands of each kind, and complexes
 * C_n^l, n = 0 … N, with the rates that c = ΣC_m sets at once. All counts are whole numbers.
 *
 * Kinds that never bind (`binds`) are left out: `kinds` counts the others. Receptors are
 * `wholeReceptors`. Throws `InvalidInput` for a mixture that is none or not whole, and as `wholeReceptors` does; paths
 * are relative to the mixture.
 */
export class NetworkState {
  readonly network: ProofreadingNetwork
  readonly kinds: number
  /** N + 1. */
  readonly states: number
  /** m, or −1 where nothing feeds back. */
  readonly feedbackStep: number
  /** 1/τ_l, per s. */
  readonly offRates: Float64Array
  readonly receptors: number
  readonly ligands: Float64Array
  freeReceptors = 0
  readonly freeLigands: Float64Array
  /** Free ligands of all kinds. */
  allFreeLigands = 0
  /** Σ_n C_n^l, one entry a kind. */
  readonly bound: Float64Array
  /** C_n^l at l(N + 1) + n. */
  readonly complexes: Float64Array
  /** Σ_l C_n^l, one entry a state. */
  readonly inState: Float64Array
  /** Those of the present c. */
  readonly rates: ChainRates

  constructor(network: ProofreadingNetwork, mixture: Mixture) {
    checkMixture(mixture)
    const { bindingTimes, quantities } = mixture
    for (const [l, quantity] of quantities.entries()) checkWholeQuantity(quantity, `/ligands/${l}/quantity`)
    const kinds = Array.from(quantities.keys()).filter((l) => binds(mixture, l))
    this.network = network
    this.states = network.steps + 1
    this.feedbackStep = network.feedbackStep ?? -1
    this.offRates = Float64Array.from(kinds, (l) => 1 / bindingTimes[l]!)
    this.ligands = Float64Array.from(kinds, (l) => quantities[l]!)
    this.receptors = wholeReceptors(network)
    this.kinds = kinds.length
    this.freeLigands = new Float64Array(this.kinds)
    this.bound = new Float64Array(this.kinds)
    this.complexes = new Float64Array(this.kinds * this.states)
    this.inState = new Float64Array(this.states)
    this.rates = emptyRates(network.steps)
    this.clear()
  }

  /** Unbinds everything. */
  clear(): void {
    this.complexes.fill(0)
    this.recount()
  }

  /** Brings everything else into line with `complexes`. */
  recount(): void {
    const { kinds, states, complexes, inState, bound } = this
    inState.fill(0)
    this.freeReceptors = this.receptors
    this.allFreeLigands = 0
    for (let l = 0; l < kinds; l++) {
      let sum = 0
      for (let n = 0; n < states; n++) {
        const count = complexes[l * states + n]!
        sum += count
        inState[n]! += count
      }
      bound[l] = sum
      this.freeLigands[l] = this.ligands[l]! - sum
      this.allFreeLigands += this.freeLigands[l]!
      this.freeReceptors -= sum
    }
    this.refreshRates()
  }

  /** To be called when c has changed. */
  refreshRates(): void {
    this.network.ratesInto(this.feedbackStep < 0 ? 0 : this.inState[this.feedbackStep]!, this.rates)
  }

  /** Σ_l C_N^l. */
  get output(): number {
    return this.inState[this.states - 1]!
  }
}
