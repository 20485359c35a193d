import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { unitVector } from '../../../src/core/attacks/ball.ts'
import { randomNoise, type Size } from '../../../src/core/attacks/random-noise.ts'
import { steepestChord } from '../../../src/core/certificates/hill-chord.ts'
import { leastMargin } from '../../../src/core/certificates/margin-bounds.ts'
import { rowBeforePower } from '../../../src/core/certificates/margin-row.ts'
import { rectifiedPower } from '../../../src/core/certificates/rectified-power.ts'
import { sumOfLargest } from '../../../src/core/certificates/sum-of-largest.ts'
import { hill } from '../../../src/core/digits/hill.ts'
import type { DenseLayer, HillInput, Network } from '../../../src/core/digits/network.ts'
import { type RandomStream, randomStream } from '../../../src/core/numerics/random.ts'
import { type Bounds, clip, type Target } from '../../../src/core/target.ts'
import { evenly } from '../../arbitraries.ts'

const INPUTS = 6
const BOUNDS: Bounds = { lower: new Float64Array(INPUTS), upper: new Float64Array(INPUTS).fill(1) }

function randomLayer(
  inputs: number,
  outputs: number,
  power: number | null,
  random: RandomStream,
): DenseLayer {
  const normals = (count: number) => new Float64Array(count).map(() => random.normal())
  return { inputs, outputs, weights: normals(inputs * outputs), bias: normals(outputs), power }
}

/** Layers of the given widths, each with its power; the last has two outputs. */
function randomNetwork(
  input: HillInput | null,
  hidden: readonly { readonly width: number; readonly power: number | null }[],
  random: RandomStream,
): Network {
  const layers: DenseLayer[] = []
  let inputs = INPUTS
  for (const { width, power } of hidden) {
    layers.push(randomLayer(inputs, width, power, random))
    inputs = width
  }
  return { hill: input, layers: [...layers, randomLayer(inputs, 2, null, random)] }
}

/** The margin, one sum after the other. */
function marginOf({ hill: input, layers }: Network, trueClass: 0 | 1, x: Float64Array): number {
  let values =
    input === null ? x : x.map((pixel) => pixel ** input.n / (pixel ** input.n + input.theta ** input.n))
  for (const { inputs, outputs, weights, bias, power } of layers) {
    const below = values
    values = new Float64Array(outputs).map((_, unit) => {
      const row = weights.subarray(unit * inputs, (unit + 1) * inputs)
      const sum = row.reduce((total, weight, i) => total + weight * below[i]!, bias[unit]!)
      return power === null ? sum : Math.max(0, sum) ** power
    })
  }
  return values[trueClass]! - values[1 - trueClass]!
}

function targetOf(network: Network, trueClass: 0 | 1): Target {
  const output = (x: Float64Array) => marginOf(network, trueClass, x)
  return {
    dimension: INPUTS,
    bounds: BOUNDS,
    threshold: 0,
    output,
    // One-sided differences into the bounds will do for a direction.
    gradient: (x) =>
      x.map((value, i) => {
        const step = value > 0.5 ? -1e-6 : 1e-6
        return (output(x.map((other, j) => (j === i ? other + step : other))) - output(x)) / step
      }),
  }
}

/** A point of the ball around `x` and of the bounds. */
function projected(point: Float64Array, x: Float64Array, { epsilon, norm }: Size): Float64Array {
  const within = clip(point, BOUNDS)
  const offset = within.map((value, i) => value - x[i]!)
  if (norm === 'linf') return x.map((value, i) => value + Math.min(Math.max(offset[i]!, -epsilon), epsilon))
  const share = Math.min(1, epsilon / Math.hypot(...offset) || 0)
  return x.map((value, i) => value + share * offset[i]!)
}

/** Points that a simple attack reaches: all noise, steps down the gradient, or few pixels as they hurt the most. */
function* attacked(
  target: Target,
  x: Float64Array,
  size: Size,
  random: RandomStream,
): Generator<Float64Array> {
  for (let draw = 0; draw < 10; draw++) yield randomNoise(target, x, size, random)
  if (size.norm === 'l0') {
    let point = x
    for (let taken = 0; taken < size.epsilon; taken++) {
      const ends = [...x.keys()].flatMap((i) => [0, 1].map((end) => point.map((v, j) => (j === i ? end : v))))
      point = ends.reduce((best, next) => (target.output(next) < target.output(best) ? next : best), point)
      yield point
    }
    return
  }
  let point = x
  for (let step = 0; step < 8; step++) {
    const gradient = target.gradient(point)
    const direction = size.norm === 'linf' ? gradient.map(Math.sign) : unitVector(gradient)
    const length = size.epsilon / (1 + step / 2)
    point = projected(
      point.map((value, i) => value - length * direction[i]!),
      x,
      size,
    )
    yield point
  }
}

const powers = fc.constantFrom(1, 2, 19, null)
const hillInputs = fc.option(
  fc.record({ n: fc.constantFrom(1, 2, 5, 10, 0.5, 2.5), theta: evenly(0.2, 0.8) }),
)
const networks = fc
  .record({
    input: hillInputs,
    hidden: fc.array(fc.record({ width: fc.integer({ min: 1, max: 5 }), power: powers }), { maxLength: 2 }),
    seed: fc.nat(),
  })
  .map(({ input, hidden, seed }) => randomNetwork(input, hidden, randomStream(seed, 0)))
const classes = fc.constantFrom<0 | 1>(0, 1)
const pictures = fc
  .array(fc.oneof(fc.constantFrom(0, 1), evenly(0, 1)), { minLength: INPUTS, maxLength: INPUTS })
  .map((pixels) => Float64Array.from(pixels))
const sizes = fc.oneof(
  fc.record({ norm: fc.constant('linf' as const), epsilon: evenly(0, 0.6) }),
  fc.record({ norm: fc.constant('l2' as const), epsilon: evenly(0, 1.5) }),
  fc.record({ norm: fc.constant('l0' as const), epsilon: fc.integer({ min: 0, max: INPUTS }) }),
  fc.record({
    norm: fc.constantFrom('linf' as const, 'l2' as const),
    epsilon: fc.constantFrom(0, 1e-12, 1e-6, 1e3),
  }),
)

describe('the least margin of a network', () => {
  test('is not above what noise, gradients or greedy changes reach, whatever the network and the norm', () => {
    fc.assert(
      fc.property(networks, classes, pictures, sizes, fc.nat(), (network, trueClass, x, size, seed) => {
        const target = targetOf(network, trueClass)
        const least = leastMargin(network, trueClass, x, size, BOUNDS)
        // Scores that overflow have no margin, which then lies below nothing.
        expect(target.output(x) < least).toBe(false)
        for (const point of attacked(target, x, size, randomStream(seed, 1))) {
          expect(target.output(point) < least).toBe(false)
        }
      }),
      { numRuns: 1500 },
    )
  })

  test('is the margin itself, up to rounding, where nothing may change', () => {
    fc.assert(
      fc.property(
        networks,
        classes,
        pictures,
        fc.constantFrom('linf', 'l2', 'l0'),
        (network, label, x, norm) => {
          const margin = marginOf(network, label, x)
          // Of the sums of absolute terms, which no score of these networks is above.
          const positive: Network = {
            hill: network.hill,
            layers: network.layers.map((layer) => ({
              ...layer,
              weights: layer.weights.map(Math.abs),
              bias: layer.bias.map(Math.abs),
            })),
          }
          const scale = Math.abs(marginOf(withOneScore(positive), 0, x))
          expect([leastMargin(network, label, x, { epsilon: 0, norm }, BOUNDS)]).toAllClose([margin], {
            atol: 1e-9 * scale,
          })
        },
      ),
    )
  })

  test('is exact in L∞ for one layer: the corner of the box that its weights point to attains it', () => {
    fc.assert(
      fc.property(
        hillInputs,
        classes,
        pictures,
        evenly(0, 1),
        fc.nat(),
        (input, trueClass, x, epsilon, seed) => {
          const network = randomNetwork(input, [], randomStream(seed, 0))
          const weights = marginWeights(network, trueClass)
          const corner = x.map((pixel, i) =>
            weights[i]! > 0 ? Math.max(0, pixel - epsilon) : Math.min(1, pixel + epsilon),
          )
          expect([leastMargin(network, trueClass, x, { epsilon, norm: 'linf' }, BOUNDS)]).toAllClose(
            [marginOf(network, trueClass, corner)],
            // A root of the distance from black at n = 1/2 turns a rounding error of 1e-16 into 1e-8.
            { atol: input !== null && input.n < 1 ? 1e-6 : 1e-10 },
          )
        },
      ),
    )
  })

  test('is exact in L∞ for two layers without an activation between, which are one', () => {
    const network = randomNetwork({ n: 5, theta: 0.5 }, [{ width: 2, power: null }], randomStream(3, 0))
    const [first, last] = network.layers as [DenseLayer, DenseLayer]
    const row = marginWeights({ hill: null, layers: [last] }, 1)
    const weights = new Float64Array(INPUTS).map(
      (_, i) => row[0]! * first.weights[i]! + row[1]! * first.weights[INPUTS + i]!,
    )
    const x = Float64Array.of(0, 0.1, 0.4, 0.6, 0.9, 1)
    const corner = x.map((pixel, i) =>
      weights[i]! > 0 ? Math.max(0, pixel - 0.2) : Math.min(1, pixel + 0.2),
    )
    expect([leastMargin(network, 1, x, { epsilon: 0.2, norm: 'linf' }, BOUNDS)]).toAllClose(
      [marginOf(network, 1, corner)],
      { atol: 1e-10 },
    )
  })

  test('is exact in L∞ for rectified linear units that stay on, or off, in all of the box', () => {
    fc.assert(
      fc.property(
        hillInputs,
        classes,
        pictures,
        evenly(0, 1),
        fc.nat(),
        (input, trueClass, x, epsilon, seed) => {
          const network = randomNetwork(input, [{ width: 4, power: 1 }], randomStream(seed, 0))
          const [first, last] = network.layers as [DenseLayer, DenseLayer]
          const stable = { ...first, bias: Float64Array.of(60, -60, 60, 60) }
          const row = marginWeights({ hill: null, layers: [last] }, trueClass)
          const weights = new Float64Array(INPUTS).map((_, i) =>
            [0, 2, 3].reduce((sum, unit) => sum + row[unit]! * first.weights[unit * INPUTS + i]!, 0),
          )
          const corner = x.map((pixel, i) =>
            weights[i]! > 0 ? Math.max(0, pixel - epsilon) : Math.min(1, pixel + epsilon),
          )
          const changed = { hill: input, layers: [stable, last] }
          expect([leastMargin(changed, trueClass, x, { epsilon, norm: 'linf' }, BOUNDS)]).toAllClose(
            [marginOf(changed, trueClass, corner)],
            { atol: input !== null && input.n < 1 ? 1e-6 : 1e-8 },
          )
        },
      ),
    )
  })

  test('is exact in L2 for one layer without a Hill input, where the bounds are far', () => {
    const network = randomNetwork(null, [], randomStream(4, 0))
    const weights = marginWeights(network, 0)
    const length = Math.hypot(...weights)
    const x = new Float64Array(INPUTS).fill(0.5)
    const nearest = x.map((pixel, i) => pixel - (0.3 * weights[i]!) / length)
    expect([leastMargin(network, 0, x, { epsilon: 0.3, norm: 'l2' }, BOUNDS)]).toAllClose(
      [marginOf(network, 0, nearest)],
      { atol: 1e-10 },
    )
  })

  test('is exact in L0 for one layer: no two pixels at any of their ends do better, and two attain it', () => {
    fc.assert(
      fc.property(hillInputs, classes, pictures, fc.nat(), (input, trueClass, x, seed) => {
        const network = randomNetwork(input, [], randomStream(seed, 0))
        expect([leastMargin(network, trueClass, x, { epsilon: 2, norm: 'l0' }, BOUNDS)]).toAllClose(
          [Math.min(...twoPixelMargins(network, trueClass, x))],
          { atol: 1e-10 },
        )
      }),
    )
  })

  test('in L0 is not above any two pixels at their ends, in a network of two layers', () => {
    fc.assert(
      fc.property(hillInputs, powers, classes, pictures, fc.nat(), (input, power, trueClass, x, seed) => {
        const network = randomNetwork(input, [{ width: 3, power }], randomStream(seed, 0))
        expect(leastMargin(network, trueClass, x, { epsilon: 2, norm: 'l0' }, BOUNDS)).toBeLessThanOrEqual(
          Math.min(...twoPixelMargins(network, trueClass, x)),
        )
      }),
    )
  })

  test('in L2 is not below the box around the ball, and tighter where the ball is small in it', () => {
    const network = randomNetwork({ n: 5, theta: 0.5 }, [{ width: 4, power: 1 }], randomStream(5, 0))
    const x = Float64Array.of(0, 0.1, 0.4, 0.6, 0.9, 1)
    const [ball, box] = (['l2', 'linf'] as const).map((norm) =>
      leastMargin(network, 0, x, { epsilon: 0.1, norm }, BOUNDS),
    )
    expect(ball).toBeGreaterThan(box!)
  })

  test('certifies nothing where numbers overflow, in whichever layer', () => {
    const x = new Float64Array(INPUTS).fill(0.5)
    for (const depth of [1, 2, 3]) {
      const hidden = Array.from({ length: depth }, () => ({ width: 3, power: 19 }))
      const network = randomNetwork(null, hidden, randomStream(6, 0))
      const layers = network.layers.map((layer) => ({
        ...layer,
        weights: layer.weights.map((w) => w * 1e200),
      }))
      expect(leastMargin({ hill: null, layers }, 0, x, { epsilon: 0.1, norm: 'linf' }, BOUNDS)).toBe(
        Number.NEGATIVE_INFINITY,
      )
    }
  })
})

test('lines through a rectified power lie below what it adds to the margin, and touch it', () => {
  const sums = fc.tuple(evenly(-2, 2), evenly(-2, 2))
  fc.assert(
    fc.property(fc.constantFrom(1, 2, 19), sums, evenly(-3, 3), (power, [a, b], factor) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)]
      const activation = rectifiedPower(power)
      const after = {
        weights: Float64Array.of(factor),
        sizes: Float64Array.of(3),
        constant: 0,
        constantSize: 0,
      }
      const line = rowBeforePower(activation, Float64Array.of(low), Float64Array.of(high), after)
      const excesses = Array.from({ length: 101 }, (_, i) => {
        const sum = low + ((high - low) * i) / 100
        return factor * activation.value(sum) - (line.weights[0]! * sum + line.constant)
      })
      const rounding = 1e-12 * line.constantSize
      expect(Math.min(...excesses)).toBeGreaterThanOrEqual(-rounding)
      expect(Math.min(...excesses)).toBeLessThanOrEqual(rounding)
    }),
  )
})

describe('the steepest chord of the Hill input', () => {
  test('is not exceeded by any chord, and exceeds the steepest of many by some per cent at most', () => {
    const ends = fc.tuple(evenly(0, 1), evenly(0, 1), evenly(0, 1))
    fc.assert(
      fc.property(ends, fc.constantFrom(1, 1.3, 2, 5, 10, 30), evenly(0.2, 0.8), ([a, b, c], n, theta) => {
        const [lower, x, upper] = Float64Array.of(a, b, c).sort() as unknown as [number, number, number]
        const input = { n, theta }
        const bound = steepestChord(x, lower, upper, input)
        let steepest = 0
        for (let i = 0; i <= 300; i++) {
          const point = lower + ((upper - lower) * i) / 300
          if (Math.abs(point - x) < 1e-6) continue
          steepest = Math.max(steepest, (hill(point, input) - hill(x, input)) / (point - x))
        }
        expect(steepest).toBeLessThanOrEqual(bound * (1 + 1e-9))
        if (upper - lower > 0.1) expect(bound).toBeLessThanOrEqual(steepest * 1.1 + 1e-3)
      }),
    )
  })

  test('from black touches the curve at θ (n − 1)^(1/n), where n h(x)(1 − h(x)) = h(x)', () => {
    const touch = 0.5 * 9 ** 0.1
    const slope = hill(touch, { n: 10, theta: 0.5 }) / touch
    expect([steepestChord(0, 0, 1, { n: 10, theta: 0.5 })]).toAllClose([slope], { rtol: 0.03 })
  })
})

test('the sum of the largest numbers is that of the head of their sorted list', () => {
  const numbers = fc.array(evenly(0, 1), { maxLength: 60 })
  fc.assert(
    fc.property(numbers, fc.nat({ max: 70 }), (list, count) => {
      const sorted = list.toSorted((a, b) => b - a).slice(0, count)
      expect([sumOfLargest(Float64Array.from(list), count)]).toAllClose(
        [sorted.reduce((sum, number) => sum + number, 0)],
        { rtol: 1e-14 },
      )
    }),
  )
})

/** The weights of the margin of a network of one layer. */
function marginWeights({ layers }: Network, trueClass: 0 | 1): Float64Array {
  const { inputs, weights } = layers[0]!
  const row = (label: number) => weights.subarray(label * inputs, (label + 1) * inputs)
  return row(trueClass).map((weight, i) => weight - row(1 - trueClass)[i]!)
}

/** Margins with each choice of two pixels at each of their ends, or left as they are. */
function twoPixelMargins(network: Network, trueClass: 0 | 1, x: Float64Array): number[] {
  const margins: number[] = []
  for (let i = 0; i < INPUTS; i++) {
    for (let j = 0; j < i; j++) {
      for (const first of [0, x[i]!, 1]) {
        for (const second of [0, x[j]!, 1]) {
          const changed = x.map((value, k) => (k === i ? first : k === j ? second : value))
          margins.push(marginOf(network, trueClass, changed))
        }
      }
    }
  }
  return margins
}

/** A network whose margin is the sum of the scores of another one, whose last layer has no activation. */
function withOneScore(network: Network): Network {
  const last = network.layers.at(-1)!
  const weights = last.weights.slice()
  for (let i = last.inputs; i < weights.length; i++) weights[i] = -weights[i]!
  const bias = Float64Array.of(last.bias[0]!, -last.bias[1]!)
  return { ...network, layers: [...network.layers.slice(0, -1), { ...last, weights, bias }] }
}
