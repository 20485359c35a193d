import { describe, expect, test } from 'vitest'
import { adaptiveProofreading } from '../../../src/core/cells/adaptive-proofreading.ts'
import { type CellInput, inputsTarget } from '../../../src/core/cells/inputs-target.ts'
import { CELLS, mixture } from './mechanistic-cells.ts'

const INPUTS: readonly CellInput[] = [
  { ligand: 1, coordinate: 'quantity' },
  { ligand: 0, coordinate: 'bindingTime' },
  { ligand: 1, coordinate: 'bindingTime' },
]
const CELL = adaptiveProofreading({ N: 4, m: 2, criticalBindingTime: 3 })

describe('a cell as a function of some of its inputs', () => {
  test.each([['ideal adaptive proofreading', CELL] as const, ...CELLS])(
    'is the model at the mixture with these changed, for %s',
    (_, model) => {
      const given = mixture([10, 100], [2, 50], [1, 700])
      const target = inputsTarget(model, given, INPUTS)
      expect(target).toMatchObject({ dimension: 3, threshold: model.threshold })
      const x = Float64Array.of(400, 8, 3)
      const changed = mixture([8, 100], [3, 400], [1, 700])
      expect(target.output(x)).toBe(model.output(changed))
      const { bindingTime, quantity } = model.gradient(changed)
      expect(target.gradient(x)).toEqual(Float64Array.of(quantity[1]!, bindingTime[0]!, bindingTime[1]!))
      expect(given).toEqual(mixture([10, 100], [2, 50], [1, 700]))
      expect(target.output(Float64Array.of(50, 10, 2))).toBe(model.output(given))
    },
  )

  test('has the gradient of finite differences', () => {
    const target = inputsTarget(CELL, mixture([4, 100], [2, 50]), INPUTS)
    const x = Float64Array.of(400, 3.5, 1.2)
    const gradient = target.gradient(x)
    x.forEach((value, i) => {
      const h = 1e-5 * value
      const at = (by: number) => target.output(x.map((other, k) => (k === i ? other + by : other)))
      expect([gradient[i]!]).toAllClose([(at(h) - at(-h)) / (2 * h)], { rtol: 1e-6 })
    })
  })

  test('is bounded by 0 below, and by nothing above', () => {
    const { bounds } = inputsTarget(CELL, mixture([4, 100], [2, 50]), INPUTS)
    expect(bounds.lower).toEqual(new Float64Array(3))
    expect(bounds.upper).toEqual(new Float64Array(3).fill(Number.POSITIVE_INFINITY))
  })

  test('is refused for what is no mixture', () => {
    expect(() => inputsTarget(CELL, mixture([-4, 100]), [])).toThrow(
      expect.objectContaining({ code: 'not-a-quantity', path: '/ligands/0/bindingTime' }),
    )
  })
})
