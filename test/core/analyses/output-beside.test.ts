import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fieldRange } from '../../../src/core/analyses/field.ts'
import { outputBeside } from '../../../src/core/analyses/output-beside.ts'
import { strongestPlace } from '../../../src/core/analyses/strongest-place.ts'
import { adaptiveProofreading } from '../../../src/core/cells/adaptive-proofreading.ts'
import { Interrupted } from '../../../src/core/errors.ts'
import { CELLS, ligands, mixture } from '../cells/mechanistic-cells.ts'

const never = () => false

describe('the output beside a background', () => {
  test.each(CELLS)('is that of the whole mixture, call after call, for %s', (_, model) => {
    fc.assert(
      fc.property(ligands(0, 3), ligands(1, 5), (background, varied) => {
        const given = background.map(([bindingTime, quantity]) => ({ bindingTime, quantity }))
        const kept = structuredClone(given)
        const output = outputBeside(model, given)
        for (const [tau, quantity] of varied) {
          expect(output(tau, quantity)).toBe(model.output(mixture([tau, quantity], ...background)))
        }
        expect(given).toEqual(kept)
      }),
      { numRuns: 10 },
    )
  })

  test('of ideal adaptive proofreading alone does not know the quantity (F1)', () => {
    const output = outputBeside(adaptiveProofreading({ N: 5, m: 3, criticalBindingTime: 3 }), [])
    for (const tau of [0.5, 3, 7]) {
      for (const quantity of [1e-6, 1, 1e9]) {
        expect([output(tau, quantity)]).toAllClose([(tau / 3) ** 2], { rtol: 1e-14 })
      }
    }
  })

  test('is refused for what is no ligand', () => {
    const output = outputBeside(adaptiveProofreading({ N: 5, m: 3, criticalBindingTime: 3 }), [])
    expect(() => output(-1, 1)).toThrow(expect.objectContaining({ code: 'not-a-quantity' }))
    expect(() => output(1, Number.NaN)).toThrow(expect.objectContaining({ code: 'not-a-quantity' }))
  })
})

describe('a range of a field', () => {
  test('is the field’s points row by row, however it is cut', () => {
    const point = (row: number, column: number) => 100 * row + column
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        fc.array(fc.nat(81)),
        (rows, columns, cuts) => {
          const points = rows * columns
          const edges = [0, ...cuts.filter((cut) => cut < points).sort((a, b) => a - b), points]
          const parts = edges
            .slice(1)
            .flatMap((to, i) => [...fieldRange(point, columns, { from: edges[i]!, to }, never)])
          const expected = Array.from({ length: rows }, (_, row) =>
            Array.from({ length: columns }, (_, column) => point(row, column)),
          )
          expect(parts).toEqual(expected.flat())
        },
      ),
    )
  })

  test('that is asked to stop does so at the next point', () => {
    let asked = 0
    const stop = () => ++asked === 10
    expect(() => fieldRange(() => 0, 5, { from: 0, to: 50 }, stop)).toThrow(Interrupted)
    expect(asked).toBe(10)
  })
})

describe('the strongest place of ligands of one kind', () => {
  test.each([
    [2, 1],
    [5, 3],
    [5, 4],
    [3, 1.2],
    [2, 0.5],
    [3, 0],
  ])('is for (%d, %d) where the certificate says, with its output', (N, m) => {
    const model = adaptiveProofreading({ N, m, criticalBindingTime: 3 })
    for (const count of [0, 10, 1000, 1e6]) {
      const agonists = mixture([4, 100], [3, 50])
      const certificate = model.certificates.belowCritical(agonists, count)
      const { bindingTime, output } = strongestPlace(model, agonists, count, 3, never)
      expect([output]).toAllClose([certificate.output], { rtol: 1e-12 })
      if (count > 0) expect(bindingTime).toBeCloseTo(certificate.bindingTime!, 5)
    }
  })

  test.each(CELLS)('of %s is no worse than any of a fine scan', (_, model) => {
    for (const count of [10, 1000, 1e5]) {
      const agonists = mixture([10, 100])
      const { output } = strongestPlace(model, agonists, count, model.criticalBindingTime, never)
      for (let i = 0; i <= 300; i++) {
        const tau = (model.criticalBindingTime * i) / 300
        expect(output).toBeLessThanOrEqual(model.output(mixture([10, 100], [tau, count])) * (1 + 1e-9))
      }
    }
  })

  test('is given up when asked', () => {
    const [, model] = CELLS[0]!
    expect(() => strongestPlace(model, mixture([10, 1]), 5, 3, () => true)).toThrow(Interrupted)
  })
})
