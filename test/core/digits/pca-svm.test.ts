import { describe, expect, test } from 'vitest'
import {
  boundaryTilt,
  boundaryTiltAmongComponents,
  marginGradient,
} from '../../../src/core/digits/boundary-tilt.ts'
import { type ImageSet, imageAt, imageCount, meanImage } from '../../../src/core/digits/image-set.ts'
import { trainLinearSvm } from '../../../src/core/digits/linear-svm.ts'
import type { Network } from '../../../src/core/digits/network.ts'
import { trainPcaSvm } from '../../../src/core/digits/pca-svm.ts'
import type { Samples } from '../../../src/core/digits/principal-components.ts'
import { Interrupted, InvalidInput } from '../../../src/core/errors.ts'
import { randomStream } from '../../../src/core/numerics/random.ts'
import { grandMoments, loadDigits } from '../../../src/data/mnist.ts'

const { deviation } = grandMoments()
const SIZES = [0, 0.1, 0.2, 0.3, 0.4]

function samplesOf(set: ImageSet, at = (i: number) => imageAt(set, i)): Samples {
  return { count: imageCount(set), dimension: 784, at }
}

/** Scores, by the definition of a network without activations. */
function scores({ layers }: Network, x: Float64Array): Float64Array {
  return layers.reduce(
    (values, { inputs, weights, bias }) =>
      bias.map((start, row) =>
        values.reduce((sum, value, j) => sum + weights[row * inputs + j]! * value, start),
      ),
    x,
  )
}

function margin(network: Network, x: Float64Array): number {
  const [first, second] = scores(network, x)
  return first! - second!
}

/** Share told rightly while every image is moved `size` deviations along `direction`, against its class; not clipped. */
function accuracies(network: Network, set: ImageSet, direction: Float64Array): number[] {
  const gradient = marginGradient(network)
  const slope = gradient.reduce((sum, value, j) => sum + value * direction[j]!, 0)
  const right = SIZES.map(() => 0)
  for (let i = 0; i < imageCount(set); i++) {
    const y = 1 - 2 * set.classes[i]!
    const plain = y * margin(network, imageAt(set, i))
    SIZES.forEach((size, k) => {
      if (plain - size * deviation * slope > 0) right[k]!++
    })
  }
  return right.map((count) => count / imageCount(set))
}

describe('principal components with a support vector machine', () => {
  const random = randomStream(1, 0)
  const classes = Uint8Array.from({ length: 40 }, (_, i) => i % 2)
  const rows = Array.from(classes, (value) =>
    Float64Array.from({ length: 6 }, (_, j) => random.uniform() + (j < 2 ? 0.4 * value : 0.1 * j)),
  )
  const few: Samples = { count: 40, dimension: 6, at: (i) => rows[i]! }

  test('are two layers without activation, whose margin is the machine on standardised components', () => {
    const network = trainPcaSvm(few, classes, { deviation: 0.5, components: 3, c: 2 })
    expect(network.hill).toBeNull()
    expect(network.layers.map(({ inputs, outputs, power }) => [inputs, outputs, power])).toEqual([
      [6, 3, null],
      [3, 2, null],
    ])
    const first = { hill: null, layers: network.layers.slice(0, 1) }
    const points = Float64Array.from(rows.flatMap((row) => [...scores(first, row)]))
    for (let j = 0; j < 3; j++) {
      const mean = points.reduce((sum, value, i) => sum + (i % 3 === j ? value / 40 : 0), 0)
      expect(Math.abs(mean)).toBeLessThan(1e-13)
    }
    const { weights, bias } = trainLinearSvm(points, classes, 2)
    rows.forEach((row, i) => {
      const f = weights.reduce((sum, weight, j) => sum + weight * points[i * 3 + j]!, bias)
      const [zero, one] = scores(network, row)
      expect(zero! - one!).toBeCloseTo(f, 6)
      expect(zero! + one!).toBe(0)
    })
  })

  test('do not depend on what mean images are standardised by', () => {
    const options = { deviation: 0.5, components: 2 }
    const plain = trainPcaSvm(few, classes, options)
    const moved = trainPcaSvm({ ...few, at: (i) => rows[i]!.map((value) => value - 0.3) }, classes, options)
    for (const row of rows) {
      const shifted = margin(
        moved,
        row.map((value) => value - 0.3),
      )
      expect(shifted).toBeCloseTo(margin(plain, row), 6)
    }
  })

  test('are refused a deviation of 0, one class, and too many components, and end when they are asked to', () => {
    for (const options of [
      { deviation: 0 },
      { deviation: 1, components: 0 },
      { deviation: 1, components: 51 },
    ])
      expect(() => trainPcaSvm(few, classes, options)).toThrow(InvalidInput)
    expect(() => trainPcaSvm(few, new Uint8Array(40), { deviation: 1 })).toThrow(InvalidInput)
    expect(() => trainPcaSvm(few, classes, { deviation: 1 }, () => true)).toThrow(Interrupted)
  })
})

describe('the machine that tells threes from sevens by two components', () => {
  const [train, unseen] = [loadDigits([3, 7], 'train'), loadDigits([3, 7], 'test')]
  const sevens = meanImage(train, 1)
  const towardsThrees = meanImage(train, 0).map((value, j) => Math.sign(value - sevens[j]!))
  const plain = trainPcaSvm(samplesOf(train), train.classes, { deviation })
  const gradient = marginGradient(plain)

  /** FGSM of 0.4 deviations on the plain machine, within [0, 1]. */
  function attacked(i: number): Float64Array {
    const image = imageAt(train, i)
    const size = 0.4 * deviation * (1 - 2 * train.classes[i]!)
    return image.map((value, j) => Math.min(1, Math.max(0, value - size * Math.sign(gradient[j]!))))
  }
  const robust = trainPcaSvm(samplesOf(train, attacked), train.classes, { deviation })

  test('falls to the class-mean attack as scikit-learn has it', () => {
    // PCA and SVC(kernel='linear', C=1) of scikit-learn on the same images.
    expect(accuracies(plain, unseen, towardsThrees)).toAllClose([0.9642, 0.9377, 0.893, 0.8101, 0.7026], {
      atol: 0.001,
    })
  })

  test('hardly falls to it once trained on FGSM images', () => {
    // As above; the components are those of the attacked images.
    expect(accuracies(robust, unseen, towardsThrees)).toAllClose([0.9578, 0.9553, 0.949, 0.9455, 0.9416], {
      atol: 0.001,
    })
  })

  test('turns its boundary by about 16° among its components, and by more among all pixels', () => {
    expect(boundaryTiltAmongComponents(plain, robust)).toBeCloseTo(15.94, 1)
    expect(boundaryTilt(plain, robust)).toBeCloseTo(37.44, 1)
  })

  test('sees nothing of a pixel that no image lights, so that FGSM leaves it alone', () => {
    const lit = new Uint8Array(784)
    train.pixels.forEach((value, i) => {
      if (value > 0) lit[i % 784] = 1
    })
    expect(lit.filter((value) => value === 0).length).toBe(144)
    gradient.forEach((value, j) => {
      if (lit[j] === 0) expect(Math.abs(value)).toBe(0)
    })
  })
})
