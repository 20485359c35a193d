import { InvalidInput } from '../errors.ts'
import { SVM_DEFAULTS, trainLinearSvm } from './linear-svm.ts'
import { CLASSES, type Network } from './network.ts'
import { type PrincipalComponents, principalComponents, type Samples } from './principal-components.ts'

/** How principal components with a linear support vector machine are trained. */
export interface PcaSvmOptions {
  /** The standard deviation that images are standardised by, in the units of a pixel; their mean drops out. */
  readonly deviation: number
  /** How many principal components the machine looks at, 1 to `MOST_COMPONENTS`. */
  readonly components?: number
  /** Price of a point on the wrong side of its margin, above 0. */
  readonly c?: number
}

/** Two components, which can be drawn. */
export const PCA_SVM_DEFAULTS = { components: 2, c: SVM_DEFAULTS.c } as const

/** More take longer than seconds, and tell the digits no better. */
export const MOST_COMPONENTS = 50

/**
 * A linear support vector machine on the first principal components of standardised images, as a network of two layers
 * without activation. With V the components, c the mean of the images and f = w·z + b the machine:
 *
 *     z = V (x − c)/deviation,    scores = [f/2, −f/2].
 *
 * The margin of class 0 is f. To standardise images by a mean as well, (x − mean)/deviation, moves c alike and changes
 * nothing. The images (count × pixels, attacked ones too) are read twice; `classes` has one number a
 * piece, 0 or 1. Throws `InvalidInput` for a number of components that is not allowed, a deviation that is not above 0
 * and where a class is missing; `NumericalFailure` where the images have no such components; `Interrupted`. Source: the
 * figure scripts of arXiv:1807.04270.
 */
export function trainPcaSvm(
  images: Samples,
  classes: Uint8Array,
  options: PcaSvmOptions,
  shouldStop: () => boolean = () => false,
): Network {
  const { deviation, components = PCA_SVM_DEFAULTS.components, c = PCA_SVM_DEFAULTS.c } = options
  if (components > MOST_COMPONENTS) {
    throw new InvalidInput(
      'component-count',
      '/components',
      `${components} components are asked for; at most ${MOST_COMPONENTS} are allowed`,
    )
  }
  if (!(deviation > 0 && Number.isFinite(deviation)))
    throw new InvalidInput('deviation', '/deviation', `images cannot be standardised by ${deviation}`)
  const found = principalComponents(images, components, shouldStop)
  const first = projection(found, images.dimension, components, deviation)
  const points = projected(images, first.weights, first.bias)
  const { weights, bias } = trainLinearSvm(points, classes, c, shouldStop)
  const halves = Float64Array.of(
    ...weights.map((weight) => weight / 2),
    ...weights.map((weight) => -weight / 2),
  )
  const second = {
    inputs: components,
    outputs: CLASSES,
    weights: halves,
    bias: Float64Array.of(bias / 2, -bias / 2),
    power: null,
  }
  return { hill: null, layers: [first, second] }
}

/** The layer z = V (x − c)/deviation. */
function projection(
  { centre, components }: PrincipalComponents,
  inputs: number,
  outputs: number,
  deviation: number,
) {
  const weights = components.map((value) => value / deviation)
  const bias = new Float64Array(outputs)
  for (let row = 0; row < outputs; row++) {
    for (let j = 0; j < inputs; j++) bias[row]! -= weights[row * inputs + j]! * centre[j]!
  }
  return { inputs, outputs, weights, bias, power: null }
}

/** Where each image lies among the components; row by row. */
function projected(images: Samples, weights: Float64Array, bias: Float64Array): Float64Array {
  const { count, dimension } = images
  const points = new Float64Array(count * bias.length)
  for (let i = 0; i < count; i++) {
    const image = images.at(i)
    for (let row = 0; row < bias.length; row++) {
      let sum = bias[row]!
      for (let j = 0; j < dimension; j++) sum += weights[row * dimension + j]! * image[j]!
      points[i * bias.length + row] = sum
    }
  }
  return points
}
