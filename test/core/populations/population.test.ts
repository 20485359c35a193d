import { describe, expect, test } from 'vitest'
import type { Distribution } from '../../../src/core/populations/distribution.ts'
import { drawPicture, drawPopulations } from '../../../src/core/populations/population.ts'

const draw = (bindingTime: Distribution, count = 20_000, seed = 5) =>
  drawPopulations([{ label: 'x', count, bindingTime }], seed)
const mean = (x: Float64Array) => x.reduce((a, b) => a + b) / x.length
const sd = (x: Float64Array) => {
  const centre = mean(x)
  return Math.sqrt(mean(x.map((value) => (value - centre) ** 2)))
}

describe('populations', () => {
  test.each<[string, Distribution, number, number]>([
    ['normal', { distribution: 'normal', mean: 3.5, sd: 0.1 }, 3.5, 0.1],
    [
      'half-normal',
      { distribution: 'half-normal', sd: 0.5 },
      0.5 * Math.sqrt(2 / Math.PI),
      0.5 * Math.sqrt(1 - 2 / Math.PI),
    ],
    [
      'half-normal downwards',
      { distribution: 'half-normal', sd: 0.3, offset: 3, sign: -1 },
      3 - 0.3 * Math.sqrt(2 / Math.PI),
      0.3 * Math.sqrt(1 - 2 / Math.PI),
    ],
    ['uniform', { distribution: 'uniform', from: 1, to: 3 }, 2, 2 / Math.sqrt(12)],
    [
      'log-normal',
      { distribution: 'log-normal', median: 2, sd: 0.4 },
      2 * Math.exp(0.08),
      2 * Math.exp(0.08) * Math.sqrt(Math.exp(0.16) - 1),
    ],
    ['constant', { distribution: 'constant', value: 1.25 }, 1.25, 0],
  ])('%s has the mean and deviation of its definition', (_, distribution, expectedMean, expectedSd) => {
    const x = draw(distribution)
    // Five standard errors of the mean, and of the deviation.
    expect(Math.abs(mean(x) - expectedMean)).toBeLessThanOrEqual((5 * expectedSd) / Math.sqrt(x.length))
    expect(Math.abs(sd(x) - expectedSd)).toBeLessThanOrEqual(0.03 * expectedSd)
  })

  test('the normal follows its distribution function (Kolmogorov and Smirnov)', () => {
    const x = draw({ distribution: 'normal', mean: 50, sd: 1 })
      .map((value) => value - 50)
      .sort()
    // Zelen & Severo's approximation of the normal distribution function, good to 7.5e-8.
    const phi = (z: number): number => {
      if (z < 0) return 1 - phi(-z)
      const t = 1 / (1 + 0.2316419 * z)
      const tail =
        t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
      return 1 - (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * tail
    }
    const distance = Math.max(...x.map((value, i) => Math.abs(phi(value) - (i + 0.5) / x.length)))
    expect(distance).toBeLessThan(1.95 / Math.sqrt(x.length))
  })

  test('the same seed gives the same draws, another seed others, and populations do not share a stream', () => {
    const normal: Distribution = { distribution: 'normal', mean: 3, sd: 0.1 }
    expect(draw(normal)).toEqual(draw(normal))
    expect(draw(normal, 10, 6)).not.toEqual(draw(normal, 10, 5))
    const two = drawPopulations(
      [
        { label: 'a', count: 10, bindingTime: normal },
        { label: 'b', count: 10, bindingTime: normal },
      ],
      5,
    )
    expect(two.slice(0, 10)).toEqual(draw(normal, 10))
    expect(two.slice(10)).not.toEqual(two.slice(0, 10))
  })

  test('a picture gives each pixel a ligand of its level', () => {
    const pixels = Uint8Array.of(0, 255, 0, 7)
    const levels = [
      { value: 0, label: 'self', bindingTime: { distribution: 'constant', value: 0.5 } },
      { value: 255, label: 'agonist', bindingTime: { distribution: 'constant', value: 4 } },
      { value: 7, label: 'antagonist', bindingTime: { distribution: 'uniform', from: 2, to: 3 } },
    ] as const
    const bindingTimes = drawPicture({ width: 2, height: 2, pixels }, levels, 1)
    expect([...bindingTimes.slice(0, 3)]).toEqual([0.5, 4, 0.5])
    expect(bindingTimes[3]).toBeGreaterThan(2)
  })

  test.each<[string, () => unknown, string, string]>([
    [
      'a draw below 0',
      () => draw({ distribution: 'normal', mean: 0.1, sd: 1 }),
      'negative-binding-time',
      '/0/bindingTime',
    ],
    ['no ligand', () => draw({ distribution: 'constant', value: 1 }, 0), 'empty-population', ''],
    [
      'an interval upside down',
      () => draw({ distribution: 'uniform', from: 3, to: 1 }),
      'empty-interval',
      '/0/bindingTime/to',
    ],
    [
      'a negative deviation',
      () => draw({ distribution: 'normal', mean: 3, sd: -1 }),
      'negative-spread',
      '/0/bindingTime/sd',
    ],
    [
      'a picture without pixels',
      () => drawPicture({ width: 0, height: 0, pixels: new Uint8Array() }, [], 1),
      'empty-population',
      '',
    ],
    [
      'a grey level nobody named',
      () => drawPicture({ width: 1, height: 1, pixels: Uint8Array.of(3) }, [], 1),
      'unknown-level',
      '/levels',
    ],
    [
      'a grey level named twice',
      () =>
        drawPicture(
          { width: 1, height: 1, pixels: Uint8Array.of(3) },
          [3, 3].map((value) => ({ value, label: 'x', bindingTime: { distribution: 'constant', value: 1 } })),
          1,
        ),
      'level-twice',
      '/levels/1/value',
    ],
  ])('refuses %s', (_, refused, code, path) => {
    expect(refused).toThrow(expect.objectContaining({ name: 'InvalidInput', code, path }))
  })
})
