import { expect, test } from 'vitest'
import { columnOf } from '../../../src/core/analyses/decision-statistics.ts'
import { momentsOf } from '../../../src/core/analyses/sample-statistics.ts'
import { GillespieSteps } from '../../../src/core/dynamics/gillespie.ts'
import { NetworkState } from '../../../src/core/dynamics/network-state.ts'
import { randomStream } from '../../../src/core/numerics/random.ts'
import { binomial, chiSquareDeviate } from '../../chi-square.ts'
import { MODELS, mixtureOf, outputsOf, plainNetwork } from './networks.ts'

const algorithm = 'exact'

test('of few ligands facing many receptors a binomial number is bound at equilibrium', () => {
  const receptors = 1_000_000
  const network = plainNetwork(0, { receptors, bindingRate: 2e-7 })
  const setting = { network, mixture: mixtureOf([4, 20]), times: Float64Array.of(40), algorithm } as const
  const filling = 2e-7 * 4 * receptors
  const outputs = outputsOf(setting, 5000)
  expect(chiSquareDeviate(outputs, binomial(20, filling / (1 + filling)))).toBeLessThan(4)
})

test('of few receptors b are bound at equilibrium with P(b) ∝ (κτ)^b C(L, b) C(R, b) b!', () => {
  const [L, R] = [12, 7]
  const [bindingRate, tau] = [0.04, 3]
  const weights = [1]
  for (let b = 0; b < R; b++) weights.push((weights[b]! * bindingRate * tau * (L - b) * (R - b)) / (b + 1))
  const sum = weights.reduce((a, w) => a + w, 0)
  const network = plainNetwork(0, { receptors: R, bindingRate })
  const setting = { network, mixture: mixtureOf([tau, L]), times: Float64Array.of(30), algorithm } as const
  const outputs = outputsOf(setting, 8000)
  expect(Math.max(...outputs)).toBeLessThanOrEqual(R)
  expect(
    chiSquareDeviate(
      outputs,
      weights.map((w) => w / sum),
    ),
  ).toBeLessThan(4)
})

test('one ligand and one receptor are bound at time t with κτ/(1 + κτ)·(1 − e^-(κ + 1/τ)t)', () => {
  const [kappa, tau] = [0.8, 2]
  const network = plainNetwork(0, { receptors: 1, bindingRate: kappa })
  const times = Float64Array.of(0.1, 0.5, 1, 2, 5)
  const count = 20_000
  const outputs = outputsOf({ network, mixture: mixtureOf([tau, 1]), times, algorithm }, count)
  for (const [i, t] of times.entries()) {
    const p = ((kappa * tau) / (1 + kappa * tau)) * -Math.expm1(-(kappa + 1 / tau) * t)
    const { mean } = momentsOf(columnOf(outputs, times.length, i))
    expect(Math.abs(mean - p), `t = ${t}`).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / count))
  }
})

test('the first ligand binds after an exponential time', () => {
  const network = plainNetwork(0, { receptors: 5, bindingRate: 0.01 })
  const state = new NetworkState(network, mixtureOf([1, 40]))
  const steps = new GillespieSteps(state)
  const random = randomStream(3, 0)
  const classes = Float64Array.from({ length: 20_000 }, () => {
    state.clear()
    steps.adopt()
    return Math.floor(40 * -Math.expm1(-2 * steps.advance(0, 1e9, 1, random)))
  })
  expect(chiSquareDeviate(classes, new Array<number>(40).fill(1 / 40))).toBeLessThan(4)
})

test('independent ligands are in the last state of a chain in a binomial number', () => {
  const receptors = 1_000_000
  const [tau, rate, L] = [5, 0.4, 60]
  const network = plainNetwork(3, { receptors, bindingRate: 1e-6, rate })
  const outputs = outputsOf(
    { network, mixture: mixtureOf([tau, L]), times: Float64Array.of(40), algorithm },
    3000,
  )
  const bound = tau / (1 + tau)
  const p = bound * ((rate * tau) / (1 + rate * tau)) ** 3
  expect(chiSquareDeviate(outputs, binomial(L, p))).toBeLessThan(4)
})

test('ligands of two kinds with the same binding time are as one kind', () => {
  const { network } = MODELS['shp1-feedback']
  const times = Float64Array.of(30)
  const [apart, together] = [mixtureOf([5, 150], [5, 50]), mixtureOf([5, 200])].map((mixture) =>
    momentsOf(outputsOf({ network: network!, mixture, times, algorithm }, 400)),
  )
  const spread = together!.standardDeviation
  expect(Math.abs(apart!.mean - together!.mean)).toBeLessThan(4 * spread * Math.sqrt(2 / 400))
  expect(Math.abs(apart!.standardDeviation / spread - 1)).toBeLessThan(4 * Math.sqrt(1 / 400))
})

test('what does not bind changes nothing, bit for bit', () => {
  const { network } = MODELS['revised-akpr']
  const times = Float64Array.of(5, 20)
  const outputs = (mixture: ReturnType<typeof mixtureOf>) =>
    outputsOf({ network: network!, mixture, times, algorithm }, 5)
  expect(outputs(mixtureOf([0, 500], [6, 300], [9, 0]))).toEqual(outputs(mixtureOf([6, 300])))
})

test('where nothing can react, time passes', () => {
  const { network } = MODELS['revised-akpr']
  const times = Float64Array.of(5, 20)
  for (const kind of ['exact', 'tau-leaping'] as const) {
    const outputs = outputsOf({ network: network!, mixture: mixtureOf([0, 10]), times, algorithm: kind }, 2)
    expect([...outputs]).toEqual([0, 0, 0, 0])
  }
})
