import type { Mixture } from '../cells/mixture.ts'
import type { ProofreadingNetwork } from '../cells/proofreading-network.ts'
import { Interrupted, InvalidInput } from '../errors.ts'
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

/** What replicates of one cell have in common. */
export interface EnsembleSetting {
  readonly network: ProofreadingNetwork
  /** Quantities whole. */
  readonly mixture: Mixture
  /** When the output is looked at, in s: ascending, each above 0. */
  readonly times: Float64Array
  readonly algorithm: StochasticAlgorithm
}

/** Refuses times that are not above 0, finite and ascending; throws `InvalidInput`, its path relative to them. */
export function checkTimes(times: Float64Array): void {
  const wrong = times.findIndex((time, i) => !(time > (i === 0 ? 0 : times[i - 1]!) && Number.isFinite(time)))
  if (times.length > 0 && wrong === -1) return
  throw new InvalidInput(
    'times-not-ascending',
    wrong === -1 ? '' : `/${wrong}`,
    wrong === -1
      ? 'no time is given'
      : `times ascend from above 0, but ${times[wrong]} s follows ${times[wrong - 1] ?? 0} s`,
  )
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
  checkTimes(times)
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
