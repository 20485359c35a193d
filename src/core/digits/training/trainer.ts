import { type ImageSet, imageCount, loadImage } from '../image-set.ts'
import { CLASSES, DIGIT_PIXELS, type Network } from '../network.ts'
import { type Engine, openEngine } from '../network-engine.ts'
import { crossEntropyInPlace } from './loss.ts'
import { NUMBERS_PER_WEIGHT, type OptimiserOptions, stepInPlace, type Trained } from './optimiser.ts'

/** Images and their classes, one after the other; `count` of them. */
export interface Batch {
  /** Room for the largest batch, 784 values an image. */
  readonly pixels: Float64Array
  readonly classes: Uint8Array
  readonly count: number
}

/** Weights, moments and step count of a training: all that its next step depends on. */
export interface TrainerState {
  /** Of all layers, one after the other: weights, then bias. */
  readonly values: readonly Float64Array[]
  readonly moments: readonly (readonly [Float64Array, Float64Array])[]
  readonly steps: number
}

/** A network that learns, in the memory of its engine. */
export class Trainer {
  readonly engine: Engine
  readonly #batchSize: number
  /** Weights, then bias, of each layer in turn. */
  readonly #trained: readonly Trained[]
  #steps = 0

  constructor(start: Network, batchSize: number) {
    const numbers = start.layers.reduce((sum, layer) => sum + layer.weights.length + layer.bias.length, 0)
    this.engine = openEngine(start, batchSize, NUMBERS_PER_WEIGHT * numbers)
    this.#batchSize = batchSize
    const { kernel, layers } = this.engine
    this.#trained = layers.flatMap((layer) =>
      [layer.weights, layer.bias].map((values): Trained => {
        const room = () => kernel.allocate(values.values.length)
        return { values, gradient: room(), moments: [room(), room()] }
      }),
    )
  }

  /** One step on the mean loss of a batch; returns the sum of the losses before it. */
  learn({ pixels, classes, count }: Batch, optimiser: OptimiserOptions, weightDecay: number): number {
    const { engine } = this
    const { kernel, layers } = engine
    for (let k = 0; k < count; k++) engine.load(pixels.subarray(k * DIGIT_PIXELS, (k + 1) * DIGIT_PIXELS), k)
    const scores = engine.forward(count)
    const loss = crossEntropyInPlace(scores, classes, count, layers.at(-1)!.slopes.values)
    engine.backward(count)
    this.#steps++
    layers.forEach((layer, k) => {
      const [weights, bias] = [this.#trained[2 * k]!, this.#trained[2 * k + 1]!]
      weights.gradient.values.fill(0)
      bias.gradient.values.fill(0)
      const below = k === 0 ? engine.input : layers[k - 1]!.values
      kernel.accumulate(layer.slopes, below, weights.gradient, bias.gradient, layer.shape, count)
      stepInPlace(kernel, weights, optimiser, weightDecay, this.#steps)
      // A bias is not decayed: it has no part in how steep the network is.
      stepInPlace(kernel, bias, optimiser, 0, this.#steps)
    })
    return loss
  }

  /** Share of the images that are told rightly: margin above 0. */
  accuracy(set: ImageSet): number {
    const { engine } = this
    const x = new Float64Array(DIGIT_PIXELS)
    const total = imageCount(set)
    let right = 0
    for (let first = 0; first < total; first += this.#batchSize) {
      const count = Math.min(this.#batchSize, total - first)
      for (let k = 0; k < count; k++) {
        loadImage(set, first + k, x)
        engine.load(x, k)
      }
      const scores = engine.forward(count)
      for (let k = 0; k < count; k++) {
        const own = set.classes[first + k]!
        if (scores[CLASSES * k + own]! > scores[CLASSES * k + 1 - own]!) right++
      }
    }
    return right / total
  }

  state(): TrainerState {
    return {
      values: this.#trained.map(({ values }) => values.values.slice()),
      moments: this.#trained.map(({ moments: [first, second] }) => [
        first.values.slice(),
        second.values.slice(),
      ]),
      steps: this.#steps,
    }
  }

  restore({ values, moments, steps }: TrainerState): void {
    this.#trained.forEach((trained, k) => {
      trained.values.values.set(values[k]!)
      trained.moments[0].values.set(moments[k]![0])
      trained.moments[1].values.set(moments[k]![1])
    })
    this.#steps = steps
  }
}
