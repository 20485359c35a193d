import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fgsm } from '../../../src/core/attacks/fgsm.ts'
import { iterativeFgsm } from '../../../src/core/attacks/iterative-fgsm.ts'
import { controlDraws, reportPerturbation } from '../../../src/core/attacks/perturbation-report.ts'
import { randomSigns } from '../../../src/core/attacks/random-signs.ts'
import { adaptiveProofreading } from '../../../src/core/cells/adaptive-proofreading.ts'
import type { MixtureCoordinates } from '../../../src/core/cells/cell-model.ts'
import { mixtureTarget } from '../../../src/core/cells/mixture-target.ts'
import { randomStream } from '../../../src/core/numerics/random.ts'
import { responds, type Target } from '../../../src/core/target.ts'

const cell = (
  N: number,
  m: number,
  mixture: { bindingTimes: number[]; quantities: number[] },
  what: MixtureCoordinates,
) =>
  mixtureTarget(
    adaptiveProofreading({ N, m, criticalBindingTime: 3 }),
    {
      bindingTimes: Float64Array.from(mixture.bindingTimes),
      quantities: Float64Array.from(mixture.quantities),
    },
    what,
  )
const emptyReceptors = { bindingTimes: [3.5, 0], quantities: [3000, 7000] }

const attacks: [string, (target: Target, x: Float64Array, epsilon: number) => Float64Array][] = [
  ['fgsm', fgsm],
  ['iterative-fgsm', (target, x, epsilon) => iterativeFgsm(target, x, epsilon, { steps: 7 })],
  [
    'iterative-fgsm with long steps',
    (target, x, epsilon) => iterativeFgsm(target, x, epsilon, { steps: 5, stepSize: epsilon }),
  ],
  ['random', (target, x, epsilon) => randomSigns(target, x, epsilon, randomStream(5, 0))],
]

describe('attacks on a cell', () => {
  test.each([
    [2, 1, 1.1667, 0.972, false],
    [3, 2, 1.1667, 1.1, true],
    [5, 3, 1.3611, 1.21, true],
  ])(
    'FGSM with ε = 0.2 takes (%d, %d) with empty receptors from %d to %d (F5)',
    (N, m, before, after, still) => {
      const target = cell(N, m, emptyReceptors, 'bindingTime')
      const start = Float64Array.of(3.5, 0)
      const attacked = fgsm(target, start, 0.2)
      expect(target.output(start)).toBeCloseTo(before, 4)
      expect(target.output(attacked)).toBeCloseTo(after, 4)
      expect(responds(target, attacked)).toBe(still)
      expect(attacked[1]).toBe(m > 1 ? 0 : 0.2)
    },
  )

  test.each(attacks)(
    '%s stays within its budget and its bounds, is finite and the same each time',
    (_, attack) => {
      fc.assert(
        fc.property(
          fc.constantFrom('bindingTime', 'quantity') as fc.Arbitrary<MixtureCoordinates>,
          fc.array(
            fc.tuple(
              fc.double({ min: 0.01, max: 9, noNaN: true }),
              fc.double({ min: 1, max: 50, noNaN: true }),
            ),
            {
              minLength: 1,
              maxLength: 5,
            },
          ),
          fc.double({ min: 0, max: 0.9, noNaN: true }),
          fc.constantFrom([2, 1], [3, 2], [4, 0.5], [2, 0]),
          (what, ligands, epsilon, [N, m]) => {
            const mixture = {
              bindingTimes: ligands.map(([tau]) => tau),
              quantities: ligands.map(([, count]) => count),
            }
            const target = cell(N!, m!, mixture, what)
            const x = Float64Array.from(what === 'bindingTime' ? mixture.bindingTimes : mixture.quantities)
            const kept = x.slice()
            // Half the smallest quantity, so that the attack cannot empty the mixture.
            const size = what === 'bindingTime' ? epsilon * Math.min(...x) : epsilon
            const attacked = attack(target, x, size)
            expect(x).toEqual(kept)
            expect(attacked).toEqual(attack(target, x, size))
            attacked.forEach((value, i) => {
              expect(Number.isFinite(value)).toBe(true)
              expect(value).toBeGreaterThanOrEqual(0)
              expect(Math.abs(value - x[i]!)).toBeLessThanOrEqual(size * (1 + 1e-12) + Number.EPSILON * value)
            })
          },
        ),
      )
    },
  )

  test('is reported beside a control that is drawn more often the fewer coordinates there are', () => {
    const target = cell(2, 1, emptyReceptors, 'bindingTime')
    const report = reportPerturbation(target, Float64Array.of(3.5, 0), 0.2, fgsm, randomStream(1, 0))
    expect([controlDraws(1), controlDraws(2), controlDraws(100), controlDraws(5000)]).toEqual([64, 64, 10, 1])
    // The four draws of two signs: two leave the empty receptors at 0, since they cannot go below it.
    const outputs = [3.7, 3.3].flatMap((tau) =>
      [0, 0.2].map((empty) => target.output(Float64Array.of(tau, empty))),
    )
    expect([report.control.least]).toAllClose([Math.min(...outputs)], { rtol: 1e-12 })
    expect(report.control.output).toBeGreaterThan(report.output)
    expect(report.control.output).toBeLessThan(Math.max(...outputs))
    expect(report.norms).toMatchObject({ linf: expect.closeTo(0.2, 12), l0: 2 })
  })

  test('that takes every binding time to 0 has reached the least output, and stops there', () => {
    const target = cell(2, 1, { bindingTimes: [3.5], quantities: [10] }, 'bindingTime')
    expect([...iterativeFgsm(target, Float64Array.of(3.5), 5, { steps: 10 })]).toEqual([0])
  })

  test('has a control even where noise may take every ligand away', () => {
    const target = cell(2, 1, { bindingTimes: [3.5, 2], quantities: [10, 10] }, 'quantity')
    const report = reportPerturbation(target, Float64Array.of(10, 10), 10, fgsm, randomStream(1, 0))
    expect(report.control.least).toBe(0)
    expect([...report.attacked]).toEqual([0, 20])
  })

  test('many iterative steps lower the output at least as far as one where the gradient turns', () => {
    const target = cell(2, 1, { bindingTimes: [4, 1.4, 2.9], quantities: [100, 300, 300] }, 'bindingTime')
    const start = Float64Array.of(4, 1.4, 2.9)
    const once = target.output(fgsm(target, start, 0.4))
    const often = target.output(iterativeFgsm(target, start, 0.4, { steps: 20 }))
    expect(often).toBeLessThan(once)
  })

  test('an attack on quantities takes agonists away and adds antagonists', () => {
    const target = cell(2, 1, { bindingTimes: [4, 1.5], quantities: [100, 100] }, 'quantity')
    expect([...fgsm(target, Float64Array.of(100, 100), 5)]).toEqual([95, 105])
  })
})
