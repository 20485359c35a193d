import { describe, expect, test } from 'vitest'
import { MINIMAL_DEFAULTS, minimalPerturbation } from '../../../src/core/attacks/minimal.ts'
import { type ConvexNorm, normsOf } from '../../../src/core/attacks/norms.ts'
import { randomNoise } from '../../../src/core/attacks/random-noise.ts'
import { adaptiveProofreading } from '../../../src/core/cells/adaptive-proofreading.ts'
import { randomStream } from '../../../src/core/numerics/random.ts'
import { restrictedTarget } from '../../../src/core/restricted-target.ts'
import type { Target } from '../../../src/core/target.ts'
import { cellTarget, linearTarget } from './targets.ts'

const NORMS = ['linf', 'l2'] as const
const minimal = (target: Target, x: Float64Array, norm: ConvexNorm) =>
  minimalPerturbation(target, x, { ...MINIMAL_DEFAULTS, norm }, randomStream(1, 0))

const CELLS = [
  { steps: [2, 1], bindingTimes: [3.5, 0], quantities: [3000, 7000] },
  { steps: [3, 2], bindingTimes: [3.5, 0], quantities: [3000, 7000] },
  { steps: [5, 3], bindingTimes: [3.5, 0], quantities: [3000, 7000] },
  { steps: [4, 0.5], bindingTimes: [3.5, 0], quantities: [3000, 7000] },
  { steps: [3, 2], bindingTimes: [3.9, 1.2, 0.5, 2.5], quantities: [300, 700, 1000, 50] },
  { steps: [5, 3], bindingTimes: [3.9, 1.2, 0.5, 2.5], quantities: [300, 700, 1000, 50] },
] as const

/** The radius of the least L∞ ball in which the certificate lets the output reach the threshold. */
function certifiedDistance({ steps: [N, m], bindingTimes, quantities }: (typeof CELLS)[number]): number {
  const model = adaptiveProofreading({ N, m, criticalBindingTime: 3 })
  const times = Float64Array.from(bindingTimes)
  const mixture = { bindingTimes: times, quantities: Float64Array.from(quantities) }
  let [responding, silent] = [0, 5]
  for (let i = 0; i < 60; i++) {
    const radius = (responding + silent) / 2
    const box = {
      lower: times.map((tau) => Math.max(0, tau - radius)),
      upper: times.map((tau) => tau + radius),
    }
    if (model.certificates.withinBox(mixture, 'bindingTime', box) <= 1) silent = radius
    else responding = radius
  }
  return silent
}

describe('the smallest perturbation', () => {
  test.each(NORMS)(
    'of quantities grows with them in %s, as far as numbers go, and so does its control',
    (norm) => {
      const at = (scale: number) => {
        const x = Float64Array.of(scale, scale, scale / 10)
        const target = cellTarget([5, 3], { bindingTimes: [3.5, 1, 0.5], quantities: x }, 'quantity')
        const { found, size, attacked } = minimal(target, x, norm)
        expect(found).toBe(true)
        const noise = normsOf(x, randomNoise(target, x, { epsilon: size, norm }, randomStream(2, 0)))
        return [size, normsOf(x, attacked).l2, noise.l2].map((length) => length / scale)
      }
      // A local method: rounding may lead it to another point, no more than a little further away.
      for (const scale of [1e150, 1e160, 1e200, 1e300]) expect(at(scale)).toAllClose(at(1), { rtol: 0.05 })
    },
  )

  test.each([
    ['linf', 31 / 19],
    ['l2', 31 / 13],
  ] as const)('of a linear target is its distance from the boundary in %s', (norm, distance) => {
    const x = Float64Array.of(1, 2, 3)
    const target = linearTarget([3, -4, 12], { lower: -5 })
    const { found, attacked, size, output } = minimal(target, Float64Array.of(1, -2, 2), norm)
    expect(found).toBe(true)
    expect(output).toBeLessThanOrEqual(0)
    expect(x.length).toBe(attacked.length)
    expect([size]).toAllClose([(35 * distance) / 31], { rtol: 1e-12 })
  })

  test.each([
    ['linf', 0.6],
    ['l2', Math.sqrt(0.6 ** 2 + 0.2 ** 2)],
  ] as const)('goes on in %s where a coordinate has come to its bound', (norm, distance) => {
    // x + y must fall by 0.8; y can give 0.2 of it.
    const plane = linearTarget([1, 1], { lower: 0 })
    const target = { ...plane, threshold: 0.4 }
    const { attacked, size } = minimal(target, Float64Array.of(1, 0.2), norm)
    expect([size]).toAllClose([distance], { rtol: 1e-12 })
    expect(attacked).toAllClose([0.4, 0], { atol: 1e-12 })
  })

  test.each(CELLS)(
    'of a cell in L∞ is as small as the certificate says it can be: $steps, $bindingTimes',
    (cell) => {
      const x = Float64Array.from(cell.bindingTimes)
      const target = cellTarget(cell.steps, cell)
      const least = certifiedDistance(cell)
      const { found, size, output, attacked } = minimal(target, x, 'linf')
      expect(found).toBe(true)
      expect(output).toBeLessThanOrEqual(1)
      expect(size).toBe(normsOf(x, attacked).linf)
      expect(size).toBeGreaterThanOrEqual(least * (1 - 1e-12))
      expect([size]).toAllClose([least], { rtol: 1e-7 })
      // No L2 ball is larger than the cube around it.
      expect(minimal(target, x, 'l2').size).toBeGreaterThanOrEqual(least * (1 - 1e-12))
    },
  )

  test('in L2 is at right angles to the boundary', () => {
    const cell = CELLS[5]
    const x = Float64Array.from(cell.bindingTimes)
    const target = cellTarget(cell.steps, cell)
    const { attacked, size } = minimal(target, x, 'l2')
    const gradient = target.gradient(attacked)
    const length = Math.hypot(...gradient)
    const along = attacked.map((value, i) => (value - x[i]!) / size)
    expect(along).toAllClose(
      gradient.map((slope) => -slope / length),
      { atol: 1e-4 },
    )
  })

  test.each(NORMS)('in %s is none where the target is silent already', (norm) => {
    const target = cellTarget([2, 1], { bindingTimes: [3.5, 1], quantities: [1, 100] })
    const x = Float64Array.of(3.5, 1)
    expect(minimal(target, x, norm)).toMatchObject({ found: true, size: 0, attacked: x })
  })

  test.each(NORMS)('in %s says when nothing within the bounds silences, and how low it came', (norm) => {
    const x = Float64Array.of(6, 0.5)
    const cell = cellTarget([3, 2], { bindingTimes: x, quantities: [100, 50] }, 'bindingTime', {
      lower: 0,
      upper: 6,
    })
    const target = restrictedTarget(cell, x, [1])
    const { found, output, attacked, size } = minimal(target, Float64Array.of(0.5), norm)
    expect(found).toBe(false)
    expect(output).toBe(target.output(attacked))
    expect(size).toBe(normsOf(Float64Array.of(0.5), attacked)[norm])
    // As low as one kind of ligand can take it.
    let least = Number.POSITIVE_INFINITY
    for (let tau = 0; tau <= 6; tau += 1e-4) least = Math.min(least, target.output(Float64Array.of(tau)))
    expect([output]).toAllClose([least], { rtol: 1e-4 })
  })

  test('leaves a place where no gradient shows the way', () => {
    // Receptors alone, empty, m = 2: the gradient is 0 where they start.
    const x = Float64Array.of(3.2, 0)
    const cell = cellTarget([3, 2], { bindingTimes: x, quantities: [100, 5000] })
    const target = restrictedTarget(cell, x, [1])
    const { found, output, size } = minimal(target, Float64Array.of(0), 'l2')
    expect(found).toBe(true)
    expect(output).toBeLessThanOrEqual(1)
    expect(size).toBeLessThan(3)
  })

  test.each(NORMS)('in %s stays finite where slopes are at the end of the range of numbers', (norm) => {
    const bindingTimes = [0, 1e-323, 3.023222930326856, 0]
    const target = cellTarget(
      [4, 0.5],
      { bindingTimes, quantities: [0, 5e-324, 8e-323, 1.3254116240360299e-123] },
      'bindingTime',
      { lower: 0, upper: 9 },
    )
    const x = Float64Array.from(bindingTimes)
    const { attacked } = minimalPerturbation(
      target,
      x,
      { norm, iterations: 8, restarts: 1 },
      randomStream(5, 0),
    )
    expect(attacked.every(Number.isFinite)).toBe(true)
  })
})
