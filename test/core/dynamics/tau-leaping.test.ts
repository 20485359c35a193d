import { expect, test } from 'vitest'
import { momentsOf } from '../../../src/core/analyses/sample-statistics.ts'
import type { Mixture } from '../../../src/core/cells/mixture.ts'
import type { ProofreadingNetwork } from '../../../src/core/cells/proofreading-network.ts'
import { NetworkState } from '../../../src/core/dynamics/network-state.ts'
import { TauLeapingSteps } from '../../../src/core/dynamics/tau-leaping.ts'
import { randomStream } from '../../../src/core/numerics/random.ts'
import { mixtureOf, outputsOf, plainNetwork, slowlyBinding } from './networks.ts'

/** Standard deviations between two estimates of a mean, and of a standard deviation, from as many samples each. */
function deviates(a: Float64Array, b: Float64Array) {
  const [first, second] = [momentsOf(a), momentsOf(b)]
  const spread = Math.hypot(first.standardDeviation, second.standardDeviation)
  return {
    mean: (first.mean - second.mean) / (spread / Math.sqrt(a.length)),
    spread: Math.log(first.standardDeviation / second.standardDeviation) * Math.sqrt(a.length),
  }
}

/** Reactions a call once the cell has settled, about; a burst of exact steps holds 100. */
function reactionsPerCall(network: ProofreadingNetwork, mixture: Mixture): number {
  const random = randomStream(1, 0)
  const steps = new TauLeapingSteps(new NetworkState(network, mixture))
  let now = 0
  while (now < 20) now = steps.advance(now, 20, random)
  let calls = 0
  for (; now < 30; calls++) now = steps.advance(now, 30, random)
  return (10 * steps.appraise().total) / calls
}

test('independent ligands are in the last state with the mean and variance of a binomial distribution', () => {
  const [receptors, tau, rate, L] = [1e8, 5, 0.4, 40_000]
  const network = plainNetwork(2, { receptors, bindingRate: 1e-8, rate })
  const setting = {
    network,
    mixture: mixtureOf([tau, L]),
    times: Float64Array.of(40),
    algorithm: 'tau-leaping',
  } as const
  const p = (tau / (1 + tau)) * ((rate * tau) / (1 + rate * tau)) ** 2
  const count = 300
  const { mean, standardDeviation } = momentsOf(outputsOf(setting, count))
  const expected = Math.sqrt(L * p * (1 - p))
  expect(Math.abs(mean - L * p)).toBeLessThan((4 * expected) / Math.sqrt(count))
  expect(Math.abs(Math.log(standardDeviation / expected))).toBeLessThan(4 / Math.sqrt(2 * count))
})

test.each(['adaptive-sorting', 'shp1-feedback', 'revised-akpr'] as const)(
  '%s: mean and variance agree with those of exact steps, while it settles and afterwards',
  (name) => {
    const network = slowlyBinding(name)
    const mixture = mixtureOf([10, 10_000], [4, 20_000])
    expect(reactionsPerCall(network, mixture)).toBeGreaterThan(120)
    for (const time of [2.5, 8]) {
      const setting = { network, mixture, times: Float64Array.of(time) }
      const exact = outputsOf({ ...setting, algorithm: 'exact' }, 60, 1)
      const leaping = outputsOf({ ...setting, algorithm: 'tau-leaping' }, 60, 2)
      const { mean, spread } = deviates(leaping, exact)
      expect(Math.abs(mean), `mean at ${time} s`).toBeLessThan(4)
      expect(Math.abs(spread), `spread at ${time} s`).toBeLessThan(4)
    }
  },
)

test('few molecules are taken in exact steps', () => {
  expect(reactionsPerCall(slowlyBinding('shp1-feedback'), mixtureOf([10, 100]))).toBeLessThan(101)
})
