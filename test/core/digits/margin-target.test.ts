import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ballAround } from '../../../src/core/attacks/ball.ts'
import { fgsm } from '../../../src/core/attacks/fgsm.ts'
import { normsOf } from '../../../src/core/attacks/norms.ts'
import { pgd } from '../../../src/core/attacks/pgd.ts'
import { hill } from '../../../src/core/digits/hill.ts'
import { greatestMagnitude } from '../../../src/core/digits/margin-magnitude.ts'
import { marginTargets } from '../../../src/core/digits/margin-target.ts'
import { DIGIT_PIXELS, type HillInput, type Network } from '../../../src/core/digits/network.ts'
import { openEngine } from '../../../src/core/digits/network-engine.ts'
import { PIXEL_RANGE } from '../../../src/core/digits/pixel-range.ts'
import { randomStream } from '../../../src/core/numerics/random.ts'
import { randomNetwork } from '../../networks.ts'

const HILLS: (HillInput | null)[] = [null, { n: 1, theta: 0.5 }, { n: 2, theta: 0.5 }, { n: 10, theta: 0.4 }]

const NETWORKS = fc
  .record({
    hidden: fc.array(fc.integer({ min: 1, max: 7 }), { maxLength: 2 }),
    power: fc.constantFrom(1, 2, 3, 19),
    hill: fc.constantFrom(...HILLS),
    seed: fc.integer({ min: 0, max: 1000 }),
  })
  // Two layers of high powers leave the range of numbers.
  .filter(({ hidden, power }) => power < 19 || hidden.length < 2)

/** A picture of which a third of the pixels are black. */
function picture(seed: number): Float64Array {
  const random = randomStream(seed, 1)
  return Float64Array.from({ length: DIGIT_PIXELS }, () => Math.max(0, 1.5 * random.uniform() - 0.5))
}

/** The scores by their definition. */
function scoresOf({ hill: input, layers }: Network, x: Float64Array): Float64Array {
  let values: Float64Array = input === null ? x : x.map((pixel) => hill(pixel, input))
  for (const { inputs, outputs, weights, bias, power } of layers) {
    values = Float64Array.from({ length: outputs }, (_, j) => {
      let sum = bias[j]!
      for (let i = 0; i < inputs; i++) sum += weights[j * inputs + i]! * values[i]!
      return power === null ? sum : Math.max(0, sum) ** power
    })
  }
  return values
}

describe('a network as a target', () => {
  test('has the margin of the true class as its output, by the definition of the network', () => {
    fc.assert(
      fc.property(NETWORKS, ({ hidden, power, hill, seed }) => {
        const network = randomNetwork(hidden, seed, hill, power)
        const x = picture(seed)
        const [first, second] = scoresOf(network, x)
        const scale = Math.max(Math.abs(first!), Math.abs(second!), 1e-3)
        const targets = marginTargets(network)
        expect(targets[0]!.output(x) / scale).toBeCloseTo((first! - second!) / scale, 9)
        expect(targets[1]!.output(x)).toBe(-targets[0]!.output(x))
      }),
      { numRuns: 60 },
    )
  })

  test('has the gradient that differences of its output show', () => {
    fc.assert(
      fc.property(
        NETWORKS,
        fc.integer({ min: 0, max: DIGIT_PIXELS - 1 }),
        ({ hidden, power, hill, seed }, i) => {
          const [target] = marginTargets(randomNetwork(hidden, seed, hill, power))
          const x = picture(seed)
          // Away from 0, where a difference on both sides would leave the range of pixels.
          x[i] = 0.1 + 0.8 * x[i]!
          const gradient = target!.gradient(x)
          const step = 1e-6
          const at = (change: number) =>
            target!.output(x.map((value, k) => (k === i ? value + change : value)))
          const slope = (at(step) - at(-step)) / (2 * step)
          const scale = Math.max(...gradient.map(Math.abs), 1e-12)
          // Where high powers leave next to no slope, a difference shows the rounding of the outputs it is made of.
          const rounding = (4 * Number.EPSILON * Math.abs(target!.output(x))) / step
          expect(Math.abs(gradient[i]! - slope)).toBeLessThan(1e-5 * scale + rounding)
        },
      ),
      { numRuns: 60 },
    )
  })

  test('has no slope at a black pixel behind a Hill input with n > 1, as an empty receptor has none for m > 1', () => {
    for (const [n, flat] of [
      [1, false],
      [2, true],
      [5, true],
    ] as const) {
      const [target] = marginTargets(randomNetwork([4], 3, { n, theta: 0.5 }))
      const gradient = target!.gradient(new Float64Array(DIGIT_PIXELS))
      expect(gradient.every((slope) => slope === 0)).toBe(flat)
    }
  })

  test('steps as an attack does that takes its gradient, to the last bit, within budget and bounds', () => {
    const steps = fc.record({
      seed: fc.integer({ min: 0, max: 1000 }),
      hill: fc.constantFrom(...HILLS),
      epsilon: fc.constantFrom(0, 1e-17, 3e-16, 0.1, 0.2, 1 / 3, 1),
      length: fc.constantFrom(0, 0.01, 0.1, 0.2, 1),
      share: fc.constantFrom(0, 0.5, 1),
    })
    fc.assert(
      fc.property(steps, ({ seed, hill, epsilon, length, share }) => {
        const [target] = marginTargets(randomNetwork([3], seed, hill))
        const { signStep, ...plain } = target!
        const centre = picture(seed)
        const random = randomStream(seed, 2)
        const ball = ballAround(centre, epsilon, 'linf', plain.bounds)
        // From the centre itself, as an attack begins, and from elsewhere in the ball.
        const from = share === 0 ? centre : ball.project(ball.draw(random))
        const quick = signStep!(from, length, { centre, epsilon })
        expect(quick).toEqual(ball.descend(plain, from, length))
        expect(normsOf(centre, quick).linf).toBeLessThanOrEqual(epsilon)
        expect(quick.every((value) => value >= 0 && value <= 1)).toBe(true)
      }),
      { numRuns: 200 },
    )
  })

  test('does not step by itself where a derivative may overflow, which would show in none of its outputs', () => {
    const network = randomNetwork([2], 1)
    const huge = network.layers.map((layer) => ({ ...layer, weights: layer.weights.map((w) => w * 1e160) }))
    const [target] = marginTargets({ ...network, layers: huge })
    const black = new Float64Array(DIGIT_PIXELS)
    expect(Number.isFinite(target!.output(black))).toBe(true)
    expect(target!.gradient(black).every(Number.isFinite)).toBe(false)
    expect(target!.signStep).toBeUndefined()
  })

  test('is nowhere steeper, nor further from its threshold, than its greatest magnitude', () => {
    fc.assert(
      fc.property(NETWORKS, ({ hidden, power, hill, seed }) => {
        const network = randomNetwork(hidden, seed, hill, power)
        const most = greatestMagnitude(network, PIXEL_RANGE) * (1 + 1e-12)
        for (const target of marginTargets(network)) {
          const x = picture(seed)
          expect(Math.abs(target.output(x))).toBeLessThanOrEqual(most)
          for (const slope of target.gradient(x)) expect(Math.abs(slope)).toBeLessThanOrEqual(most)
        }
      }),
      { numRuns: 60 },
    )
  })

  test('is attacked alike with and without that step', () => {
    const [target] = marginTargets(randomNetwork([4], 6, { n: 2, theta: 0.5 }))
    const { signStep: _, ...plain } = target!
    const x = picture(6)
    const options = { norm: 'linf', steps: 5, restarts: 1 } as const
    expect(fgsm(target!, x, 0.2)).toEqual(fgsm(plain, x, 0.2))
    expect(pgd(target!, x, 0.2, options, randomStream(1, 0))).toEqual(
      pgd(plain, x, 0.2, options, randomStream(1, 0)),
    )
  })

  test('gives several images at once the scores that each has alone, to the last bit', () => {
    const network = randomNetwork([7, 3], 4)
    const engine = openEngine(network, 5)
    const images = Array.from({ length: 5 }, (_, k) => picture(k))
    images.forEach((x, k) => {
      engine.load(x, k)
    })
    const together = engine.forward(5).slice()
    images.forEach((x, k) => {
      engine.load(x, 0)
      expect(engine.forward(1).slice(0, 2)).toEqual(together.slice(2 * k, 2 * k + 2))
    })
  })

  test('gives the network back as it was laid out', () => {
    const network = randomNetwork([3], 5, { n: 2, theta: 0.5 }, 2)
    expect(openEngine(network, 2).network()).toEqual(network)
  })
})
