import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { momentsOf } from '../../../src/core/analyses/sample-statistics.ts'
import { mechanisticModel } from '../../../src/core/cells/mechanistic-model.ts'
import type { Mixture } from '../../../src/core/cells/mixture.ts'
import { OT1_FIT, revisedAkpr } from '../../../src/core/cells/revised-akpr.ts'
import { replicateWork } from '../../../src/core/dynamics/ensemble-work.ts'
import { GillespieSteps } from '../../../src/core/dynamics/gillespie.ts'
import { replicateOutputs } from '../../../src/core/dynamics/network-ensemble.ts'
import { NetworkOde } from '../../../src/core/dynamics/network-ode.ts'
import { NetworkState } from '../../../src/core/dynamics/network-state.ts'
import { TauLeapingSteps } from '../../../src/core/dynamics/tau-leaping.ts'
import { Interrupted } from '../../../src/core/errors.ts'
import { randomStream } from '../../../src/core/numerics/random.ts'
import { MODELS, mixtureOf, outputsOf, plainNetwork, slowlyBinding } from './networks.ts'

const ALGORITHMS = ['exact', 'tau-leaping'] as const
const names = Object.keys(MODELS) as (keyof typeof MODELS)[]
const mixture = mixtureOf([10, 400], [3, 2600])
const manyLigands = mixtureOf([10, 10_000], [3, 20_000])

describe.each(names)('%s', (name) => {
  const model = MODELS[name]
  const network = model.network!

  test.each([
    ['exact', network, mixture],
    ['tau-leaping', slowlyBinding(name), manyLigands],
  ] as const)('its mean output (%s) is that of the algebra', (algorithm, cell, ligands) => {
    const setting = { network: cell, mixture: ligands, times: Float64Array.of(60), algorithm }
    const { mean, standardDeviation } = momentsOf(outputsOf(setting, 24))
    const expected = mechanisticModel(cell, model.criticalBindingTime).output(ligands)
    expect(expected).toBeGreaterThan(20)
    expect(Math.abs(mean - expected)).toBeLessThan((4 * standardDeviation) / Math.sqrt(24))
  })

  test('molecules are kept, whole, and never fewer than none', () => {
    const quantity = fc.integer({ min: 0, max: 3000 })
    const ligand = fc.tuple(fc.double({ min: 0.01, max: 20, noNaN: true }), quantity)
    const ligands = fc.array(ligand, { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(
        ligands,
        fc.integer({ min: 1, max: 5000 }),
        fc.nat(),
        fc.array(fc.boolean(), { minLength: 1, maxLength: 25 }),
        (kinds, receptors, seed, leaps) => {
          const state = new NetworkState({ ...network, receptors, bindingRate: 1e-3 }, mixtureOf(...kinds))
          const exact = new GillespieSteps(state)
          const leaping = new TauLeapingSteps(state)
          const random = randomStream(seed % 2 ** 32, 0)
          for (const leap of leaps) {
            if (leap) leaping.advance(0, 2, random)
            else {
              exact.adopt()
              exact.advance(0, 2, 30, random)
            }
            expect(faultOf(state, receptors)).toBeNull()
          }
        },
      ),
      { numRuns: 40, seed: 7 },
    )
  })

  test.each(ALGORITHMS)(
    'a replicate (%s) is the same, bit for bit, whichever others are made',
    (algorithm) => {
      const setting = { network, mixture, times: Float64Array.of(1, 4), algorithm }
      const all = outputsOf(setting, 5, 9)
      const parts = [
        [0, 2],
        [2, 3],
        [3, 5],
      ].flatMap(([from, to]) => [...replicateOutputs(setting, { from: from!, to: to! }, 9)])
      expect(parts).toEqual([...all])
      expect(all).not.toEqual(outputsOf(setting, 5, 10))
      expect(new Set(all.filter((_, i) => i % 2 === 1)).size).toBeGreaterThan(1)
    },
  )
})

/** What is wrong with a state's counts. */
function faultOf(state: NetworkState, receptors: number): string | null {
  const { kinds, states, complexes, freeLigands, ligands, bound, inState } = state
  const counts = [
    ...complexes,
    ...freeLigands,
    ...bound,
    ...inState,
    state.freeReceptors,
    state.allFreeLigands,
  ]
  if (!counts.every((count) => Number.isInteger(count) && count >= 0)) return 'not whole, or below none'
  for (let l = 0; l < kinds; l++) {
    if (sumOf(complexes.subarray(l * states, (l + 1) * states)) !== bound[l]) return `bound ${l}`
    if (freeLigands[l]! + bound[l]! !== ligands[l]) return `ligands ${l}`
  }
  for (let n = 0; n < states; n++) {
    if (sumOf(complexes.filter((_, i) => i % states === n)) !== inState[n]) return `state ${n}`
  }
  if (sumOf(freeLigands) !== state.allFreeLigands) return 'free ligands'
  return state.freeReceptors + sumOf(bound) === receptors ? null : 'receptors'
}

const sumOf = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0)

test.each(ALGORITHMS)('it stops when asked to, though it has begun (%s)', (algorithm) => {
  const { network } = MODELS['shp1-feedback']
  let looks = 0
  const stop = () => ++looks > 3
  const setting = { network: network!, mixture, times: Float64Array.of(1000), algorithm }
  expect(() => replicateOutputs(setting, { from: 0, to: 10 }, 1, stop)).toThrow(Interrupted)
  expect(looks).toBe(4)
})

test('receptors are rounded; none, or a quantity that is not whole, is refused', () => {
  const rounded = (receptors: number) =>
    new NetworkState(plainNetwork(0, { receptors, bindingRate: 1 }), mixtureOf([1, 3])).receptors
  expect(rounded(OT1_FIT.receptors)).toBe(121_793)
  expect(() => rounded(0.3)).toThrow(expect.objectContaining({ code: 'no-receptors', path: '/receptors' }))
  const { network } = MODELS['kinetic-proofreading']
  expect(() => new NetworkState(network!, mixtureOf([1, 3], [2, 0.5]))).toThrow(
    expect.objectContaining({ code: 'not-whole', path: '/ligands/1/quantity' }),
  )
})

test('ligands that bind for too short to have a rate never bind, as where τ = 0', () => {
  const { network } = MODELS['kinetic-proofreading']
  for (const tau of [0, 1e-309, 5e-324]) {
    const short = mixtureOf([10, 3], [tau, 1000])
    const alone = mixtureOf([10, 3])
    expect(new NetworkState(network!, short).ligands).toEqual(Float64Array.of(3))
    expect(new NetworkOde(network!, short).kinds).toEqual([0])
    expect(replicateWork(network!, short, 60, 'auto')).toEqual(replicateWork(network!, alone, 60, 'auto'))
    const times = Float64Array.of(1, 20)
    const of = (ligands: Mixture) =>
      outputsOf({ network: network!, mixture: ligands, times, algorithm: 'exact' }, 3)
    expect(of(short)).toEqual(of(alone))
  }
})

test('the work of ligands that bind ever so briefly is a number', () => {
  const { network } = MODELS['kinetic-proofreading']
  for (const tau of [1e-307, 1e-300, 1e-200, 1e-20]) {
    const { events, cost } = replicateWork(network!, mixtureOf([tau, 1000]), 60, 'auto')
    expect([Number.isFinite(events), Number.isFinite(cost)]).toEqual([true, true])
  }
})

describe('the work of a replicate', () => {
  test.each(names)('%s: as many reactions as are expected', (name) => {
    const network = MODELS[name].network!
    const state = new NetworkState(network, mixture)
    const steps = new GillespieSteps(state)
    const random = randomStream(1, 0)
    let events = 0
    for (let now = 0; now < 30; events++) now = steps.advance(now, 30, 1, random)
    const expected = replicateWork(network, mixture, 30, 'auto')
    expect(expected.algorithm).toBe('exact')
    expect(Math.abs(events / expected.events - 1)).toBeLessThan(0.1)
    expect(expected.cost).toBe(expected.events)
  })

  test('many reactions are taken in leaps where that is faster, unless another algorithm is asked for', () => {
    const network = slowlyBinding('shp1-feedback')
    const { algorithm, events, cost } = replicateWork(network, manyLigands, 200, 'auto')
    expect(algorithm).toBe('tau-leaping')
    expect(events).toBeGreaterThan(1e6)
    expect(cost).toBeLessThan(events / 2)
    expect(replicateWork(network, manyLigands, 200, 'exact').algorithm).toBe('exact')
    expect(replicateWork(network, mixture, 1, 'tau-leaping').algorithm).toBe('tau-leaping')
  })

  test('leaps that would gain nothing are not chosen', () => {
    const { network } = revisedAkpr(OT1_FIT)
    const work = replicateWork(network!, mixtureOf([10, 10], [3, 10_000]), 600, 'auto')
    expect(work.events).toBeGreaterThan(1e6)
    expect(work.algorithm).toBe('exact')
  })
})
