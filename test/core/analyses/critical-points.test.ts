import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CriticalPoints, criticalPoints } from '../../../src/core/analyses/critical-points.ts'
import { outputBeside } from '../../../src/core/analyses/output-beside.ts'
import { adaptiveProofreading } from '../../../src/core/cells/adaptive-proofreading.ts'
import type { CellModel } from '../../../src/core/cells/cell-model.ts'
import { Interrupted } from '../../../src/core/errors.ts'
import { evenly } from '../../arbitraries.ts'
import { CELLS, mixture } from '../cells/mechanistic-cells.ts'

const TAU_C = 3
const AGONIST = { bindingTime: TAU_C, quantity: 4000 }
const ANTAGONISTS = 6000
const cell = (N: number, m: number) => adaptiveProofreading({ N, m, criticalBindingTime: TAU_C })
const pointsOf = (N: number, m: number) => criticalPoints(cell(N, m), AGONIST, ANTAGONISTS, TAU_C)

/** Every (N, m) up to 5, and some that are not whole. */
const WHOLE = [1, 2, 3, 4, 5].flatMap((N) => Array.from({ length: N }, (_, m) => [N, m] as const))
const BROKEN = [
  [0.5, 0],
  [1.5, 0],
  [1.2, 0.7],
  [2, 0.5],
  [5, 0.01],
  [3, 1.01],
  [1.3, 1.2],
  [3, 1.2],
  [2.5, 2],
  [5, 2.5],
] as const

/** That every stationary point is a root of the slope between slopes of the right signs, and the strongest the least. */
function expectSound(model: CellModel, quantity: number, to: number, found: CriticalPoints): void {
  const output = outputBeside(model, [AGONIST])
  const at = (tau: number) => output(tau, quantity)
  const slope = (tau: number) =>
    model.gradient(mixture([AGONIST.bindingTime, AGONIST.quantity], [tau, quantity])).bindingTime[1]!
  for (const { bindingTime, output: there, type } of found.stationary) {
    expect([there]).toAllClose([at(bindingTime)], { rtol: 1e-12 })
    const turn = type === 'minimum' ? 1 : -1
    if (bindingTime === 0) {
      expect(slope(0)).toBe(0)
      const beside = [0.05, 0.1].map((tau) => turn * (at(tau) - there))
      for (const rise of beside) expect(rise).toBeGreaterThanOrEqual(0)
      continue
    }
    const h = 1e-3 * bindingTime
    expect(turn * slope(bindingTime - h)).toBeLessThan(0)
    expect(turn * slope(bindingTime + h)).toBeGreaterThan(0)
    expect(turn * (at(bindingTime - h) - 2 * there + at(bindingTime + h))).toBeGreaterThan(0)
    expect(Math.abs(slope(bindingTime))).toBeLessThan(1e-6 * Math.abs(slope(bindingTime + h)))
  }
  const { strongest } = found
  expect([strongest.output]).toAllClose([at(strongest.bindingTime)], { rtol: 1e-12 })
  for (let i = 0; i <= 500; i++) {
    expect(strongest.output).toBeLessThanOrEqual(at((to * i) / 500) * (1 + 1e-12))
  }
}

describe('the critical points of T(τ2)', () => {
  test.each([
    [3, 1, [], 1.426],
    [3, 1.2, [0.227], 1.501],
    [3, 2, [0.745], 1.718],
    [5, 3, [1.369], 2.113],
  ])('for (%d, %d) are inflections at %j and a minimum at %d (F4)', (N, m, inflections, minimum) => {
    const found = pointsOf(N, m)
    expect(found.inflections).toHaveLength(inflections.length)
    found.inflections.forEach((tau, i) => {
      expect(tau).toBeCloseTo(inflections[i]!, 3)
    })
    const minima = found.stationary.filter(({ type }) => type === 'minimum')
    expect(minima).toHaveLength(1)
    expect(minima[0]!.bindingTime).toBeCloseTo(minimum, 3)
    expect(found.strongest.bindingTime).toBe(minima[0]!.bindingTime)
  })

  test.each([...WHOLE, ...BROKEN])('for (%d, %d) are those of its regime (F4)', (N, m) => {
    const found = pointsOf(N, m)
    const critical = m > 1
    expect(found).toMatchObject({
      criticalPointAtOrigin: critical,
      regime: critical ? 'critical-point' : 'no-critical-point',
      pullAtOrigin: m === 0 ? 'none' : m > 1 ? 'vanishes' : m === 1 ? 'finite' : 'diverges',
      escape: m > 2 ? 'algebraic' : m === 2 ? 'exponential' : 'finite',
    })
    const types = found.stationary.map(({ bindingTime, type }) => `${bindingTime === 0 ? 0 : 'τ'} ${type}`)
    if (m === 0) expect(types).toEqual(N > 1 ? ['0 minimum'] : [])
    else expect(types).toEqual(critical ? ['0 maximum', 'τ minimum'] : ['τ minimum'])
    if (m === 0) expect(found.strongest.bindingTime).toBe(0)
    expect(found.inflections).toHaveLength(critical ? 1 : 0)
    expectSound(cell(N, m), ANTAGONISTS, TAU_C, found)
  })

  test('move up towards τc as m grows', () => {
    const minima = [1, 2, 3, 4].map((m) => pointsOf(5, m).strongest.bindingTime)
    expect(minima).toEqual(minima.toSorted((a, b) => a - b))
    expect(minima.at(-1)).toBeLessThan(TAU_C)
  })

  test('lie at τ*(T) = τc (mT/N)^(1/(N−m)), with the T of the minimum itself (F2)', () => {
    fc.assert(
      fc.property(evenly(0.05, 5), evenly(0.2, 4), (m, gap) => {
        const N = m + gap
        const { bindingTime, output } = pointsOf(N, m).strongest
        expect([bindingTime]).toAllClose([TAU_C * ((m * output) / N) ** (1 / gap)], { rtol: 1e-8 })
      }),
      { numRuns: 20 },
    )
  })

  test('include the origin also where doubles cannot hold the slope beside it', () => {
    const found = pointsOf(100, 99)
    expect(found.stationary[0]).toMatchObject({ bindingTime: 0, type: 'maximum' })
    expect(found.stationary).toHaveLength(2)
  })

  test('are looked for up to the end of the range alone', () => {
    const found = criticalPoints(cell(5, 3), AGONIST, ANTAGONISTS, 2)
    expect(found.stationary.map(({ bindingTime }) => bindingTime)).toEqual([0])
    expect(found.strongest.bindingTime).toBe(2)
    const wide = criticalPoints(cell(5, 3), AGONIST, ANTAGONISTS, 40)
    expect(wide.strongest.bindingTime).toBeCloseTo(2.113, 3)
  })
})

describe.each(CELLS)('the critical points of %s', (_, model) => {
  test('are roots of the gradient, of the type that the output shows', () => {
    for (const quantity of [100, 10_000]) {
      const to = model.criticalBindingTime
      expectSound(model, quantity, to, criticalPoints(model, AGONIST, quantity, to))
    }
  })

  test('have the regime of the step that drives the feedback', () => {
    const found = criticalPoints(model, AGONIST, 1000, model.criticalBindingTime)
    const step = model.network!.feedbackStep
    expect(found).toMatchObject({
      criticalPointAtOrigin: step !== null && step > 0,
      pullAtOrigin: step === null ? 'none' : step === 0 ? 'finite' : 'vanishes',
      escape: step === null || step === 0 ? 'finite' : step === 1 ? 'exponential' : 'algebraic',
    })
  })
})

test('the search for critical points is given up when asked', () => {
  let asked = 0
  const stop = () => ++asked === 50
  expect(() => criticalPoints(cell(5, 3), AGONIST, ANTAGONISTS, TAU_C, stop)).toThrow(Interrupted)
  expect(asked).toBe(50)
})
