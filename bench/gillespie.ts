import type { Mixture } from '../src/core/cells/mixture.ts'
import { OT1_FIT, revisedAkpr } from '../src/core/cells/revised-akpr.ts'
import { SHP1_2013, shp1Feedback } from '../src/core/cells/shp1-feedback.ts'
import { GillespieSteps } from '../src/core/dynamics/gillespie.ts'
import { replicateOutputs, type StochasticAlgorithm } from '../src/core/dynamics/network-ensemble.ts'
import { NetworkState } from '../src/core/dynamics/network-state.ts'
import { randomStream } from '../src/core/numerics/random.ts'
import { median, report } from './statistics.ts'

/** Short runs and many: on a shared machine the best of them had a core to itself. */
const EVENTS_A_RUN = 500_000
const RUNS = 40

/** Reactions a second of exact simulation in one thread, and how much faster leaps are where there are many molecules. */
export async function benchGillespie(): Promise<void> {
  const cells = {
    'revised AKPR (OT-1)': revisedAkpr(OT1_FIT),
    'SHP-1 feedback': shp1Feedback(SHP1_2013),
  }
  for (const [name, { network }] of Object.entries(cells)) {
    const rates = eventRates(new NetworkState(network!, mixtureOf([10, 10], [3, 1000])))
    report(`${name}, 10 + 1 000 ligands`, {
      'events/s (best)': Math.max(...rates),
      'events/s (median of 40)': median(rates),
    })
    const setting = {
      network: network!,
      mixture: mixtureOf([10, 1000], [3, 100_000]),
      times: Float64Array.of(60),
    }
    const seconds = (algorithm: StochasticAlgorithm) =>
      timed(() => replicateOutputs({ ...setting, algorithm }, { from: 0, to: 3 }, 1)) / 3
    seconds('tau-leaping')
    report(`${name}, 1 000 + 100 000, 60 s`, {
      'exact s': seconds('exact'),
      'leaps s': seconds('tau-leaping'),
    })
  }
}

const mixtureOf = (...ligands: readonly (readonly [bindingTime: number, quantity: number])[]): Mixture => ({
  bindingTimes: Float64Array.from(ligands, ([tau]) => tau),
  quantities: Float64Array.from(ligands, ([, quantity]) => quantity),
})

/** Events a second of each run, from a cell that has settled. */
function eventRates(state: NetworkState): number[] {
  const steps = new GillespieSteps(state)
  const random = randomStream(1, 0)
  const forever = Number.MAX_VALUE
  let now = steps.advance(0, forever, 2 * EVENTS_A_RUN, random)
  return Array.from({ length: RUNS }, () => {
    const seconds = timed(() => {
      now = steps.advance(now, forever, EVENTS_A_RUN, random)
    })
    return EVENTS_A_RUN / seconds
  })
}

function timed(work: () => unknown): number {
  const began = performance.now()
  work()
  return (performance.now() - began) / 1000
}
