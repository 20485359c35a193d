import { InvalidInput } from '../errors.ts'
import type { DenseLayer, Network } from './network.ts'

/** Gradient of the margin of class 0, score 0 − score 1, of a network that is linear; the same at every image. */
export function marginGradient({ hill, layers }: Network): Float64Array {
  if (hill !== null || layers.some(({ power }) => power !== null)) {
    throw new InvalidInput(
      'network-not-linear',
      '/classifier',
      'the network is not linear: its gradient is another at every image',
    )
  }
  return layers.reduceRight(pulledBack, Float64Array.of(1, -1))
}

/** Slopes with respect to a layer's inputs from those with respect to its outputs: Wᵀ g. */
function pulledBack(slopes: Float64Array, { inputs, weights }: DenseLayer): Float64Array {
  const result = new Float64Array(inputs)
  slopes.forEach((slope, row) => {
    for (let j = 0; j < inputs; j++) result[j]! += slope * weights[row * inputs + j]!
  })
  return result
}

/**
 * Angle (degrees, 0 to 180) between the gradients of two linear networks' margins in the space of pixels: by how much
 * the one's decision boundary is turned against the other's. Throws `InvalidInput` for a network that is not linear,
 * or whose margin is the same everywhere. Source: Tanay and Griffin, arXiv:1608.07690.
 */
export function boundaryTilt(first: Network, second: Network): number {
  return angleBetween(marginGradient(first), marginGradient(second))
}

/**
 * The same angle in the coordinates that each network looks at by itself, the outputs of its first layer: how much the
 * boundary is seen to turn where images are drawn by their first components, for each machine its own. An axis of the
 * second network that points against the first's is turned round, as the sign of a component means nothing.
 *
 * Throws `InvalidInput` as `boundaryTilt` does, and unless both first layers are of one shape.
 */
export function boundaryTiltAmongComponents(first: Network, second: Network): number {
  const [a, b] = [first, second].map(({ hill, layers }) => marginGradient({ hill, layers: layers.slice(1) }))
  const [axes, others] = [first.layers[0]!, second.layers[0]!]
  if (axes.inputs !== others.inputs || axes.outputs !== others.outputs) throw withoutAngle()
  const { inputs } = axes
  const turned = b!.map((slope, row) => {
    let along = 0
    for (let j = row * inputs; j < (row + 1) * inputs; j++) along += axes.weights[j]! * others.weights[j]!
    return along < 0 ? -slope : slope
  })
  return angleBetween(a!, turned)
}

/** Kahan's formula, which loses nothing where the angle is small. */
function angleBetween(a: Float64Array, b: Float64Array): number {
  const [lengthA, lengthB] = [Math.hypot(...a), Math.hypot(...b)]
  if (a.length !== b.length || ![lengthA, lengthB].every(isLength)) throw withoutAngle()
  const [u, v] = [a.map((value) => value / lengthA), b.map((value) => value / lengthB)]
  const apart = Math.hypot(...u.map((value, i) => value - v[i]!))
  const along = Math.hypot(...u.map((value, i) => value + v[i]!))
  return (2 * Math.atan2(apart, along) * 180) / Math.PI
}

function isLength(value: number): boolean {
  return value > 0 && Number.isFinite(value)
}

function withoutAngle(): InvalidInput {
  return new InvalidInput(
    'no-angle',
    '/classifier',
    'the networks have no angle between them: they look at unlike inputs, or have no boundary, or numbers that overflow',
  )
}
