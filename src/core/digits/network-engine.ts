import type { Cube } from '../target.ts'
import { filterPixels, filterSlopes } from './hill.ts'
import { type Block, type Kernel, openKernel } from './kernels/kernel.ts'
import type { DenseLayer, Network } from './network.ts'
import type { PixelRange } from './pixel-range.ts'

/** A layer in the kernel's memory, with room for as many images as the engine takes at once. */
export interface EngineLayer {
  readonly shape: { readonly inputs: number; readonly outputs: number }
  readonly power: number | null
  readonly weights: Block
  readonly bias: Block
  /** W x + b of each image, before the activation. */
  readonly sums: Block
  /** What the next layer takes; the sums themselves where there is no activation. */
  readonly values: Block
  /** ∂/∂sums of whatever is differentiated. */
  readonly slopes: Block
}

/**
 * A network laid out in the memory of a kernel, ready to be evaluated many times, several images at once. It holds
 * state between a forward and a backward pass, and is for one caller at a time.
 */
export interface Engine {
  readonly kernel: Kernel
  readonly inputs: number
  /** The images as the first layer takes them, after the Hill input. */
  readonly input: Block
  readonly layers: readonly EngineLayer[]
  /** Puts an image (pixels, before the Hill input) in the given place. */
  load(x: Float64Array, place: number): void
  /** Scores of the first `images` images, two each. */
  forward(images: number): Float64Array
  /** From the slopes of the last layer, which the caller has set, to those of the first. */
  backward(images: number): void
  /** ∂/∂pixels of the image in place 0, once `toPixels` has put it there. */
  readonly pixelSlopes: Block
  /** From the slopes of the first layer, after a backward pass, to those of the pixels of `x`, the image in place 0. */
  toPixels(x: Float64Array): void
  /** A step against `pixelSlopes` from `x`, the image in place 0, as the kernel's; overwritten by the next. */
  signStep(x: Float64Array, length: number, cube: Cube, range: PixelRange): Block
  /** The network as its layers now are; a copy. */
  network(): Network
}

/** Vectors of pixels in an engine besides its images: slopes, and three for steps. */
const OTHER_IMAGES = 4

/** Lays out a network with room for `capacity` images, and for `spare` further numbers in the same memory. */
export function openEngine(network: Network, capacity: number, spare = 0): Engine {
  const { hill, layers: given } = network
  const inputs = given[0]!.inputs
  const numbers = given.reduce(
    (sum, layer) => sum + layer.weights.length + layer.bias.length + 3 * capacity * layer.outputs,
    (capacity + OTHER_IMAGES) * inputs + spare,
  )
  const kernel = openKernel(numbers)
  const input = kernel.allocate(capacity * inputs)
  const places = Array.from({ length: capacity }, (_, k) =>
    input.values.subarray(k * inputs, (k + 1) * inputs),
  )
  const pixelSlopes = kernel.allocate(inputs)
  const [around, stepped] = [kernel.allocate(inputs), kernel.allocate(inputs)]
  // Without a Hill input the image in place 0 is there already.
  const pixels = hill === null ? input : kernel.allocate(inputs)
  const layers = given.map((layer) => layOut(kernel, layer, capacity))
  return {
    kernel,
    inputs,
    input,
    layers,
    load(x, place) {
      if (hill === null) places[place]!.set(x)
      else filterPixels(x, hill, places[place]!)
    },
    forward(images) {
      let values = input
      for (const layer of layers) {
        kernel.forward(layer.weights, layer.bias, values, layer.sums, layer.shape, images)
        activate(layer, images)
        values = layer.values
      }
      return values.values
    },
    backward(images) {
      for (let k = layers.length - 1; k > 0; k--) {
        const below = layers[k - 1]!
        const layer = layers[k]!
        kernel.backward(layer.weights, layer.slopes, below.slopes, layer.shape, images)
        throughActivation(below, images)
      }
    },
    pixelSlopes,
    toPixels(x) {
      const first = layers[0]!
      kernel.backward(first.weights, first.slopes, pixelSlopes, first.shape, 1)
      if (hill !== null) filterSlopes(x, hill, pixelSlopes.values)
    },
    signStep(x, length, { centre, epsilon }, { lower, upper }) {
      if (hill !== null) pixels.values.set(x)
      // The first step of an attack starts from the centre itself.
      const fromCentre = centre === x
      if (!fromCentre) around.values.set(centre)
      const within = { centre: fromCentre ? pixels : around, lower, upper, length, epsilon }
      kernel.signStep(pixels, pixelSlopes, stepped, within)
      return stepped
    },
    network: () => ({
      hill,
      layers: layers.map(({ shape, power, weights, bias }) => ({
        ...shape,
        power,
        weights: weights.values.slice(),
        bias: bias.values.slice(),
      })),
    }),
  }
}

function layOut(kernel: Kernel, layer: DenseLayer, capacity: number): EngineLayer {
  const { inputs, outputs, power } = layer
  const filled = (values: Float64Array) => {
    const block = kernel.allocate(values.length)
    block.values.set(values)
    return block
  }
  const sums = kernel.allocate(capacity * outputs)
  return {
    shape: { inputs, outputs },
    power,
    weights: filled(layer.weights),
    bias: filled(layer.bias),
    sums,
    values: power === null ? sums : kernel.allocate(capacity * outputs),
    slopes: kernel.allocate(capacity * outputs),
  }
}

/** a(z) = max(0, z)^p; written so that NaN, which overflow leaves behind, stays NaN. */
function activate({ power, sums, values, shape }: EngineLayer, images: number): void {
  if (power === null) return
  const [z, a] = [sums.values, values.values]
  const count = images * shape.outputs
  if (power === 1) for (let i = 0; i < count; i++) a[i] = z[i]! <= 0 ? 0 : z[i]!
  else for (let i = 0; i < count; i++) a[i] = z[i]! <= 0 ? 0 : z[i]! ** power
}

/** Slopes with respect to the activations become those with respect to the sums: times p max(0, z)^(p − 1). */
function throughActivation({ power, sums, slopes, shape }: EngineLayer, images: number): void {
  if (power === null) return
  const [z, g] = [sums.values, slopes.values]
  const count = images * shape.outputs
  if (power === 1) {
    for (let i = 0; i < count; i++) if (z[i]! <= 0) g[i] = 0
  } else {
    for (let i = 0; i < count; i++) g[i] = z[i]! <= 0 ? 0 : g[i]! * power * z[i]! ** (power - 1)
  }
}
