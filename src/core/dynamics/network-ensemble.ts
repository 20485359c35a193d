import type { Mixture } from '../cells/mixture.ts'
import type { ProofreadingNetwork } from '../cells/proofreading-network.ts'
import { Interrupted } from '../errors.ts'
import { randomStreams } from '../numerics/random.ts'
import { GillespieSteps } from './gillespie.ts'
import { NetworkState } from './network-state.ts'
import { TauLeapingSteps } from './tau-leaping.ts'

export type StochasticAlgorithm = 'exact' | 'tau-leaping'

/**
 * Replicates draw from the streams of a seed from this one on: above those of populations, controls and whatever else
 * numbers its streams by a count.
 */
export const REPLICATE_STREAM = 2 ** 40

/** Reactions between two looks at whether to stop: a millisecond or so. */
const EVENTS_BETWEEN_LOOKS = 8192

/** Replicates of a cell when nothing is said. */
export const DEFAULT_REPLICATES = 1000

/** What replicates of one cell have in common. */
export interface EnsembleSetting {
  readonly network: ProofreadingNetwork
  /** Quantities whole. */
  readonly mixture: Mixture
  /** When the output is looked at, in s: ascending, each above 0. */
  readonly times: Float64Array
  readonly algorithm: StochasticAlgorithm
}

/**
 * Outputs Σ_l C_N^l of replicates [from, to) of a cell that starts with nothing bound, at each time: one row a
 * replicate. Replicate i draws from stream `REPLICATE_STREAM` + i of the seed, so that a replicate is the same whatever others
 * are made with it.
 *
 * Throws `InvalidInput` for what cannot be counted, and `Interrupted` when `shouldStop` says so.
 */
export function replicateOutputs(
  { network, mixture, times, algorithm }: EnsembleSetting,
  { from, to }: { readonly from: number; readonly to: number },
  seed: number,
  shouldStop: () => boolean = () => false,
): Float64Array {
  const state = new NetworkState(network, mixture)
  const exact = new GillespieSteps(state)
  const leaping = new TauLeapingSteps(state)
  const outputs = new Float64Array((to - from) * times.length)
  const streams = randomStreams(seed, REPLICATE_STREAM + from)
  for (let next = 0; next < outputs.length; ) {
    const random = streams.next().value
    state.clear()
    exact.adopt()
    let now = 0
    for (const until of times) {
      while (now < until) {
        if (shouldStop()) throw new Interrupted()
        now =
          algorithm === 'exact'
            ? exact.advance(now, until, EVENTS_BETWEEN_LOOKS, random)
            : leaping.advance(now, until, random)
      }
      outputs[next++] = state.output
    }
  }
  return outputs
}
