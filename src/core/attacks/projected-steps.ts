import type { Target } from '../target.ts'

import type { Ball } from './ball.ts'

/**
 * Projected gradient descent: x_(j+1) = project(x_j − α g), g of unit length in the ball's norm. Yields the points after the first to the last of `steps`
 * steps, each a new array; ends early where no coordinate moves any more.
 */
export function* projectedSteps(
  target: Target,
  start: Float64Array,
  steps: number,
  ball: Ball,
  stepSize: number,
): Generator<Float64Array, void, void> {
  let current = start
  for (let count = 0; count < steps; count++) {
    const next = ball.descend(target, current, stepSize)
    if (areSame(next, current)) return
    yield next
    current = next
  }
}

function areSame(a: Float64Array, b: Float64Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}
