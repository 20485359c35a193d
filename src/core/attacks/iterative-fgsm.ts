import type { Target } from '../target.ts'
import { fgsm } from './fgsm.ts'

/** How the iterative attack goes about it. */
export interface IterativeFgsmOptions {
  /** Number of steps, a whole number from 1. */
  readonly steps: number
  /** Length of one step, in the target's units; when absent ε/steps, which just reaches the budget. */
  readonly stepSize?: number
}

/** Ten steps, as in Kurakin et al. */
export const ITERATIVE_FGSM_DEFAULTS = { steps: 10 } as const

/**
 * Iterative fast gradient sign method: `steps` steps of FGSM, each brought back into the L∞ ball of radius ε
 * around the start and into the bounds.
 *
 * x_(j+1) = clip_ball(clip(x_j − α·sgn ∂f/∂x)). Stops early where no coordinate moves any more. Returns a new array
 * of the target's dimension. Source: Kurakin et al., arXiv:1607.02533.
 */
export function iterativeFgsm(
  target: Target,
  x: Float64Array,
  epsilon: number,
  { steps, stepSize = epsilon / steps }: IterativeFgsmOptions,
): Float64Array {
  let current = x
  for (let step = 0; step < steps; step++) {
    const next = fgsm(target, current, stepSize).map((value, i) =>
      Math.min(Math.max(value, x[i]! - epsilon), x[i]! + epsilon),
    )
    if (next.every((value, i) => value === current[i])) break
    current = next
  }
  return current.slice()
}
