import type { RandomStream } from '../numerics/random.ts'
import type { Target } from '../target.ts'
import { ballAround } from './ball.ts'
import { Lowest } from './lowest.ts'
import type { ConvexNorm } from './norms.ts'
import { projectedSteps } from './projected-steps.ts'

/** How projected gradient descent goes about it. */
export interface PgdOptions {
  /** The norm that ε bounds. */
  readonly norm: ConvexNorm
  /** Steps from each start, a whole number from 1. */
  readonly steps: number
  /** Length of one step, in the target's units; 2.5 ε/steps when absent: enough to cross the ball and to settle. */
  readonly stepSize?: number
  /** How often it starts again from a random point of the ball, a whole number from 0. */
  readonly restarts: number
}

/** Forty steps with 2.5 ε/steps each, as Madry et al. attack digits; a few restarts, to tell one run's luck. */
export const PGD_DEFAULTS = { steps: 40, restarts: 4, relativeStepSize: 2.5 } as const

/**
 * Projected gradient descent, from `x` and then from random points of the ball of radius ε around it.
 *
 * x_(j+1) = project(x_j − α g), g = sgn ∂f/∂x in L∞ and ∂f/∂x / |∂f/∂x|₂ in L2 (of which infinite entries alone
 * count). Returns the lowest of all points seen, `x` among them, as a new array: within the bounds and the ball as
 * computed in doubles. Source: Madry et al., arXiv:1706.06083.
 */
export function pgd(
  target: Target,
  x: Float64Array,
  epsilon: number,
  options: PgdOptions,
  random: RandomStream,
): Float64Array {
  const { norm, steps, restarts } = options
  const { stepSize = (PGD_DEFAULTS.relativeStepSize * epsilon) / steps } = options
  const ball = ballAround(x, epsilon, norm, target.bounds)
  const lowest = new Lowest(target, x)
  for (let run = 0; run <= restarts; run++) {
    const start = run === 0 ? x : ball.project(ball.draw(random))
    if (run > 0) lowest.see(start)
    for (const point of projectedSteps(target, start, steps, ball, stepSize)) lowest.see(point)
  }
  return lowest.x
}
