import type { Target } from '../target.ts'
import { ballAround } from './ball.ts'
import { projectedSteps } from './projected-steps.ts'

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
 * x_(j+1) = project(x_j − α·sgn ∂f/∂x). Stops early where no coordinate moves any more. Returns a new array of the
 * target's dimension, within the bounds and the ball as computed in doubles (when `x` is within the bounds). Source:
 * Kurakin et al., arXiv:1607.02533.
 */
export function iterativeFgsm(
  target: Target,
  x: Float64Array,
  epsilon: number,
  { steps, stepSize = epsilon / steps }: IterativeFgsmOptions,
): Float64Array {
  const ball = ballAround(x, epsilon, 'linf', target.bounds)
  const points = projectedSteps(target, x, steps, ball, stepSize)
  let last: Float64Array | undefined
  for (const point of points) last = point
  return last ?? x.slice()
}
