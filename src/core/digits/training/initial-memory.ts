import { InvalidInput } from '../../errors.ts'
import type { RandomStream } from '../../numerics/random.ts'
import { filterPixels } from '../hill.ts'
import { type ImageSet, imageAt, imageCount } from '../image-set.ts'
import { CLASSES, DIGIT_PIXELS, type HillInput, type Network } from '../network.ts'

/** What a dense associative memory is made of. */
export interface MemoryOptions {
  /** n of the energy −Σ_μ F(ξ_μ·x), F(z) = max(0, z)^n: from features (2) to prototypes (20 and more). */
  readonly exponent: number
  /** Number of memories ξ_μ, as many of each class. */
  readonly memories: number
  /** Overlap of a memory with the image that it begins as. */
  readonly overlap: number
}

/** As many memories as show both ends of the scale; an overlap above 1 lets similar images be heard at n = 20. */
export const MEMORY_DEFAULTS = { memories: 60, overlap: 1.3 } as const

/**
 * A dense associative memory before its training: a layer of rectified powers n − 1 between memories and classes,
 * score_k = Σ_μ c_kμ max(0, ξ_μ·x)^(n−1), ξ_μ = overlap·x_μ/|x_μ|² of a training image x_μ drawn for it, and c_kμ = ±1 as
 * x_μ is of class k or not. No biases: as in the network that it is the dual of. Throws `InvalidInput` where a class
 * has no image. Source: Krotov & Hopfield, arXiv:1606.01164, section 3, and arXiv:1701.00939.
 */
export function initialMemory(
  { exponent, memories, overlap }: MemoryOptions,
  hill: HillInput | null,
  training: ImageSet,
  random: RandomStream,
): Network {
  const ofClass = [0, 1].map((k) =>
    Array.from(training.classes.keys()).filter((i) => training.classes[i] === k),
  )
  const empty = ofClass.findIndex((images) => images.length === 0)
  if (empty !== -1) {
    const detail = `there is no image of ${training.labels[empty]} among the ${imageCount(training)} to learn from`
    throw new InvalidInput('no-image-of-class', '/digits/count', detail)
  }
  const weights = new Float64Array(memories * DIGIT_PIXELS)
  const votes = new Float64Array(CLASSES * memories)
  for (let memory = 0; memory < memories; memory++) {
    const own = memory % CLASSES
    const images = ofClass[own]!
    const image = imageAt(training, images[Math.floor(random.uniform() * images.length)]!)
    if (hill !== null) filterPixels(image, hill, image)
    const square = image.reduce((sum, value) => sum + value * value, 0)
    weights.set(
      image.map((value) => (overlap * value) / square),
      memory * DIGIT_PIXELS,
    )
    for (let k = 0; k < CLASSES; k++) votes[k * memories + memory] = k === own ? 1 : -1
  }
  return {
    hill,
    layers: [
      {
        inputs: DIGIT_PIXELS,
        outputs: memories,
        weights,
        bias: new Float64Array(memories),
        power: exponent - 1,
      },
      { inputs: memories, outputs: CLASSES, weights: votes, bias: new Float64Array(CLASSES), power: null },
    ],
  }
}
