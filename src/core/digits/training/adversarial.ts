import { fgsm } from '../../attacks/fgsm.ts'
import { pgd } from '../../attacks/pgd.ts'
import type { RandomStream } from '../../numerics/random.ts'
import { targetsOf } from '../margin-target.ts'
import { DIGIT_PIXELS } from '../network.ts'
import type { Engine } from '../network-engine.ts'
import type { Batch } from './trainer.ts'

/** How the images of a batch are attacked before the network learns from them, in L∞. */
export interface AdversarialOptions {
  readonly attack: 'fgsm' | 'pgd'
  readonly epsilon: number
  /** Of PGD: steps, and starts from random points besides the image itself. */
  readonly steps: number
  readonly restarts: number
  /** The part of each batch that is attacked, 0 to 1: its first images. */
  readonly share: number
}

/** A few steps are enough, since a network is attacked anew in every epoch. */
export const ADVERSARIAL_DEFAULTS = { steps: 7, restarts: 0, share: 1 } as const

/**
 * Attacks on batches against the network as it is in the engine at that time: the inner maximisation of min–max training.
 * Changes the batch's pixels in place. Source: Madry et al., arXiv:1706.06083.
 */
export function openBatchAttack(
  engine: Engine,
  { attack, epsilon, steps, restarts, share }: AdversarialOptions,
  random: RandomStream,
): (batch: Batch) => void {
  const targets = targetsOf(engine)
  return ({ pixels, classes, count }) => {
    for (let k = 0; k < Math.round(share * count); k++) {
      const place = pixels.subarray(k * DIGIT_PIXELS, (k + 1) * DIGIT_PIXELS)
      const target = targets[classes[k]!]!
      const x = place.slice()
      place.set(
        attack === 'fgsm'
          ? fgsm(target, x, epsilon)
          : pgd(target, x, epsilon, { norm: 'linf', steps, restarts }, random),
      )
    }
  }
}
