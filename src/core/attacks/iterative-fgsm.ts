import { clip, type Target } from '../target.ts'
import { projectedSteps, signs } from './projected-steps.ts'

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
  const project = (point: Float64Array) =>
    clip(point, target.bounds).map((value, i) => Math.min(Math.max(value, x[i]! - epsilon), x[i]! + epsilon))
  let last: Float64Array = x.slice()
  for (const point of projectedSteps(target, x, steps, { stepSize, normalise: signs, project })) last = point
  return last
}
