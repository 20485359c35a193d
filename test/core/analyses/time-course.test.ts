import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { courseToRest, TIME_COURSE_DEFAULTS } from '../../../src/core/analyses/time-course.ts'
import { kineticProofreading, PROOFREADING_ALONE } from '../../../src/core/cells/kinetic-proofreading.ts'
import { OT1_FIT, revisedAkpr } from '../../../src/core/cells/revised-akpr.ts'
import { SHP1_2013, shp1Feedback } from '../../../src/core/cells/shp1-feedback.ts'
import { INTEGRATION_DEFAULTS } from '../../../src/core/dynamics/ode.ts'
import { Interrupted } from '../../../src/core/errors.ts'
import { CELLS, type Ligand, ligands, mixture, RANDOM_CELLS } from '../cells/mechanistic-cells.ts'
import { odex } from '../dynamics/odex.ts'
import { follow, rowsOf, settingOf } from './courses.ts'

const TIMES = [0, 0.5, 2, 10, 30, 100, 300, 1000]
const FIVE = mixture([10, 40], [4, 2000], [0.3, 1e5], [25, 1], [2.5, 300])
const outputs = (points: readonly { output: number }[]) => points.map(({ output }) => output)

/** All of the network inhibited by what comes out of it, at once but late: it overshoots. */
const OVERSHOOTING = revisedAkpr({
  ...OT1_FIT,
  steps: 8,
  feedbackStep: 8,
  inhibitedSteps: 8,
  inhibitionHill: 2,
  inhibitionThreshold: 0.01,
  feedbackThreshold: 1000,
  phosphorylationRate: 1,
})

/** What waits in state 0 keeps itself there: bistable for a steep inhibition. */
const BISTABLE = revisedAkpr({
  ...OT1_FIT,
  steps: 2,
  feedbackStep: 0,
  inhibitedSteps: 2,
  inhibitionHill: 3,
  inhibitionThreshold: 0.1,
  feedbackThreshold: 1000,
  phosphorylationRate: 1,
})

describe('a course', () => {
  test('of binding alone relaxes as b∞(1 − exp(−(κR + 1/τ)t)) where receptors are in excess', () => {
    const [L, tau, kappa, R] = [3, 4, 1e-10, 3e9]
    const model = kineticProofreading({ ...PROOFREADING_ALONE, bindingRate: kappa, receptors: R })
    const rate = kappa * R + 1 / tau
    const expected = TIMES.map((t) => ((L * kappa * R) / rate) * -Math.expm1(-rate * t))
    for (const method of ['stiff', 'explicit'] as const) {
      const setting = settingOf(model, mixture([tau, L]), { method, relativeTolerance: 1e-9 })
      const bound = follow(setting, TIMES).points.map(({ complexes }) => complexes.reduce((a, b) => a + b))
      // Receptors are not quite in excess: by a relative 1e-9.
      expect(bound).toAllClose(expected, { rtol: 1e-7 })
    }
  })

  test('of what is bound at the start walks the chain as a Poisson process where nothing binds again', () => {
    const [B, tau, phi, N] = [70, 6, 0.4, 4]
    const parameters = { ...PROOFREADING_ALONE, steps: N, phosphorylationRate: phi, bindingRate: 1e-30 }
    const setting = settingOf(kineticProofreading(parameters), mixture([tau, 100]), {}, [[B, 0, 0, 0, 0]])
    const times = [0, 0.1, 1, 5, 20]
    const { points } = follow(setting, times)
    for (const [i, t] of times.entries()) {
      let [term, below] = [B * Math.exp(-t / tau - phi * t), 0]
      for (let n = 0; n < N; n++) {
        expect([points[i]!.complexes[n]]).toAllClose([term], { rtol: 1e-5, atol: 1e-8 })
        below += term
        term *= (phi * t) / (n + 1)
      }
      expect([points[i]!.output]).toAllClose([B * Math.exp(-t / tau) - below], { rtol: 1e-5, atol: 1e-8 })
    }
  })

  test.each(CELLS)('of %s is the same by both methods and by odex', (_, model) => {
    const tight = { relativeTolerance: 1e-10, absoluteTolerance: 1e-13 }
    const [stiff, explicit] = (['stiff', 'explicit'] as const).map((method) =>
      settingOf(model, FIVE, { method, ...tight }),
    )
    const times = [3, 40]
    const byStiff = follow(stiff!, times).points
    const byExplicit = follow(explicit!, times).points
    const tolerance = { rtol: 1e-7, atol: 1e-10 }
    for (const [i, time] of times.entries()) {
      expect(byStiff[i]!.complexes).toAllClose(byExplicit[i]!.complexes, tolerance)
      const y = Float64Array.from(odex(stiff!.system, stiff!.start, time, 1e-11))
      expect(byStiff[i]!.complexes).toAllClose(stiff!.system.complexesOf(y), tolerance)
      expect([byStiff[i]!.output]).toAllClose([stiff!.system.output(y)], tolerance)
      expect([byStiff[i]!.feedback]).toAllClose([stiff!.system.feedback(y)], tolerance)
    }
  })

  test.each(['stiff', 'explicit'] as const)('by the %s method heeds both tolerances', (method) => {
    const model = revisedAkpr(OT1_FIT)
    const exact = follow(settingOf(model, FIVE, { relativeTolerance: 1e-12 }), TIMES).points
    const errorWith = (relativeTolerance: number, absoluteTolerance: number) => {
      const options = { method, relativeTolerance, absoluteTolerance }
      const { points } = follow(settingOf(model, FIVE, options), TIMES)
      return Math.max(...points.map(({ output }, i) => Math.abs(output - exact[i]!.output)))
    }
    const fine = errorWith(1e-9, 1e-14)
    expect(fine).toBeLessThan(1e-9)
    // Loose relative tolerances weigh on large numbers, loose absolute ones on small numbers.
    expect(errorWith(1e-2, 1e-14)).toBeGreaterThan(10 * fine)
    expect(errorWith(1e-9, 10)).toBeGreaterThan(10 * fine)
  })

  test('keeps to what there is, by any tolerance', () => {
    const cell = fc.constantFrom(...CELLS.map(([, model]) => model))
    const exponent = fc.integer({ min: -9, max: -3 })
    fc.assert(
      fc.property(cell, ligands(1, 3), exponent, (model, kinds, digits) => {
        const setting = settingOf(model, mixture(...kinds), { relativeTolerance: 10 ** digits })
        const { receptors, steps } = model.network!
        const error = 100 * 10 ** digits
        for (const { complexes, output } of follow(setting, TIMES).points) {
          const rows = rowsOf(complexes, steps + 1)
          const bound = rows.map((row) => row.reduce((a, b) => a + b))
          const total = bound.reduce((a, b) => a + b)
          expect(total).toBeLessThanOrEqual(receptors * (1 + error))
          for (const [l, [, quantity]] of kinds.entries())
            expect(bound[l]).toBeLessThanOrEqual(quantity * (1 + error))
          expect(Math.min(...complexes)).toBeGreaterThanOrEqual(-error * total)
          expect(output).toBeCloseTo(
            rows.reduce((sum, row) => sum + row.at(-1)!, 0),
            10,
          )
        }
      }),
      { numRuns: 60, endOnFailure: true },
    )
  })

  test('stays where it starts at rest', () => {
    for (const [, model] of CELLS) {
      const rest = courseToRest(settingOf(model, FIVE), FIVE)
      const start = rowsOf(rest.complexes, model.network!.steps + 1)
      const setting = settingOf(model, FIVE, {}, start)
      const { points, peak, respondsFrom } = follow(setting, TIMES)
      expect(outputs(points)).toAllClose(
        TIMES.map(() => rest.algebra),
        { rtol: 1e-9 },
      )
      expect([peak.output]).toAllClose([rest.algebra], { rtol: 1e-9 })
      expect(respondsFrom).toBe(rest.algebra > model.threshold ? 0 : null)
      expect(courseToRest(setting, FIVE)).toMatchObject({ time: 0, statistics: { steps: 0 } })
    }
  })

  test('goes on from where another one was left', () => {
    const model = shp1Feedback(SHP1_2013)
    const options = { relativeTolerance: 1e-9 }
    const whole = follow(settingOf(model, FIVE, options), [20, 50]).points
    const start = rowsOf(whole[0]!.complexes, SHP1_2013.steps + 1)
    const [rest] = follow(settingOf(model, FIVE, options, start), [30]).points
    expect(rest!.complexes).toAllClose(whole[1]!.complexes, { rtol: 1e-7, atol: 1e-12 })
  })

  test('of ligands that never bind is nothing, from the first to the last', () => {
    const none = mixture([0, 1000], [5, 0])
    const setting = settingOf(revisedAkpr(OT1_FIT), none)
    const { points, peak, respondsFrom } = follow(setting, [0, 5, 50])
    expect(outputs(points)).toEqual([0, 0, 0])
    expect(points[2]!.complexes).toEqual(new Float64Array(14))
    expect({ peak, respondsFrom }).toEqual({ peak: { time: 0, output: 0 }, respondsFrom: null })
    expect(courseToRest(setting, none)).toMatchObject({ output: 0, time: 0, algebra: 0 })
  })

  test('has the same bits each time, whatever is asked of it between', () => {
    const setting = settingOf(OVERSHOOTING, FIVE)
    const once = follow(setting, TIMES)
    expect(follow(settingOf(OVERSHOOTING, FIVE), TIMES)).toEqual(once)
    const { points, ...others } = follow(setting, [0.1, 7, 8, 9, 1000])
    const { points: before, ...all } = once
    expect(others).toEqual(all)
    expect(points.at(-1)).toEqual(before.at(-1))
  })
})

/** Nearly all receptors taken, in one of the states: by all kinds of ligand in proportion, or by one of them. */
function startsOf(kinds: readonly Ligand[], states: number, receptors: number): number[][][] {
  const all = kinds.reduce((sum, [, quantity]) => sum + quantity, 0)
  const alone = kinds.map((_, taken) => kinds.map(([, quantity], l) => (l === taken ? quantity : 0)))
  return [kinds.map(([, quantity]) => (quantity * receptors) / Math.max(receptors, all)), ...alone].flatMap(
    (quantities) =>
      Array.from({ length: states }, (_, n) =>
        quantities.map((quantity) =>
          Array.from({ length: states }, (_, i) => (i === n ? 0.99 * Math.min(quantity, receptors) : 0)),
        ),
      ),
  )
}

describe('the steady state of a course', () => {
  test.each(CELLS)('of %s is that of the algebra', (_, model) => {
    for (const kinds of [FIVE, mixture([3, 1e4]), mixture([1e-3, 10], [2e-3, 1e6]), mixture([100, 1e7])]) {
      const { output, algebra } = courseToRest(settingOf(model, kinds), kinds)
      expect(algebra).toBe(model.output(kinds))
      expect([output]).toAllClose([algebra], { rtol: 1e-11 })
    }
  })

  test.each(Object.entries(RANDOM_CELLS))('of %s is that of the algebra', (_, cells) => {
    fc.assert(
      fc.property(cells, ligands(1, 4), (model, kinds) => {
        const there = mixture(...kinds)
        const { output, algebra } = courseToRest(settingOf(model, there), there)
        const { steps, receptors } = model.network!
        const ligandsThere = there.quantities.reduce((a, b) => a + b)
        // Elimination leaves no more of what is less than 1e-20 of the whole.
        const tolerance = 1e-8 * Math.max(algebra, 1e-20 * Math.min(receptors, ligandsThere))
        if (Math.abs(output - algebra) <= tolerance) return
        // The course has ended in another steady state; one that starts with little feedback must find that of the algebra.
        expect(model.network!.implicit).toBe(true)
        const found = startsOf(kinds, steps + 1, receptors).map(
          (start) => courseToRest(settingOf(model, there, {}, start), there).output,
        )
        expect(found.some((other) => Math.abs(other - algebra) <= tolerance)).toBe(true)
      }),
      // To make a failing case smaller, cell by cell, would take hours.
      { numRuns: 60, endOnFailure: true },
    )
  })

  test('is found where some states hold next to nothing of the whole, and the tolerance is as small', () => {
    // Of 329 receptors 7e-25 are in the last state with the weakest ligands: less than elimination can tell. Every digit
    // counts, since what it leaves of so little is chance.
    const model = revisedAkpr({
      ...OT1_FIT,
      phosphorylationRate: 0.03763910152211338,
      bindingRate: 0.00016940633187694635,
      receptors: 329.0464529745477,
      feedbackStep: 1,
      feedbackThreshold: 1.5295886897583315,
      inhibitedSteps: 6,
      inhibitionHill: 1.586805820465088,
      inhibitionThreshold: 0.0029918364112308214,
      residualRate: 0.00012143040942840086,
    })
    const kinds = mixture(
      [0.8781157742771254, 1644.1400423605999],
      [22.147769751060263, 99356.7528570309],
      [29.62617844669437, 50.207623228559044],
      [17.297315096910665, 15.714471922527736],
    )
    for (const absoluteTolerance of [1e-9, 1e-14, 2.602000928250002e-22]) {
      const { output, algebra } = courseToRest(settingOf(model, kinds, { absoluteTolerance }), kinds)
      expect([output]).toAllClose([algebra], { rtol: 1e-8 })
    }
  })

  test('may be another than that of the algebra where there are two', () => {
    const kinds = mixture([20, 1000])
    const fromNothing = courseToRest(settingOf(BISTABLE, kinds), kinds)
    const fromAbove = courseToRest(settingOf(BISTABLE, kinds, {}, [[0, 0, 900]]), kinds)
    expect([fromAbove.output]).toAllClose([fromAbove.algebra], { rtol: 1e-11 })
    expect(fromNothing.algebra).toBe(fromAbove.algebra)
    expect(fromNothing.output).toBeLessThan(0.1 * fromNothing.algebra)
  })

  test('is where a long course ends, and the time is one by which it has', () => {
    for (const [, model] of CELLS) {
      const setting = settingOf(model, FIVE)
      const { output, time, complexes } = courseToRest(setting, FIVE)
      const [then, late] = follow(setting, [time, 100 * time]).points
      expect([then!.output]).toAllClose([output], { rtol: 1e-4 })
      expect([late!.output]).toAllClose([output], { rtol: 1e-7 })
      expect(late!.complexes).toAllClose(complexes, { rtol: 1e-5, atol: 1e-6 })
    }
  })
})

describe('the response of a course', () => {
  test('begins when the output crosses the threshold, wherever the times lie', () => {
    for (const options of [{}, { method: 'explicit' }] as const) {
      const setting = settingOf(OVERSHOOTING, mixture([20, 1000]), options)
      const { respondsFrom } = follow(setting, [1000])
      const [there, before, after] = [1, 1 - 1e-4, 1 + 1e-4].map((share) => {
        const exact = settingOf(OVERSHOOTING, mixture([20, 1000]), { relativeTolerance: 1e-11 })
        return follow(exact, [respondsFrom! * share]).points[0]!.output
      })
      expect([there]).toAllClose([OVERSHOOTING.threshold], { rtol: 1e-5 })
      expect(before).toBeLessThan(OVERSHOOTING.threshold)
      expect(after).toBeGreaterThan(OVERSHOOTING.threshold)
    }
  })

  test('is null where the output stays below, and from 0 s where it starts above', () => {
    const kinds = mixture([3, 10])
    expect(follow(settingOf(OVERSHOOTING, kinds), [1000]).respondsFrom).toBeNull()
    const start = [[0, 0, 0, 0, 0, 0, 0, 0, 9]]
    const low = kineticProofreading({ ...PROOFREADING_ALONE, steps: 8, criticalBindingTime: 0.5 })
    expect(follow(settingOf(low, kinds, {}, start), [1000])).toMatchObject({
      respondsFrom: 0,
      peak: { time: 0, output: 9 },
    })
  })

  test('is over before the end where the output only overshoots the threshold', () => {
    const kinds = mixture([20, 1000])
    const { threshold } = OVERSHOOTING
    const { output } = courseToRest(settingOf(OVERSHOOTING, kinds), kinds)
    const between = { ...OVERSHOOTING, threshold: (output + 41) / 2 }
    const { respondsFrom, peak, points } = follow(settingOf(between, kinds), [2000])
    expect(threshold).toBeLessThan(output)
    expect(respondsFrom).toBeGreaterThan(0)
    expect(respondsFrom).toBeLessThan(peak.time)
    expect(points[0]!.output).toBeLessThan(between.threshold)
  })

  test('peaks at the end where it only comes to rest, and at the start where it begins there', () => {
    const kinds = mixture([20, 1000])
    const settling = kineticProofreading({ ...PROOFREADING_ALONE, steps: 3 })
    const { output, complexes } = courseToRest(settingOf(settling, kinds), kinds)
    for (const end of [1e3, 1e4, 1e6]) {
      const { peak, points } = follow(settingOf(settling, kinds), [end])
      expect(peak).toEqual({ time: end, output: points[0]!.output })
    }
    const rested = settingOf(settling, kinds, {}, rowsOf(complexes, 4))
    expect(follow(rested, [1e3]).peak).toEqual({ time: 0, output })
  })

  test('peaks at the highest of its outputs, to the accuracy of the course', () => {
    const kinds = mixture([20, 1000])
    const fine = settingOf(OVERSHOOTING, kinds, { relativeTolerance: 1e-10 })
    const { output } = courseToRest(fine, kinds)
    const times = Array.from({ length: 4001 }, (_, i) => i / 100)
    const highest = follow(fine, times).points.reduce((a, b) => (b.output > a.output ? b : a))
    for (const method of ['stiff', 'explicit'] as const) {
      const { peak } = follow(settingOf(OVERSHOOTING, kinds, { method }), [1000])
      expect([peak.output]).toAllClose([highest.output], { rtol: 1e-5 })
      expect(Math.abs(peak.time - highest.time)).toBeLessThan(0.2)
      expect(peak.output).toBeGreaterThan(1.2 * output)
    }
  })
})

describe('a course is not made', () => {
  const model = revisedAkpr(OT1_FIT)

  test.each([
    ['a relative tolerance of 0', { relativeTolerance: 0 }, '/options/relativeTolerance'],
    ['an absolute tolerance of 0', { absoluteTolerance: 0 }, '/options/absoluteTolerance'],
    ['half a step', { maxSteps: 0.5 }, '/options/maxSteps'],
  ])('with %s', (_, options, path) => {
    expect(() => settingOf(model, FIVE, options)).toThrow(
      expect.objectContaining({ name: 'InvalidInput', path }),
    )
  })

  test('of more than a thousand variables, but of a thousand', () => {
    const kinds = (count: number) => mixture(...Array.from({ length: count }, () => [3, 10] as const))
    expect(settingOf(model, kinds(142)).system.dimension).toBe(994)
    expect(() => settingOf(model, kinds(143))).toThrow(
      expect.objectContaining({ name: 'InvalidInput', code: 'too-many-variables', path: '/mixture' }),
    )
  })

  test('beyond the steps allowed, which says how far it came', () => {
    for (const method of ['stiff', 'explicit'] as const) {
      const setting = settingOf(model, FIVE, { method, maxSteps: 3 })
      const failure = { name: 'NumericalFailure', code: 'integration-failed', path: '/options' }
      expect(() => follow(setting, [100])).toThrow(
        expect.objectContaining({ ...failure, message: expect.stringMatching(/stopped at t = \S+ s/) }),
      )
      expect(() => courseToRest(setting, FIVE)).toThrow(
        expect.objectContaining({
          ...failure,
          message: expect.stringMatching(/^on the way to the steady state, .*stopped at t = \S+ s/),
        }),
      )
    }
  })

  test('beyond being asked to stop, which it looks for at every step', () => {
    const setting = settingOf(model, FIVE)
    let asked = 0
    const { statistics } = follow(setting, [100], () => ++asked < 0)
    expect(asked).toBe(statistics.steps + statistics.rejected)
    for (const work of [
      (stop: () => boolean) => follow(setting, [100], stop),
      (stop: () => boolean) => courseToRest(setting, FIVE, stop),
    ]) {
      asked = 0
      expect(() => work(() => ++asked > 10)).toThrow(Interrupted)
      expect(asked).toBe(11)
    }
  })
})

test('the absolute tolerance follows the output at rest, down to what rounding leaves', () => {
  const model = kineticProofreading(PROOFREADING_ALONE)
  const toleranceFor = (...kinds: [number, number][]) =>
    settingOf(model, mixture(...kinds)).options.absoluteTolerance
  expect(toleranceFor([10, 1000])).toBe(INTEGRATION_DEFAULTS.absoluteTolerance)
  expect(toleranceFor([1, 10])).toBe(1e-9 * model.output(mixture([1, 10])))
  expect(toleranceFor([1e-3, 50], [0, 1e9])).toBe(1e-16 * 50)
  expect(toleranceFor([1e-3, 1e9])).toBe(1e-16 * PROOFREADING_ALONE.receptors)
  expect(settingOf(model, FIVE).options).toMatchObject({
    method: TIME_COURSE_DEFAULTS.method,
    relativeTolerance: INTEGRATION_DEFAULTS.relativeTolerance,
    maxSteps: INTEGRATION_DEFAULTS.maxSteps,
  })
})
