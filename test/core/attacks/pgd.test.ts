import { describe, expect, test } from 'vitest'
import { ballAround, unitVector } from '../../../src/core/attacks/ball.ts'
import { iterativeFgsm } from '../../../src/core/attacks/iterative-fgsm.ts'
import type { ConvexNorm } from '../../../src/core/attacks/norms.ts'
import { normsOf } from '../../../src/core/attacks/norms.ts'
import { PGD_DEFAULTS, pgd } from '../../../src/core/attacks/pgd.ts'
import { randomStream } from '../../../src/core/numerics/random.ts'
import { cellTarget, linearTarget } from './targets.ts'

const options = (norm: ConvexNorm) => ({ ...PGD_DEFAULTS, norm })

describe('projected gradient descent', () => {
  test('takes a linear target as low as the L2 ball allows: by ε|c|', () => {
    const target = linearTarget([3, -4, 12])
    const x = Float64Array.of(1, 2, 3)
    const attacked = pgd(target, x, 0.7, options('l2'), randomStream(1, 0))
    expect([target.output(attacked)]).toAllClose([31 - 0.7 * 13], { rtol: 1e-12 })
    expect(attacked).toAllClose([1 - (0.7 * 3) / 13, 2 + (0.7 * 4) / 13, 3 - (0.7 * 12) / 13], { rtol: 1e-6 })
  })

  test('spends on other coordinates what a bound leaves of the L2 budget', () => {
    const target = linearTarget([1, 1], { lower: 0 })
    const attacked = pgd(target, Float64Array.of(1, 0.2), 0.5, options('l2'), randomStream(1, 0))
    // The second coordinate ends at 0, having used 0.2 of the 0.5.
    expect([target.output(attacked)]).toAllClose([1 - Math.sqrt(0.25 - 0.04)], { rtol: 1e-12 })
  })

  test('reaches no less than iterative FGSM with steps of the same length', () => {
    for (const steps of [
      [2, 1],
      [3, 2],
      [4, 0.5],
      [5, 3],
    ] as const) {
      const bindingTimes = Float64Array.of(4, 1.4, 2.9, 0)
      const target = cellTarget(steps, { bindingTimes, quantities: [100, 300, 300, 50] })
      for (const epsilon of [0.1, 0.4, 1, 3]) {
        const iterative = iterativeFgsm(target, bindingTimes, epsilon, { steps: 20 })
        const stepSize = epsilon / 20
        const rule = { norm: 'linf', steps: 20, stepSize, restarts: 3 } as const
        const attacked = pgd(target, bindingTimes, epsilon, rule, randomStream(2, 0))
        expect(target.output(attacked)).toBeLessThanOrEqual(target.output(iterative) * (1 + 1e-14))
      }
    }
  })

  test('finds by a random start what no gradient shows at the first one', () => {
    // Empty receptors feel no pull for m > 1; further out they do.
    const target = cellTarget([3, 2], { bindingTimes: [3.5, 0], quantities: [3000, 7000] })
    const x = Float64Array.of(3.5, 0)
    const reached = (restarts: number) =>
      target.output(pgd(target, x, 0.45, { norm: 'linf', steps: 40, restarts }, randomStream(3, 0)))
    expect(reached(0)).toBeGreaterThan(target.threshold)
    expect(reached(4)).toBeLessThanOrEqual(target.threshold)
  })

  test('counts in L2 the coordinates alone whose derivative diverges', () => {
    const { POSITIVE_INFINITY, NEGATIVE_INFINITY } = Number
    const direction = unitVector(Float64Array.of(NEGATIVE_INFINITY, 7, POSITIVE_INFINITY))
    expect(direction).toAllClose([-Math.SQRT1_2, 0, Math.SQRT1_2], { rtol: 1e-15 })
    const target = cellTarget([4, 0.5], { bindingTimes: [3.5, 0, 0], quantities: [3000, 10, 7000] })
    const x = Float64Array.of(3.5, 0, 0)
    const once = pgd(target, x, 0.3, { norm: 'l2', steps: 1, stepSize: 0.3, restarts: 0 }, randomStream(1, 0))
    expect(once).toAllClose([3.5, 0.3 * Math.SQRT1_2, 0.3 * Math.SQRT1_2], { rtol: 1e-12 })
  })
})

describe.each(['linf', 'l2'] as const)('the %s ball', (norm) => {
  test('is kept as computed in doubles, next to large coordinates and small bounds', () => {
    const random = randomStream(7, 0)
    for (let k = 0; k < 2000; k++) {
      const scale = 10 ** (12 * random.uniform() - 6)
      const x = Float64Array.from({ length: 4 }, () => scale * random.uniform())
      const epsilon = 10 ** (8 * random.uniform() - 6)
      const bounds = linearTarget([1, 1, 1, 1], { lower: 0, upper: scale }).bounds
      const ball = ballAround(x, epsilon, norm, bounds)
      const point = ball.project(ball.draw(random).map((value, i) => x[i]! + 1.5 * (value - x[i]!)))
      expect(normsOf(x, point)[norm]).toBeLessThanOrEqual(epsilon)
      expect(ball.project(point)).toEqual(point)
      point.forEach((value) => {
        expect(value >= 0 && value <= scale).toBe(true)
      })
    }
  })

  test('has steps that come back to the point nearest to where they lead', () => {
    const random = randomStream(8, 0)
    for (let k = 0; k < 300; k++) {
      const x = Float64Array.from({ length: 20 }, () => Math.floor(256 * random.uniform()) / 255)
      const ball = ballAround(
        x,
        0.2,
        norm,
        linearTarget(new Array(20).fill(1), { lower: 0, upper: 1 }).bounds,
      )
      const gradient = x.map(() => (random.uniform() < 0.2 ? 0 : random.normal()))
      const direction = norm === 'linf' ? gradient.map(Math.sign) : unitVector(gradient)
      const at = ball.project(ball.draw(random))
      const length = random.uniform()
      expect(ball.step(at, gradient, length)).toEqual(
        ball.project(at.map((value, i) => value - length * direction[i]!)),
      )
    }
  })
})

test('the L2 ball is met on the way to its nearest point even where all coordinates end at their bounds', () => {
  const { bounds } = linearTarget([1, 1, 1], { lower: 0, upper: 1 })
  const project = ballAround(Float64Array.of(0.5, 0.5, 1), 0.3, 'l2', bounds).project
  const side = 0.3 * Math.SQRT1_2
  expect(project(Float64Array.of(-99.5, 100.5, 7))).toAllClose([0.5 - side, 0.5 + side, 1], { rtol: 1e-14 })
  const one = ballAround(Float64Array.of(0.5), 0.3, 'l2', bounds).project
  expect(one(Float64Array.of(-3))).toAllClose([0.2], { rtol: 1e-14 })
})

test('a direction has unit length whatever the magnitude of the gradient', () => {
  for (const scale of [5e-324, 1e-310, 1e-160, 1, 1e160, 1e308]) {
    expect(unitVector(Float64Array.of(scale, 0, -scale))).toAllClose([Math.SQRT1_2, 0, -Math.SQRT1_2], {
      rtol: 1e-15,
    })
  }
  expect(unitVector(new Float64Array(3))).toEqual(new Float64Array(3))
})
