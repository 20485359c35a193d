import { describe, expect, test } from 'vitest'
import {
  FEW_COORDINATE_DEFAULTS,
  type FewCoordinateOptions,
  fewCoordinates,
} from '../../../src/core/attacks/few-coordinate.ts'
import { normsOf } from '../../../src/core/attacks/norms.ts'
import { randomStream } from '../../../src/core/numerics/random.ts'
import { partOf, restrictedTarget } from '../../../src/core/restricted-target.ts'
import type { Target } from '../../../src/core/target.ts'
import { cellTarget } from './targets.ts'

function attack(
  target: Target,
  x: Float64Array,
  sizes: number[],
  options: Partial<FewCoordinateOptions> = {},
): { attacked: Float64Array[]; fewest: number | null } {
  const all = { ...FEW_COORDINATE_DEFAULTS, ...options }
  const attacks = fewCoordinates(target, x, sizes, all, () => randomStream(1, 0))
  const attacked = sizes.map(() => attacks.next().value as Float64Array)
  return { attacked, fewest: attacks.next().value as number | null }
}

/** The least output with at most `count` coordinates on a grid, the others as they are. */
function bruteForce(target: Target, x: Float64Array, count: number, from = 0): number {
  let least = target.output(x)
  if (count === 0) return least
  for (let i = from; i < x.length; i++) {
    const [lower, upper] = [target.bounds.lower[i]!, target.bounds.upper[i]!]
    for (let k = 0; k <= 60; k++) {
      const changed = x.with(i, lower + (k / 60) * (upper - lower))
      least = Math.min(least, bruteForce(target, changed, count - 1, i + 1))
    }
  }
  return least
}

/** Agonists that stay, and non-agonists at 0 s that alone may change, up to just below τc = 3 s. */
function antagonistsOnly(steps: readonly [number, number], agonists: number, others: number) {
  const bindingTimes = Float64Array.of(6, ...new Array<number>(others).fill(0))
  const quantities = Float64Array.of(agonists, ...new Array<number>(others).fill(1))
  const cell = cellTarget(steps, { bindingTimes, quantities }, 'bindingTime', { lower: 0, upper: 2.999 })
  const free = Array.from({ length: others }, (_, i) => i + 1)
  return { target: restrictedTarget(cell, bindingTimes, free), x: partOf(bindingTimes, free) }
}

describe.each(['greedy', 'differential-evolution'] as const)('a few-coordinate attack, %s', (method) => {
  const x = Float64Array.of(3.6, 1.1, 0.2, 2.8)
  const target = cellTarget([3, 2], { bindingTimes: x, quantities: [30, 10, 25, 8] }, 'bindingTime', {
    lower: 0,
    upper: 5,
  })
  const evolution = { population: 60, generations: 200 }

  test.each([0, 1, 2])('with %d coordinates goes at least as low as brute force on a grid', (count) => {
    const { attacked } = attack(target, x, [count], { method, ...evolution })
    expect(target.output(attacked[0]!)).toBeLessThanOrEqual(bruteForce(target, x, count) * (1 + 1e-6))
    expect(normsOf(x, attacked[0]!).l0).toBeLessThanOrEqual(count)
  })

  test('gives for one size what it gives for it in a list, in any order', () => {
    const list = attack(target, x, [3, 0, 1, 3], { method })
    expect(list.attacked[1]).toEqual(x)
    expect(list.attacked[3]).toEqual(list.attacked[0])
    for (const [k, size] of [3, 0, 1].entries()) {
      expect(attack(target, x, [size], { method }).attacked[0]).toEqual(list.attacked[k])
    }
  })

  test('says the fewest coordinates that silence, or that none do', () => {
    const { target, x } = antagonistsOnly([2, 1], 1, 12)
    // F3: 8 antagonists reach the boundary.
    const { attacked, fewest } = attack(target, x, [5, 12], { method, ...evolution })
    expect(target.output(attacked[0]!)).toBeGreaterThan(1)
    expect(target.output(attacked[1]!)).toBeLessThanOrEqual(1)
    expect(fewest).toBeGreaterThanOrEqual(8)
    expect(fewest).toBeLessThanOrEqual(method === 'greedy' ? 9 : 12)
    expect(attack(target, x, [5], { method }).fewest).toBeNull()
    expect(attack({ ...target, threshold: 100 }, x, [5], { method }).fewest).toBe(0)
  })
})

describe('the greedy attack', () => {
  test.each([
    [2, 1, 0.5, 16],
    [3, 2, 2 / 3, 54],
    [5, 3, 0.7746, 258.2],
    [5, 4, 0.8, 390.625],
  ])(
    'puts antagonists of (%d, %d) at %d τc on the boundary (F2), %d of them for 2 agonists (F3)',
    (N, m, place, needed) => {
      const { target, x } = antagonistsOnly([N, m], 2, Math.ceil(needed) + 3)
      const { attacked, fewest } = attack(target, x, [Math.ceil(needed)])
      const silenced = attack(target, x, [Math.ceil(needed) + 1])
      expect([fewest ?? silenced.fewest! - 1]).toEqual([Math.ceil(needed)])
      const output = target.output(attacked[0]!)
      expect([output]).toAllClose([1], { rtol: 0.02 })
      const optimum = 3 * ((m * output) / N) ** (1 / (N - m))
      const changed = attacked[0]!.filter((tau) => tau !== 0)
      expect(changed).toHaveLength(Math.ceil(needed))
      expect(changed).toAllClose(new Float64Array(changed.length).fill(optimum), { rtol: 1e-4 })
      expect([optimum / 3]).toAllClose([place], { rtol: 0.02 })
    },
  )

  test('looks once at coordinates that are alike, and at a few of many that are not', () => {
    const bindingTimes = Float64Array.from({ length: 2000 }, (_, i) =>
      i < 500 ? 3.5 : i < 1000 ? 0 : i / 1000,
    )
    let outputs = 0
    const cell = cellTarget(
      [3, 2],
      { bindingTimes, quantities: new Float64Array(2000).fill(1) },
      'bindingTime',
      {
        lower: 0,
        upper: 6,
      },
    )
    const counting = {
      ...cell,
      output(x: Float64Array) {
        outputs++
        return cell.output(x)
      },
    }
    const { attacked } = attack(counting, bindingTimes, [3], { candidates: 32 })
    expect(outputs).toBeLessThan(3 * (32 * 12 + 4 * 36 + 3 * 10) + 10)
    // The strongest change there is takes an agonist to where it hurts most.
    const best = Array.from({ length: 601 }, (_, k) => cell.output(bindingTimes.with(0, k / 100)))
    expect(cell.output(attack(cell, bindingTimes, [1]).attacked[0]!)).toBeLessThanOrEqual(Math.min(...best))
    expect(normsOf(bindingTimes, attacked[0]!).l0).toBe(3)
  })

  test('takes agonists away and adds antagonists in full when it changes quantities', () => {
    const target = cellTarget([2, 1], { bindingTimes: [4, 1.5], quantities: [100, 100] }, 'quantity', {
      lower: 10,
      upper: 500,
    })
    const { attacked } = attack(target, Float64Array.of(100, 100), [2])
    expect([...attacked[0]!]).toEqual([10, 500])
  })
})
