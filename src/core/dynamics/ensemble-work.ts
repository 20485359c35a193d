import type { Mixture } from '../cells/mixture.ts'
import type { ProofreadingNetwork } from '../cells/proofreading-network.ts'
import { freeReceptors } from '../cells/receptor-binding.ts'
import { GillespieSteps } from './gillespie.ts'
import { LEAP_TOLERANCE } from './leap-length.ts'
import type { StochasticAlgorithm } from './network-ensemble.ts'
import { NetworkState } from './network-state.ts'
import { LEAST_EVENTS_PER_LEAP, TauLeapingSteps } from './tau-leaping.ts'

/** What can be asked for. */
export type AlgorithmChoice = 'auto' | StochasticAlgorithm

export const DEFAULT_ALGORITHM: AlgorithmChoice = 'auto'

/** `auto` is exact up to so many expected reactions a replicate, about a tenth of a second, … */
export const MOST_EXACT_EVENTS = 1_000_000

/** … and beyond that as well where leaps would not be so many times faster: they are approximate. */
const LEAST_GAIN = 2

/** Until a cell that starts empty has settled, leaps are limited by its growth; so many e-folds are allowed for. */
const E_FOLDS = 10

/** c is brought so near its fixed point, or through so many rounds: for an estimate. */
const FEEDBACK_TOLERANCE = 0.01
const FEEDBACK_ROUNDS = 20

/** Expected work of one replicate. */
export interface ReplicateWork {
  readonly algorithm: StochasticAlgorithm
  /** Reactions, whether taken one by one or in leaps. */
  readonly events: number
  /** Reactions that would take as long one by one. */
  readonly cost: number
}

/**
 * What one replicate of `duration` s will take, from the steady state's propensities: reactions ≈ those that bind what ends
 * up bound + duration × Σa_j. Throws `InvalidInput` for what cannot be counted.
 */
export function replicateWork(
  network: ProofreadingNetwork,
  mixture: Mixture,
  duration: number,
  choice: AlgorithmChoice,
): ReplicateWork {
  const state = new NetworkState(network, mixture)
  settle(state)
  const bound = state.bound.reduce((sum, count) => sum + count, 0)
  const events = bound + duration * new GillespieSteps(state).propensity
  const leaping = costOfLeaps(state, duration, events)
  const leaps =
    choice === 'auto' ? events > MOST_EXACT_EVENTS && LEAST_GAIN * leaping < events : choice === 'tau-leaping'
  return leaps
    ? { algorithm: 'tau-leaping', events, cost: leaping }
    : { algorithm: 'exact', events, cost: events }
}

/** A leap takes about as long as the fewest reactions worth one. */
function costOfLeaps(state: NetworkState, duration: number, events: number): number {
  const { longest, critical } = new TauLeapingSteps(state).appraise()
  const leaps = E_FOLDS / LEAP_TOLERANCE + duration * (1 / longest + critical)
  return Math.min(events, leaps * LEAST_EVENTS_PER_LEAP)
}

/** Puts the expected numbers of the steady state in the place of counts; they need not be whole. */
function settle(state: NetworkState): void {
  const { network, offRates, ligands, receptors, kinds, feedbackStep } = state
  const affinities = offRates.map((rate) => network.bindingRate / rate)
  const free = freeReceptors(affinities, ligands, receptors)
  const bound = affinities.map((affinity, l) => (ligands[l]! * affinity * free) / (1 + affinity * free))
  let assumed = 0
  for (let round = 0; round < FEEDBACK_ROUNDS; round++) {
    network.ratesInto(assumed, state.rates)
    for (let l = 0; l < kinds; l++) fillChain(state, l, bound[l]!)
    state.recount()
    const found = feedbackStep < 0 ? 0 : state.inState[feedbackStep]!
    if (Math.abs(found - assumed) <= FEEDBACK_TOLERANCE * found) return
    // Half-way, since a map that falls steeply would otherwise be overshot again and again.
    assumed = (assumed + found) / 2
  }
}

/** Spreads the bound ligands of one kind over its chain at the present rates; see `ProofreadingChain`. */
function fillChain({ states, offRates, rates, complexes }: NetworkState, l: number, bound: number): void {
  const first = l * states
  let above = 1
  for (let n = states - 1; n > 0; n--) {
    const ratio = rates.forward[n - 1]! / (rates.backward[n]! + offRates[l]! * above)
    complexes[first + n] = ratio
    above = 1 + ratio * above
  }
  complexes[first] = bound / above
  for (let n = 1; n < states; n++) complexes[first + n]! *= complexes[first + n - 1]!
}
