import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type FeedbackMap, leastFixedPoint } from '../../../src/core/cells/feedback-root.ts'
import { OT1_FIT, revisedAkpr } from '../../../src/core/cells/revised-akpr.ts'
import { between, mixture } from './mechanistic-cells.ts'

/** A map that only rises or only falls, and how often it was evaluated. */
function monotone(h: (c: number) => number, slope: (c: number) => number, greatest: number, falls = false) {
  const count = { evaluations: 0 }
  const value = (c: number) => {
    count.evaluations++
    return h(c)
  }
  const map: FeedbackMap = {
    value,
    withSlope: (c) => ({ value: value(c), slope: slope(c) }),
    lowerBound: (from, to) => value(falls ? to : from),
    greatest,
  }
  return { map, count }
}

const root = (...map: Parameters<typeof monotone>) => leastFixedPoint(monotone(...map).map)

/** h with h − x = −s (x − a)(x − b)(x − c)/(b c); for s up to 0.3 it rises all the way. */
function threeRoots(a: number, b: number, c: number, s: number) {
  const h = (x: number) => x - (s * (x - a) * (x - b) * (x - c)) / (b * c)
  const slope = (x: number) => 1 - (s * ((x - a) * (x - b) + (x - b) * (x - c) + (x - c) * (x - a))) / (b * c)
  return { ...monotone(h, slope, c), slope }
}

/** No map here needs more; a walk in steps as narrow as the gap to the diagonal takes millions. */
const MOST_EVALUATIONS = 3000

describe('the least fixed point of a feedback', () => {
  test('is 0 where nothing sets the feedback on', () => {
    expect(
      root(
        () => 0,
        () => 0,
        0,
      ),
    ).toBe(0)
    expect(
      root(
        (c) => c / 2,
        () => 0.5,
        10,
      ),
    ).toBe(0)
  })

  test('is the value of a map that is constant', () => {
    for (const value of [1e-300, 3, 1e12]) {
      expect([
        root(
          () => value,
          () => 0,
          value,
        ),
      ]).toAllClose([value], { rtol: 1e-14 })
      expect([
        root(
          () => value,
          () => 0,
          1e15,
        ),
      ]).toAllClose([value], { rtol: 1e-14 })
    }
  })

  test('is that of a straight line, however near the diagonal', () => {
    for (const slope of [0.5, 0.9, 0.99, 0.999]) {
      const { map, count } = monotone(
        (c) => 1 + slope * c,
        () => slope,
        1e6,
      )
      // What rounding does to h moves the root by 1/(1 − slope) times as much.
      expect([leastFixedPoint(map)]).toAllClose([1 / (1 - slope)], { rtol: 1e-15 / (1 - slope) })
      expect(count.evaluations).toBeLessThan(MOST_EVALUATIONS)
    }
  })

  test('is that of a map that falls, by however much', () => {
    // c = A/(1 + c): c² + c − A = 0.
    fc.assert(
      fc.property(between(-8, 12), (a) => {
        const expected = (2 * a) / (1 + Math.sqrt(1 + 4 * a))
        expect([
          root(
            (c) => a / (1 + c),
            (c) => -a / (1 + c) ** 2,
            a,
            true,
          ),
        ]).toAllClose([expected], {
          rtol: 1e-14,
        })
      }),
    )
  })

  test('is that of a map that falls off a cliff', () => {
    for (const power of [1, 4, 20, 100]) {
      const h = (c: number) => 10 / (1 + (10 * c) ** power)
      const slope = (c: number) => (-100 * power * (10 * c) ** (power - 1)) / (1 + (10 * c) ** power) ** 2
      const { map, count } = monotone(h, slope, 10, true)
      const c = leastFixedPoint(map)
      // A rounding of c changes h by up to −h' < power times as much.
      expect([h(c)]).toAllClose([c], { rtol: 4e-15 * power })
      expect(count.evaluations).toBeLessThan(MOST_EVALUATIONS)
    }
  })

  test('is the least of three, wherever the other two lie', () => {
    // One in four has all three within a few per cent.
    const gap = fc.oneof(between(-2, 1), between(-2, -1.5))
    const three = fc.tuple(between(-3, 3), gap, gap)
    fc.assert(
      fc.property(three, ([first, second, third]) => {
        const [a, b, c] = [first, first * (1 + second), first * (1 + second + third)]
        const { map, count, slope } = threeRoots(a, b, c, 0.3)
        // A rounding of h moves the root by 1/(1 − h') times as much.
        expect([leastFixedPoint(map)]).toAllClose([a], { rtol: 4e-15 / (1 - slope(a)) })
        expect(count.evaluations).toBeLessThan(MOST_EVALUATIONS)
      }),
      { numRuns: 500 },
    )
  })

  test('is the least of three within a few per cent', () => {
    const gaps = Array.from({ length: 18 }, (_, i) => 0.01 + 0.005 * i)
    for (const start of [0.3, 0.25, 0.2, 0.15, 0.1])
      for (const second of gaps)
        for (const third of gaps) {
          const cubic = threeRoots(1, 1 + second, 1 + second + third, start)
          expect([leastFixedPoint(cubic.map)]).toAllClose([1], { rtol: 1e-10 })
        }
  })

  test.each([0.25, 0.23, 0.21, 0.19, 0.17, 0.13, 0.11])(
    'is where a map first meets the diagonal that comes as near to it as doubles can tell, from %d on',
    (start) => {
      // h − c = start·((c − 1)² + gap): two roots for a negative gap, none below the end for a positive one.
      const near = (gap: number) =>
        monotone(
          (c) => c + start * ((c - 1) ** 2 + gap),
          (c) => 1 + 2 * start * (c - 1),
          3,
        )
      for (const gap of [1e-2, 1e-4, 1e-5, 1e-6, 1e-8, 1e-10, 1e-12, 1e-14]) {
        const above = near(gap)
        expect(leastFixedPoint(above.map)).toBe(3)
        expect(above.count.evaluations).toBeLessThan(MOST_EVALUATIONS)
        const below = near(-gap)
        // A rounding of h moves the root by 1/(2·start·√gap) times as much.
        expect([leastFixedPoint(below.map)]).toAllClose([1 - Math.sqrt(gap)], {
          rtol: 1e-15 / (start * Math.sqrt(gap)),
        })
        expect(below.count.evaluations).toBeLessThan(MOST_EVALUATIONS)
      }
      const touching = near(0)
      // Rounding decides whether it touches.
      const c = leastFixedPoint(touching.map)
      expect(c === 3 || Math.abs(c - 1) < 1e-7).toBe(true)
      expect(touching.count.evaluations).toBeLessThan(MOST_EVALUATIONS)
    },
  )

  test('is the greatest value of a map that rounding lifts above it', () => {
    expect(
      root(
        () => 5 * (1 + Number.EPSILON),
        () => 0,
        5,
      ),
    ).toBe(5)
  })

  test('of a bistable cell is found as fast at the jump of its output as elsewhere', () => {
    // The output falls by a factor of more than two between two doses that are the same to thirteen digits.
    const model = revisedAkpr({
      ...OT1_FIT,
      feedbackStep: 5,
      inhibitionHill: 3,
      inhibitionThreshold: 0.01,
    })
    const output = (quantity: number) => model.output(mixture([100, quantity]))
    let [low, high] = [190, 230]
    const middle = Math.sqrt(output(low) * output(high))
    while (high - low > 1e-11) {
      const quantity = (low + high) / 2
      if (output(quantity) > middle) low = quantity
      else high = quantity
    }
    expect(output(low) / output(high)).toBeGreaterThan(2)
  }, 5000)
})
