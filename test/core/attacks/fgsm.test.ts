import { describe, expect, test } from 'vitest'
import { fgsm } from '../../../src/core/attacks/fgsm.ts'
import { iterativeFgsm } from '../../../src/core/attacks/iterative-fgsm.ts'
import { controlDraws, reportPerturbation } from '../../../src/core/attacks/perturbation-report.ts'
import { randomStream } from '../../../src/core/numerics/random.ts'
import { responds, type Target } from '../../../src/core/target.ts'
import { cellTarget } from './targets.ts'

const emptyReceptors = { bindingTimes: [3.5, 0], quantities: [3000, 7000] }

const report = (target: Target, x: Float64Array, epsilon: number) =>
  reportPerturbation(target, x, fgsm(target, x, epsilon), { epsilon, norm: 'linf' }, randomStream(1, 0))

describe('attacks on a cell', () => {
  test.each([
    [2, 1, 1.1667, 0.972, false],
    [3, 2, 1.1667, 1.1, true],
    [5, 3, 1.3611, 1.21, true],
  ])(
    'FGSM with ε = 0.2 takes (%d, %d) with empty receptors from %d to %d (F5)',
    (N, m, before, after, still) => {
      const target = cellTarget([N, m], emptyReceptors)
      const start = Float64Array.of(3.5, 0)
      const attacked = fgsm(target, start, 0.2)
      expect(target.output(start)).toBeCloseTo(before, 4)
      expect(target.output(attacked)).toBeCloseTo(after, 4)
      expect(responds(target, attacked)).toBe(still)
      expect(attacked[1]).toBe(m > 1 ? 0 : 0.2)
    },
  )

  test('is reported beside a control that is drawn more often the fewer coordinates there are', () => {
    const target = cellTarget([2, 1], emptyReceptors)
    const { control, norms, output } = report(target, Float64Array.of(3.5, 0), 0.2)
    expect([controlDraws(1), controlDraws(2), controlDraws(100), controlDraws(5000)]).toEqual([64, 64, 10, 1])
    // The four draws of two signs: two leave the empty receptors at 0, since they cannot go below it.
    const outputs = [3.7, 3.3].flatMap((tau) =>
      [0, 0.2].map((empty) => target.output(Float64Array.of(tau, empty))),
    )
    expect([control.least]).toAllClose([Math.min(...outputs)], { rtol: 1e-12 })
    expect(control.output).toBeGreaterThan(output)
    expect(control.output).toBeLessThan(Math.max(...outputs))
    expect(norms).toMatchObject({ linf: expect.closeTo(0.2, 12), l0: 2 })
  })

  test('that takes every binding time to 0 has reached the least output, and stops there', () => {
    const target = cellTarget([2, 1], { bindingTimes: [3.5], quantities: [10] })
    expect([...iterativeFgsm(target, Float64Array.of(3.5), 5, { steps: 10 })]).toEqual([0])
  })

  test('has a control even where noise may take every ligand away', () => {
    const target = cellTarget([2, 1], { bindingTimes: [3.5, 2], quantities: [10, 10] }, 'quantity')
    const { control, attacked } = report(target, Float64Array.of(10, 10), 10)
    expect(control.least).toBe(0)
    expect([...attacked]).toEqual([0, 20])
  })

  test('many iterative steps lower the output at least as far as one where the gradient turns', () => {
    const target = cellTarget([2, 1], { bindingTimes: [4, 1.4, 2.9], quantities: [100, 300, 300] })
    const start = Float64Array.of(4, 1.4, 2.9)
    const once = target.output(fgsm(target, start, 0.4))
    const often = target.output(iterativeFgsm(target, start, 0.4, { steps: 20 }))
    expect(often).toBeLessThan(once)
  })

  test('an attack on quantities takes agonists away and adds antagonists', () => {
    const target = cellTarget([2, 1], { bindingTimes: [4, 1.5], quantities: [100, 100] }, 'quantity')
    expect([...fgsm(target, Float64Array.of(100, 100), 5)]).toEqual([95, 105])
  })
})
