import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type LinearSvm, SVM_DEFAULTS, trainLinearSvm } from '../../../src/core/digits/linear-svm.ts'
import { Interrupted, InvalidInput } from '../../../src/core/errors.ts'
import { randomStream } from '../../../src/core/numerics/random.ts'
import reference from '../../reference/svm.json' with { type: 'json' }

interface Problem {
  readonly points: Float64Array
  readonly classes: Uint8Array
}

/** Two clouds that overlap, of one coordinate or more. */
function clouds(seed: number, count: number, dimension: number, apart: number): Problem {
  const random = randomStream(seed, 0)
  const classes = Uint8Array.from({ length: count }, (_, i) => (i < 2 ? i : random.uniform() < 0.4 ? 1 : 0))
  const points = Float64Array.from(
    { length: count * dimension },
    (_, i) => random.normal() + (i % dimension === 0 ? apart * classes[Math.floor(i / dimension)]! : 0),
  )
  return { points, classes }
}

/** The objective, by its definition. */
function objective({ points, classes }: Problem, weights: ArrayLike<number>, bias: number, c: number) {
  const dimension = weights.length
  let total = 0
  for (let j = 0; j < dimension; j++) total += weights[j]! ** 2 / 2
  classes.forEach((value, i) => {
    let f = bias
    for (let j = 0; j < dimension; j++) f += weights[j]! * points[i * dimension + j]!
    total += c * Math.max(0, 1 - (1 - 2 * value) * f)
  })
  return total
}

/**
 * How far w is from a sum of α y z with multipliers as optimality wants them: 0 beyond the margin, C within it, and
 * in between on it. The least squares are found by going through the points on the margin again and again.
 */
function distanceFromOptimality({ points, classes }: Problem, { weights, bias }: LinearSvm, c: number) {
  const dimension = weights.length
  const left = Float64Array.of(...weights, 0)
  const onMargin: { readonly column: number[]; alpha: number }[] = []
  classes.forEach((value, i) => {
    const y = 1 - 2 * value
    const z = [...points.subarray(i * dimension, (i + 1) * dimension)]
    const margin = y * z.reduce((sum, coordinate, j) => sum + coordinate * weights[j]!, bias)
    const column = [...z, 1].map((coordinate) => y * coordinate)
    if (Math.abs(margin - 1) < 1e-5) onMargin.push({ column, alpha: 0 })
    else if (margin < 1) for (const [j, entry] of column.entries()) left[j]! -= c * entry
  })
  for (let round = 0; round < 20_000; round++) {
    for (const point of onMargin) {
      const square = point.column.reduce((sum, entry) => sum + entry * entry, 0)
      const step = point.column.reduce((sum, entry, j) => sum + entry * left[j]!, 0) / square
      const alpha = Math.min(c, Math.max(0, point.alpha + step))
      for (const [j, entry] of point.column.entries()) left[j]! -= (alpha - point.alpha) * entry
      point.alpha = alpha
    }
  }
  return Math.hypot(...left)
}

describe('a linear support vector machine', () => {
  test.each(reference.map((row, i) => [i, row] as const))(
    'agrees with the reference, problem %i',
    (_, row) => {
      const problem = { points: Float64Array.from(row.points), classes: Uint8Array.from(row.classes) }
      const machine = trainLinearSvm(problem.points, problem.classes, row.c)
      expect(machine.weights).toAllClose(row.weights, { rtol: 1e-6 })
      expect(machine.bias).toBeCloseTo(row.bias, 6)
      expect(machine.objective / row.objective).toBeCloseTo(1, 9)
      expect(machine.objective).toBeCloseTo(objective(problem, machine.weights, machine.bias, row.c), 10)
    },
  )

  test('of two points lies half way between them, with a margin of 1 at each', () => {
    // Worked by hand: w = −2 d/|d|² for points that are d = (3, 4) apart.
    const {
      weights,
      bias,
      objective: least,
    } = trainLinearSvm(Float64Array.of(1, 1, 4, 5), Uint8Array.of(0, 1), 1)
    expect(weights).toAllClose([-0.24, -0.32], { rtol: 1e-6 })
    expect(bias).toBeCloseTo(2.5 * 0.24 + 3 * 0.32, 6)
    expect(least).toBeCloseTo(0.08, 9)
  })

  test('on one coordinate is as good as the best of a fine grid', () => {
    const problem = clouds(5, 60, 1, 2)
    const { weights, bias, objective: reached, gap } = trainLinearSvm(problem.points, problem.classes, 1)
    let [best, at] = [Number.POSITIVE_INFINITY, [0, 0]]
    for (let w = -4; w <= 0; w += 0.02) {
      for (let b = -1; b <= 4; b += 0.02) {
        const value = objective(problem, [w], b, 1)
        if (value < best) [best, at] = [value, [w, b]]
      }
    }
    expect(reached - gap).toBeLessThan(best)
    expect(Float64Array.of(weights[0]!, bias)).toAllClose(at, { atol: 0.05 })
  })

  test('meets the conditions of Karush, Kuhn and Tucker', () => {
    for (const [seed, c] of [
      [1, 1],
      [2, 0.1],
      [3, 20],
    ] as const) {
      const problem = clouds(seed, 50, 3, 1.5)
      const machine = trainLinearSvm(problem.points, problem.classes, c)
      expect(distanceFromOptimality(problem, machine, c) / (1 + c)).toBeLessThan(1e-5)
    }
  })

  test('is within its gap of the least objective, whatever the points and C', () => {
    const problems = fc.tuple(
      fc.integer({ min: 0, max: 1e6 }),
      fc.integer({ min: 2, max: 80 }),
      fc.integer({ min: 1, max: 5 }),
      fc.double({ min: -2, max: 2, noNaN: true }),
    )
    fc.assert(
      fc.property(problems, ([seed, count, dimension, logC]) => {
        const [problem, c] = [clouds(seed, count, dimension, 2), 10 ** logC]
        const machine = trainLinearSvm(problem.points, problem.classes, c)
        expect(machine.gap).toBeLessThanOrEqual(SVM_DEFAULTS.tolerance * machine.objective)
        const random = randomStream(seed, 1)
        for (let trial = 0; trial < 20; trial++) {
          const near = () => 0.1 * random.normal()
          const value = objective(
            problem,
            machine.weights.map((weight) => weight + near()),
            machine.bias + near(),
            c,
          )
          expect(value).toBeGreaterThanOrEqual(machine.objective - machine.gap)
        }
      }),
    )
  })

  test('turns round when the classes change places, and moves with the points', () => {
    const { points, classes } = clouds(8, 70, 2, 1)
    const machine = trainLinearSvm(points, classes)
    const swapped = trainLinearSvm(
      points,
      classes.map((value) => 1 - value),
    )
    expect(swapped.weights).toAllClose(
      machine.weights.map((weight) => -weight),
      { atol: 1e-6 },
    )
    expect(swapped.bias).toBeCloseTo(-machine.bias, 6)
    const moved = trainLinearSvm(
      points.map((value) => value + 10),
      classes,
    )
    expect(moved.weights).toAllClose(machine.weights, { atol: 1e-6 })
    expect(moved.bias).toBeCloseTo(machine.bias - 10 * (machine.weights[0]! + machine.weights[1]!), 5)
  })

  test('is the same each time', () => {
    const { points, classes } = clouds(9, 200, 4, 1)
    expect(trainLinearSvm(points, classes)).toEqual(trainLinearSvm(points, classes))
  })

  test('is refused without both classes, a C above 0, and finite points in rows', () => {
    const points = Float64Array.of(1, 2, 3, 4)
    const both = Uint8Array.of(0, 1)
    for (const refused of [
      () => trainLinearSvm(points, Uint8Array.of(0, 0)),
      () => trainLinearSvm(points, Uint8Array.of(1, 1)),
      () => trainLinearSvm(points, Uint8Array.of(0, 1, 1)),
      () => trainLinearSvm(points, new Uint8Array(0)),
      () => trainLinearSvm(points, both, 0),
      () => trainLinearSvm(points, both, Number.POSITIVE_INFINITY),
      () => trainLinearSvm(Float64Array.of(1, 2, Number.NaN, 4), both),
    ])
      expect(refused).toThrow(InvalidInput)
  })

  test('ends when it is asked to', () => {
    const { points, classes } = clouds(9, 20, 2, 1)
    expect(() => trainLinearSvm(points, classes, 1, () => true)).toThrow(Interrupted)
  })
})
