import { describe, expect, test } from 'vitest'
import type { ImageSet } from '../../../../src/core/digits/image-set.ts'
import { DIGIT_PIXELS, type Network } from '../../../../src/core/digits/network.ts'
import { initialMemory } from '../../../../src/core/digits/training/initial-memory.ts'
import { initialMlp } from '../../../../src/core/digits/training/initial-network.ts'
import { crossEntropyInPlace } from '../../../../src/core/digits/training/loss.ts'
import { ADAM_DEFAULTS, type OptimiserOptions } from '../../../../src/core/digits/training/optimiser.ts'
import {
  type EpochReport,
  type TrainedNetwork,
  type TrainingOptions,
  type TrainingState,
  train,
} from '../../../../src/core/digits/training/train.ts'
import { Interrupted } from '../../../../src/core/errors.ts'
import { randomStream } from '../../../../src/core/numerics/random.ts'

const ADAM: OptimiserOptions = { method: 'adam', ...ADAM_DEFAULTS }

const OPTIONS: TrainingOptions = {
  optimiser: ADAM,
  epochs: 3,
  batchSize: 7,
  weightDecay: 0,
  noise: 0,
  adversarial: null,
}

/** Noisy pictures that are bright above for class 0, below for class 1. */
function pictures(count: number, seed = 1): ImageSet {
  const random = randomStream(seed, 0)
  const classes = Uint8Array.from({ length: count }, (_, i) => i % 2)
  const pixels = new Uint8Array(count * DIGIT_PIXELS)
  for (let i = 0; i < pixels.length; i++) {
    const image = Math.floor(i / DIGIT_PIXELS)
    const above = i % DIGIT_PIXELS < DIGIT_PIXELS / 2
    const bright = above === (classes[image] === 0)
    pixels[i] = Math.floor(random.uniform() * (bright ? 200 : 120))
  }
  return { labels: [3, 7], pixels, classes, indices: Uint32Array.from(classes.keys()) }
}

const IMAGES = pictures(40)

function run(
  options: Partial<TrainingOptions> = {},
  {
    start = initialMlp([4], null, randomStream(1, 0)),
    seed = 5,
    resumeFrom = null as TrainingState | null,
  } = {},
): { reports: EpochReport[]; states: TrainingState[]; trained: TrainedNetwork } {
  const setting = { training: IMAGES, test: pictures(20, 2), seed, shouldStop: () => false, resumeFrom }
  const epochs = train(start, { ...OPTIONS, ...options }, setting)
  const reports: EpochReport[] = []
  const states: TrainingState[] = []
  for (;;) {
    const { done, value } = epochs.next()
    if (done) return { reports, states, trained: value }
    reports.push(value.report)
    states.push(value.state())
  }
}

/** All weights and biases, one after the other. */
const weightsOf = ({ layers }: Network) => layers.flatMap(({ weights, bias }) => [...weights, ...bias])

/** From random weights a few hidden units come to answer the same for all when each batch is attacked. */
const LINEAR = initialMlp([], null, randomStream(1, 0))

const VARIANTS: [string, Partial<TrainingOptions>, Network?][] = [
  ['Adam', {}],
  ['gradient descent with momentum', { optimiser: { method: 'sgd', learningRate: 0.05, momentum: 0.9 } }],
  ['weight decay', { weightDecay: 0.01 }],
  ['noise', { noise: 0.2 }],
  [
    'FGSM in training',
    { adversarial: { attack: 'fgsm', epsilon: 0.1, steps: 1, restarts: 0, share: 1 } },
    LINEAR,
  ],
  [
    'PGD in training',
    { adversarial: { attack: 'pgd', epsilon: 0.1, steps: 3, restarts: 1, share: 0.5 } },
    LINEAR,
  ],
  ['a Hill input', {}, initialMlp([4], { n: 2, theta: 0.5 }, randomStream(1, 0))],
  [
    'a memory',
    { optimiser: { ...ADAM, learningRate: 1e-4 } },
    initialMemory({ exponent: 5, memories: 6, overlap: 1 }, null, IMAGES, randomStream(1, 0)),
  ],
]

describe.each(VARIANTS)('training with %s', (_, options, start) => {
  const from = start === undefined ? {} : { start }

  test('lowers the loss, and learns what is easy', () => {
    const { trained } = run({ ...options, epochs: 8 }, from)
    const [first, last] = [trained.reports[0]!, trained.reports.at(-1)!]
    expect(last.loss).toBeLessThan(first.loss)
    expect(last.accuracy.test).toBeGreaterThan(0.9)
  })

  test('gives the same weights to the last bit for the same seed, and others for another', () => {
    const weights = weightsOf(run(options, from).trained.network)
    expect(weightsOf(run(options, from).trained.network)).toEqual(weights)
    expect(weightsOf(run(options, { ...from, seed: 6 }).trained.network)).not.toEqual(weights)
  })

  test('goes on from any epoch to the weights that it would have had', () => {
    const { states, trained } = run(options, from)
    // As a checkpoint is stored.
    const resumeFrom = structuredClone(states[1]!)
    const resumed = run(options, { ...from, resumeFrom })
    expect(resumed.trained).toEqual(trained)
    expect(resumed.reports.map(({ epoch }) => epoch)).toEqual([3])
  })
})

describe('training', () => {
  test('takes one step of plain gradient descent along the gradient of the mean loss', () => {
    const start = initialMlp([3], { n: 2, theta: 0.5 }, randomStream(2, 0))
    const learningRate = 1e-3
    const optimiser = { method: 'sgd', learningRate, momentum: 0 } as const
    // All images in one batch: the order then says nothing.
    const { trained } = run({ optimiser, epochs: 1, batchSize: IMAGES.classes.length }, { start })
    const lossOf = (network: Network) =>
      run({ optimiser: { ...optimiser, learningRate: 1e-300 }, epochs: 1, batchSize: 40 }, { start: network })
        .trained.reports[0]!.loss
    for (const [layer, i] of [
      [0, 300],
      [0, 784 + 500],
      [1, 2],
    ] as const) {
      const moved = (by: number): Network => ({
        ...start,
        layers: start.layers.map((own, k) =>
          k === layer ? { ...own, weights: own.weights.map((w, j) => (j === i ? w + by : w)) } : own,
        ),
      })
      const slope = (lossOf(moved(1e-5)) - lossOf(moved(-1e-5))) / 2e-5
      const step = trained.network.layers[layer]!.weights[i]! - start.layers[layer]!.weights[i]!
      expect(step).toBeCloseTo(-learningRate * slope, 10)
    }
  })

  test('decays weights but no biases', () => {
    const start = initialMlp([3], null, randomStream(2, 0))
    const none = {
      optimiser: { method: 'sgd', learningRate: 0.1, momentum: 0 } as const,
      epochs: 1,
      batchSize: 40,
    }
    const without = run(none, { start }).trained.network
    const decayed = run({ ...none, weightDecay: 0.5 }, { start }).trained.network
    expect(decayed.layers[0]!.bias).toEqual(without.layers[0]!.bias)
    decayed.layers[0]!.weights.forEach((weight, i) => {
      const shrunk = 0.1 * 0.5 * start.layers[0]!.weights[i]!
      expect(weight).toBeCloseTo(without.layers[0]!.weights[i]! - shrunk, 12)
    })
  })

  test('that diverges says so, with the epoch', () => {
    const optimiser = { method: 'sgd', learningRate: 1e200, momentum: 0 } as const
    expect(() => run({ optimiser })).toThrow(
      expect.objectContaining({
        name: 'NumericalFailure',
        code: 'diverged',
        message: expect.stringMatching(/epoch 1/),
      }),
    )
  })

  test('diverges too where its loss is finite, but beyond reason', () => {
    const optimiser = { method: 'sgd', learningRate: 1e6, momentum: 0.9 } as const
    expect(() => run({ optimiser })).toThrow(
      expect.objectContaining({
        code: 'diverged',
        message: expect.stringMatching(/epoch 1: the mean loss is/),
      }),
    )
  })

  test('stops when it is asked to', () => {
    const setting = { training: IMAGES, test: IMAGES, seed: 1, shouldStop: () => true, resumeFrom: null }
    const start = initialMlp([2], null, randomStream(1, 0))
    expect(() => train(start, OPTIONS, setting).next()).toThrow(Interrupted)
  })
})

describe('cross-entropy', () => {
  test('is −log of the softmax of the true class, with its slopes, without overflow', () => {
    const scores = Float64Array.of(0.3, -0.4, 2, 5, 1000, 0, 0, 1000)
    const classes = [0, 1, 1, 1]
    const slopes = new Float64Array(8)
    const loss = crossEntropyInPlace(scores, classes, 4, slopes)
    const first = -Math.log(Math.exp(0.3) / (Math.exp(0.3) + Math.exp(-0.4)))
    const second = -Math.log(Math.exp(5) / (Math.exp(2) + Math.exp(5)))
    expect(loss).toBeCloseTo(first + second + 1000, 12)
    expect(slopes[0]).toBeCloseTo((Math.exp(-first) - 1) / 4, 14)
    expect(slopes[2]).toBeCloseTo((1 - Math.exp(-second)) / 4, 14)
    expect([...slopes.slice(4)]).toEqual([0.25, -0.25, 0, -0])
    expect(slopes[0]! + slopes[1]!).toBe(0)
  })
})

describe('a dense associative memory before its training', () => {
  test('holds images of both classes, each of which recalls its own class', () => {
    const network = initialMemory(
      { exponent: 20, memories: 6, overlap: 1.3 },
      null,
      IMAGES,
      randomStream(3, 0),
    )
    expect(network.layers.map(({ power }) => power)).toEqual([19, null])
    const [first, second] = network.layers
    for (let memory = 0; memory < 6; memory++) {
      const xi = first!.weights.subarray(memory * DIGIT_PIXELS, (memory + 1) * DIGIT_PIXELS)
      const own = Array.from({ length: 40 }, (_, i) => i).some((i) => {
        if (IMAGES.classes[i] !== memory % 2) return false
        const x = IMAGES.pixels.subarray(i * DIGIT_PIXELS, (i + 1) * DIGIT_PIXELS)
        const overlap = xi.reduce((sum, weight, p) => sum + (weight * x[p]!) / 255, 0)
        return Math.abs(overlap - 1.3) < 1e-9
      })
      expect(own).toBe(true)
      expect(second!.weights[(memory % 2) * 6 + memory]).toBe(1)
      expect(second!.weights[(1 - (memory % 2)) * 6 + memory]).toBe(-1)
    }
  })

  test('cannot be made where a class has no image', () => {
    const alone: ImageSet = { ...IMAGES, classes: new Uint8Array(40) }
    expect(() =>
      initialMemory({ exponent: 2, memories: 4, overlap: 1 }, null, alone, randomStream(1, 0)),
    ).toThrow(expect.objectContaining({ code: 'no-image-of-class' }))
  })
})
