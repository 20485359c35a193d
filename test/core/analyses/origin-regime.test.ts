import { describe, expect, test } from 'vitest'
import { regimeAtFloor } from '../../../src/core/analyses/origin-regime.ts'
import { adaptiveSorting, SORTING_ILLUSTRATION } from '../../../src/core/cells/adaptive-sorting.ts'
import { kineticProofreading, PROOFREADING_ALONE } from '../../../src/core/cells/kinetic-proofreading.ts'
import { mixtureTarget } from '../../../src/core/cells/mixture-target.ts'
import { regimeOf } from '../../../src/core/cells/regime.ts'
import { OT1_FIT, revisedAkpr } from '../../../src/core/cells/revised-akpr.ts'
import { SHP1_2013, shp1Feedback } from '../../../src/core/cells/shp1-feedback.ts'
import type { Target } from '../../../src/core/target.ts'
import { cellTarget, linearTarget } from '../attacks/targets.ts'
import { mixture } from '../cells/mechanistic-cells.ts'

const MIXTURES = [
  { bindingTimes: [4, 1.5], quantities: [100, 300] },
  { bindingTimes: [3.5, 0], quantities: [3000, 7000] },
  { bindingTimes: [6, 2.9, 0.4, 0.4, 0], quantities: [10, 1, 500, 500, 20] },
]

/** f(x) = ½ − Σ w_i h(x_i), h the Hill function of exponent n with θ = 0.5, on pixels from 0 to 1. */
function hillTarget(n: number, weights: readonly number[]): Target {
  const hill = (x: number) => x ** n / (x ** n + 0.5 ** n)
  const slope = (x: number) => {
    if (x === 0) return n > 1 ? 0 : n === 1 ? 1 / 0.5 : Number.POSITIVE_INFINITY
    return (n * 0.5 ** n * x ** (n - 1)) / (x ** n + 0.5 ** n) ** 2
  }
  return {
    ...linearTarget(weights, { lower: 0, upper: 1 }),
    output: (x) => weights.reduce((sum, weight, i) => sum - weight * hill(x[i]!), 0.5),
    gradient: (x) => Float64Array.from(weights, (weight, i) => (weight === 0 ? 0 : -weight * slope(x[i]!))),
  }
}

describe('the regime at the floor', () => {
  test.each([0, 0.5, 1, 1.2, 1.5, 2, 3])('of an ideal cell is that of m = %d, whatever it sees', (m) => {
    for (const cell of MIXTURES) {
      const target = cellTarget([5, m], cell)
      const found = regimeAtFloor(target, Float64Array.from(cell.bindingTimes))
      expect(found.regime).toBe(regimeOf(m === 0 ? null : m - 1))
      if (m > 1) expect(found).toMatchObject({ gradientAtFloor: 0, pullAtFloor: 0 })
      if (m === 1) expect(found.pullAtFloor).toBe(1)
      if (m > 0 && m < 1) expect(found).toMatchObject({ gradientAtFloor: null, pullAtFloor: 1 })
      // The output only rises above the floor, which is where the strongest antagonists are.
      if (m === 0) expect(found).toMatchObject({ gradientAtFloor: 0, pullAtFloor: null })
    }
  })

  test('has for m = 1 the derivative of a ligand that begins to bind, −T L/S_1 of what is left', () => {
    const cell = MIXTURES[1]!
    const { gradientAtFloor } = regimeAtFloor(cellTarget([2, 1], cell), Float64Array.of(3.5, 0))
    expect(gradientAtFloor).toBeCloseTo(((3.5 / 3) * 7000) / (3000 * 3.5), 12)
  })

  test.each([
    ['kinetic proofreading', kineticProofreading(PROOFREADING_ALONE)],
    ['adaptive sorting', adaptiveSorting(SORTING_ILLUSTRATION)],
    ['adaptive sorting, m = 0', adaptiveSorting({ ...SORTING_ILLUSTRATION, feedbackStep: 0 })],
    ['SHP-1 feedback', shp1Feedback(SHP1_2013)],
    ['SHP-1 feedback, m = 0', shp1Feedback({ ...SHP1_2013, feedbackStep: 0 })],
    ['revised AKPR', revisedAkpr(OT1_FIT)],
    ['revised AKPR, m = 0', revisedAkpr({ ...OT1_FIT, feedbackStep: 0 })],
  ])('of %s is that of its feedback, which pulls far more than the loss of receptors', (_, model) => {
    const { bindingTimes, quantities } = mixture([10, 100], [1, 1000])
    const target = mixtureTarget(model, { bindingTimes, quantities }, 'bindingTime')
    const { regime, gradientAtFloor, pullAtFloor } = regimeAtFloor(target, bindingTimes)
    expect(regime).toBe(regimeOf(model.pullExponent))
    expect(gradientAtFloor).toBeGreaterThan(0)
    if (regime === 'critical-point') expect(pullAtFloor).toBeLessThan(0.01)
    else expect(pullAtFloor).toBeGreaterThan(0.9)
  })

  test('has no critical point where ligands only take receptors from others, whatever the feedback', () => {
    // With feedback at the last step weak ligands add to the output as fast as to the feedback.
    const model = shp1Feedback({ ...SHP1_2013, feedbackStep: 5, feedbackThreshold: 0.01 })
    const given = mixture([10, 100], [1, 1000])
    const target = mixtureTarget(model, given, 'bindingTime')
    expect(regimeOf(model.pullExponent)).toBe('critical-point')
    const { regime, pullAtFloor } = regimeAtFloor(target, given.bindingTimes)
    expect(regime).toBe('no-critical-point')
    expect(pullAtFloor).toBeGreaterThan(0.9)
  })

  test.each([0.5, 1, 1.5, 2, 5, 10])('behind a Hill input with n = %d is that of m = n', (n) => {
    const target = hillTarget(n, [0.8, -1.3, 0, 0.4])
    const found = regimeAtFloor(target, Float64Array.of(0, 0.2, 1, 0.9))
    expect(found.regime).toBe(n > 1 ? 'critical-point' : 'no-critical-point')
    expect(found.gradientAtFloor).toBe(n > 1 ? 0 : n === 1 ? 1.3 / 0.5 : null)
  })

  test('of a linear target is that of a pull as strong at the floor as anywhere', () => {
    const target = linearTarget([2, -3], { lower: 0, upper: 1 })
    const at = Float64Array.of(0.3, 0.4)
    expect(regimeAtFloor(target, at)).toEqual({
      regime: 'no-critical-point',
      gradientAtFloor: 3,
      pullAtFloor: 1,
    })
    expect(regimeAtFloor(linearTarget([2, 3], { lower: 0 }), at).pullAtFloor).toBeNull()
  })

  test('looks once at ligands that may exchange their binding times', () => {
    const cell = { bindingTimes: new Float64Array(500).fill(0.5), quantities: new Float64Array(500).fill(1) }
    cell.bindingTimes[0] = 4
    const target = cellTarget([5, 3], cell)
    let gradients = 0
    const counted = {
      ...target,
      gradient(x: Float64Array) {
        gradients++
        return target.gradient(x)
      },
    }
    expect(regimeAtFloor(counted, cell.bindingTimes).regime).toBe('critical-point')
    expect(gradients).toBe(2 * 13)
  })

  test('is refused where a coordinate has no floor', () => {
    expect(() => regimeAtFloor(linearTarget([1]), Float64Array.of(0))).toThrow(
      expect.objectContaining({ code: 'no-floor' }),
    )
  })
})
