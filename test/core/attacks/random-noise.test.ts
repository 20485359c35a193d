import { describe, expect, test } from 'vitest'
import { normsOf } from '../../../src/core/attacks/norms.ts'
import { randomAttack, randomNoise } from '../../../src/core/attacks/random-noise.ts'
import { randomStream } from '../../../src/core/numerics/random.ts'
import { cellTarget, linearTarget } from './targets.ts'

describe('random noise', () => {
  const x = Float64Array.from({ length: 50 }, (_, i) => i)
  const target = linearTarget(new Array<number>(50).fill(1), { lower: -1000, upper: 1000 })

  test('has the size asked for in its norm where no bound is near', () => {
    const random = randomStream(1, 0)
    for (let draw = 0; draw < 50; draw++) {
      const size = (norm: 'linf' | 'l2' | 'l0', epsilon: number) =>
        normsOf(x, randomNoise(target, x, { epsilon, norm }, random))[norm]
      expect(size('linf', 0.3)).toBeCloseTo(0.3, 12)
      expect(size('l2', 0.3)).toBeCloseTo(0.3, 12)
      expect(size('l0', 7)).toBe(7)
      expect(size('l0', 50)).toBe(50)
    }
  })

  test('in L2 has no direction that it prefers, in L0 no coordinate', () => {
    const random = randomStream(2, 0)
    const draws = 4000
    const squares = new Float64Array(50)
    const changes = new Float64Array(50)
    for (let draw = 0; draw < draws; draw++) {
      const direction = randomNoise(target, x, { epsilon: 1, norm: 'l2' }, random)
      const some = randomNoise(target, x, { epsilon: 5, norm: 'l0' }, random)
      for (let i = 0; i < 50; i++) {
        squares[i]! += (direction[i]! - x[i]!) ** 2
        if (some[i] !== x[i]) changes[i]!++
      }
    }
    // Five standard deviations: of a squared coordinate about √2/50 each, of a coin with chance 0.1.
    const expected = draws / 50
    squares.forEach((sum) => {
      expect(Math.abs(sum - expected)).toBeLessThan((5 * Math.SQRT2 * Math.sqrt(draws)) / 50)
    })
    changes.forEach((count) => {
      expect(Math.abs(count - draws / 10)).toBeLessThan(5 * Math.sqrt(draws * 0.09))
    })
  })

  test('as an attack keeps its lowest draw and tells of all', () => {
    const start = Float64Array.of(3.2, 2)
    const cell = cellTarget([2, 1], { bindingTimes: start, quantities: [100, 50] })
    const size = { epsilon: 0.4, norm: 'linf' } as const
    const { attacked, mean, least, silenced } = randomAttack(
      cell,
      start,
      size,
      { draws: 400 },
      randomStream(3, 0),
    )
    // Four draws are possible, all alike.
    const outputs = [3.6, 2.8].flatMap((a) => [2.4, 1.6].map((b) => cell.output(Float64Array.of(a, b))))
    expect([cell.output(attacked), least]).toAllClose([Math.min(...outputs), Math.min(...outputs)], {
      rtol: 1e-12,
    })
    const share = outputs.filter((output) => output <= 1).length / 4
    expect(Math.abs(silenced - share)).toBeLessThan(5 * Math.sqrt(0.25 / 400))
    expect(Math.abs(mean - outputs.reduce((a, b) => a + b) / 4)).toBeLessThan(0.05)
  })
})
