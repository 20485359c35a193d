import { Interrupted } from '../../errors.ts'
import { type RandomStream, randomStream } from '../../numerics/random.ts'
import { type ImageSet, imageCount, loadImage } from '../image-set.ts'
import { DIGIT_PIXELS } from '../network.ts'
import { PIXEL_RANGE } from '../pixel-range.ts'
import { openBatchAttack } from './adversarial.ts'
import type { TrainingOptions } from './train.ts'
import type { Trainer } from './trainer.ts'

/** Streams of random numbers: these of each epoch, after one for the weights to begin with. */
const STREAMS = { shuffle: 0, noise: 1, attack: 2 } as const
const STREAMS_PER_EPOCH = 4

/**
 * One pass through all images in an order of its own; returns the mean loss, which is not finite where it diverged.
 * Each epoch draws from streams of its own, so that a training can be taken up between any two.
 */
export function runEpoch(
  trainer: Trainer,
  set: ImageSet,
  options: TrainingOptions,
  { seed, epoch, shouldStop }: { seed: number; epoch: number; shouldStop: () => boolean },
): number {
  const { batchSize, noise, optimiser, weightDecay } = options
  const stream = (use: number) => randomStream(seed, STREAMS_PER_EPOCH * epoch + use)
  const order = shuffled(imageCount(set), stream(STREAMS.shuffle))
  const noiseStream = stream(STREAMS.noise)
  const attack =
    options.adversarial && openBatchAttack(trainer.engine, options.adversarial, stream(STREAMS.attack))
  const pixels = new Float64Array(batchSize * DIGIT_PIXELS)
  const classes = new Uint8Array(batchSize)
  let loss = 0
  for (let first = 0; first < order.length && Number.isFinite(loss); first += batchSize) {
    if (shouldStop()) throw new Interrupted()
    const count = Math.min(batchSize, order.length - first)
    for (let k = 0; k < count; k++) {
      const place = pixels.subarray(k * DIGIT_PIXELS, (k + 1) * DIGIT_PIXELS)
      loadImage(set, order[first + k]!, place)
      if (noise > 0) addNoiseInPlace(place, noise, noiseStream)
      classes[k] = set.classes[order[first + k]!]!
    }
    const batch = { pixels, classes, count }
    attack?.(batch)
    loss += trainer.learn(batch, optimiser, weightDecay)
  }
  return loss / order.length
}

/** 0 … count − 1 in random order (Fisher and Yates). */
function shuffled(count: number, random: RandomStream): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i)
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random.uniform() * (i + 1))
    const held = order[i]!
    order[i] = order[j]!
    order[j] = held
  }
  return order
}

function addNoiseInPlace(x: Float64Array, deviation: number, random: RandomStream): void {
  for (let i = 0; i < x.length; i++) {
    const value = x[i]! + deviation * random.normal()
    x[i] = Math.min(Math.max(value, PIXEL_RANGE.lower), PIXEL_RANGE.upper)
  }
}
