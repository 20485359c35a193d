import type { Block, Kernel } from '../kernels/kernel.ts'

/** How the weights follow their gradient. */
export type OptimiserOptions =
  | {
      readonly method: 'adam'
      readonly learningRate: number
      readonly beta1: number
      readonly beta2: number
    }
  | { readonly method: 'sgd'; readonly learningRate: number; readonly momentum: number }

/** Adam as its authors set it. */
export const ADAM_DEFAULTS = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999 } as const
export const SGD_DEFAULTS = { learningRate: 0.1, momentum: 0.9 } as const

/** Keeps Adam's steps finite where a gradient vanishes. */
const ADAM_EPSILON = 1e-8

/** Blocks of one length each: what is trained, its gradient, and what the optimiser remembers. */
export interface Trained {
  readonly values: Block
  readonly gradient: Block
  readonly moments: readonly [Block, Block]
}

/** Numbers that an optimiser needs in the kernel's memory for each that it trains, the gradient among them. */
export const NUMBERS_PER_WEIGHT = 3

/**
 * One step, number `step` from 1, of Adam with decoupled weight decay (Kingma & Ba, arXiv:1412.6980; Loshchilov &
 * Hutter, arXiv:1711.05101), or of gradient descent with momentum, v ← μ v + g + λ w, w ← w − η v.
 */
export function stepInPlace(
  kernel: Kernel,
  { values, gradient, moments }: Trained,
  options: OptimiserOptions,
  weightDecay: number,
  step: number,
): void {
  const [first, second] = moments
  if (options.method === 'adam') {
    const { learningRate: rate, beta1, beta2 } = options
    kernel.adam(values, gradient, first, second, {
      rate,
      beta1,
      beta2,
      epsilon: ADAM_EPSILON,
      decay: weightDecay,
      correction1: 1 - beta1 ** step,
      correction2: 1 - beta2 ** step,
    })
    return
  }
  const [w, g, v] = [values.values, gradient.values, first.values]
  const { learningRate, momentum } = options
  for (let i = 0; i < w.length; i++) {
    v[i] = momentum * v[i]! + g[i]! + weightDecay * w[i]!
    w[i] = w[i]! - learningRate * v[i]!
  }
}
