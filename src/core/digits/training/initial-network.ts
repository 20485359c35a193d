import type { RandomStream } from '../../numerics/random.ts'
import { CLASSES, type DenseLayer, DIGIT_PIXELS, type HillInput, type Network } from '../network.ts'

/**
 * A network of rectified linear units before its training: weights and biases uniform in ±1/√inputs of their layer, as
 * is usual for small networks. `hidden` are the sizes of the layers between pixels and classes; none makes it linear.
 */
export function initialMlp(hidden: readonly number[], hill: HillInput | null, random: RandomStream): Network {
  const sizes = [DIGIT_PIXELS, ...hidden, CLASSES]
  const layers = sizes.slice(1).map((outputs, k): DenseLayer => {
    const inputs = sizes[k]!
    const uniform = () => (2 * random.uniform() - 1) / Math.sqrt(inputs)
    return {
      inputs,
      outputs,
      weights: Float64Array.from({ length: inputs * outputs }, uniform),
      bias: Float64Array.from({ length: outputs }, uniform),
      power: k < hidden.length ? 1 : null,
    }
  })
  return { hill, layers }
}
