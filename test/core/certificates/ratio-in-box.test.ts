import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { iterativeFgsm } from '../../../src/core/attacks/iterative-fgsm.ts'
import { adaptiveProofreading } from '../../../src/core/cells/adaptive-proofreading.ts'
import { mixtureTarget } from '../../../src/core/cells/mixture-target.ts'
import {
  leastRatioOverPlaces,
  leastRatioOverQuantities,
} from '../../../src/core/certificates/ratio-in-box.ts'

const steps = fc.record({
  m: fc.double({ min: 0, max: 5, noNaN: true }),
  gap: fc.double({ min: 0.2, max: 4, noNaN: true }),
})
const ligand = fc.record({
  low: fc.double({ min: 0.01, max: 2, noNaN: true }),
  width: fc.double({ min: 0, max: 1, noNaN: true }),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
  other: fc.double({ min: 0.1, max: 10, noNaN: true }),
})
const ligands = fc.array(ligand, { minLength: 1, maxLength: 6 })

describe('the least output in a box', () => {
  test('is not above the output at any point of the box, over binding times or over quantities', () => {
    fc.assert(
      fc.property(steps, ligands, ({ m, gap }, kinds) => {
        const N = m + gap
        const box = {
          lower: Float64Array.from(kinds, ({ low }) => low),
          upper: Float64Array.from(kinds, ({ low, width }) => low + width),
        }
        const inside = Float64Array.from(kinds, ({ low, width, share }) => low + share * width)
        const others = Float64Array.from(kinds, ({ other }) => other)
        const ratio = (places: Float64Array, quantities: Float64Array) => {
          const sum = (power: number) =>
            places.reduce((total, u, i) => total + quantities[i]! * u ** power, 0)
          return sum(N) / sum(m)
        }
        expect(ratio(inside, others)).toBeGreaterThanOrEqual(
          leastRatioOverPlaces(others, box, N, m) * (1 - 1e-12),
        )
        expect(ratio(others, inside)).toBeGreaterThanOrEqual(
          leastRatioOverQuantities(others, box, N, m) * (1 - 1e-12),
        )
      }),
    )
  })

  test('is attained: on a grid of the box over two binding times the least output comes as near as the grid allows', () => {
    const [N, m, quantities] = [4, 2.5, Float64Array.of(3, 10)]
    const box = { lower: Float64Array.of(1.1, 0.2), upper: Float64Array.of(1.4, 0.9) }
    let least = Number.POSITIVE_INFINITY
    for (let i = 0; i <= 200; i++) {
      for (let j = 0; j <= 200; j++) {
        const [u, v] = [1.1 + (0.3 * i) / 200, 0.2 + (0.7 * j) / 200]
        least = Math.min(least, (3 * u ** N + 10 * v ** N) / (3 * u ** m + 10 * v ** m))
      }
    }
    expect([leastRatioOverPlaces(quantities, box, N, m)]).toAllClose([least], { rtol: 1e-4 })
  })

  test('is attained over two quantities at a corner of the box', () => {
    const [N, m, places] = [3, 1, Float64Array.of(1.3, 0.5)]
    const box = { lower: Float64Array.of(2, 1), upper: Float64Array.of(5, 40) }
    const corners = [2, 5].flatMap((a) =>
      [1, 40].map((b) => (a * 1.3 ** N + b * 0.5 ** N) / (a * 1.3 ** m + b * 0.5 ** m)),
    )
    expect([leastRatioOverQuantities(places, box, N, m)]).toAllClose([Math.min(...corners)], { rtol: 1e-14 })
  })

  test('is what many small steps of an attack come close to', () => {
    const model = adaptiveProofreading({ N: 4, m: 2, criticalBindingTime: 3 })
    const x = Float64Array.of(3.6, 1.5, 2.4)
    const mixture = { bindingTimes: x, quantities: Float64Array.of(100, 200, 300) }
    const target = mixtureTarget(model, mixture, 'bindingTime')
    const box = { lower: x.map((tau) => tau - 0.3), upper: x.map((tau) => tau + 0.3) }
    const least = model.certificates!.withinBox(mixture, 'bindingTime', box)
    const reached = target.output(iterativeFgsm(target, x, 0.3, { steps: 300 }))
    expect(reached).toBeGreaterThanOrEqual(least)
    expect([reached]).toAllClose([least], { rtol: 1e-3 })
  })

  test('is 0 where the box lets every ligand go unbound', () => {
    const box = { lower: Float64Array.of(0), upper: Float64Array.of(1) }
    expect(leastRatioOverPlaces(Float64Array.of(5), box, 2, 0)).toBe(0)
    expect(leastRatioOverQuantities(Float64Array.of(0.5), box, 3, 1)).toBeLessThanOrEqual(0.25)
  })
})
