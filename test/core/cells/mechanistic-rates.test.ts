import { describe, expect, test } from 'vitest'
import { SORTING_ILLUSTRATION } from '../../../src/core/cells/adaptive-sorting.ts'
import { PROOFREADING_ALONE } from '../../../src/core/cells/kinetic-proofreading.ts'
import { type ChainRates, emptyRates } from '../../../src/core/cells/proofreading-network.ts'
import { OT1_FIT } from '../../../src/core/cells/revised-akpr.ts'
import { SHP1_2013, shp1Feedback } from '../../../src/core/cells/shp1-feedback.ts'
import steadyStates from '../../reference/steady-states.json' with { type: 'json' }
import { CELLS, difference } from './mechanistic-cells.ts'

describe.each(CELLS)('the rates of %s', (_, { network }) => {
  const { steps, feedbackStep, ratesInto } = network!
  const at = (complexes: number): ChainRates => {
    const rates = emptyRates(steps)
    ratesInto(complexes, rates)
    return rates
  }

  test('only slow the walk up as complexes become more', () => {
    for (let exponent = -6; exponent < 6; exponent++) {
      const [few, more] = [at(10 ** exponent), at(10 ** (exponent + 1))]
      expect(few.forward.every((rate, n) => more.forward[n]! <= rate)).toBe(true)
      expect(few.backward.every((rate, n) => more.backward[n]! >= rate)).toBe(true)
    }
  })

  test('have the slopes of differences, at any number of complexes and at none', () => {
    for (let exponent = -6; exponent <= 6; exponent++) {
      const complexes = 10 ** exponent
      const rates = at(complexes)
      for (const [side, slopes] of [
        ['forward', rates.forwardSlope],
        ['backward', rates.backwardSlope],
      ] as const)
        slopes.forEach((received, n) => {
          const { slope } = difference((c) => at(c)[side][n]!, complexes)
          const atol = (1e-10 * rates[side][n]!) / complexes
          expect([received]).toAllClose([slope], { rtol: 1e-6, atol })
        })
    }
    const [none, few] = [at(0), at(1e-8)]
    for (const side of ['forward', 'backward'] as const)
      none[`${side}Slope`].forEach((received, n) => {
        const rate = none[side][n]!
        const slope = (few[side][n]! - rate) / 1e-8
        // Rounding of the rate, and curvature.
        expect([received]).toAllClose([slope], { rtol: 1e-3, atol: 1e-7 * rate })
      })
  })

  test('do not change with the complexes where nothing feeds back', () => {
    if (feedbackStep === null) expect(at(1e6)).toEqual(at(0))
    else expect(at(1e6)).not.toEqual(at(0))
  })
})

describe('the default parameters', () => {
  test('of revised AKPR are those of the reference, the published fit', () => {
    const { criticalBindingTime, ...fit } = OT1_FIT
    expect(fit).toEqual(steadyStates[0]!.parameters)
    // Between the peptides T4 and Q4 of the panel.
    expect(criticalBindingTime).toBeGreaterThan(4.71)
    expect(criticalBindingTime).toBeLessThan(5.99)
  })

  test('of SHP-1 feedback make the threshold about 0.2, as in PNAS 110, E888', () => {
    expect(shp1Feedback(SHP1_2013).threshold).toBeCloseTo(0.2, 1)
  })

  test('of kinetic proofreading and adaptive sorting have the rates and receptors of SHP-1 feedback', () => {
    const { phosphorylationRate, bindingRate, receptors, steps } = SHP1_2013
    expect(PROOFREADING_ALONE).toMatchObject({ phosphorylationRate, bindingRate, receptors, steps })
    expect(SORTING_ILLUSTRATION).toMatchObject({ phosphorylationRate, bindingRate, receptors })
  })
})
