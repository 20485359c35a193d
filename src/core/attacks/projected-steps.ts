import type { Target } from '../target.ts'

/** One step of an attack: from a point and the gradient there to the next admissible point, a new array. */
export type Step = (x: Float64Array, gradient: Float64Array) => Float64Array

/**
 * Projected gradient descent: x_(j+1) = step(x_j, ∂f/∂x). Yields the points after the first to the last of `steps`
 * steps, each a new array; ends early where no coordinate moves any more.
 */
export function* projectedSteps(
  target: Target,
  start: Float64Array,
  steps: number,
  step: Step,
): Generator<Float64Array, void, void> {
  let current = start
  for (let count = 0; count < steps; count++) {
    const next = step(current, target.gradient(current))
    if (areSame(next, current)) return
    yield next
    current = next
  }
}

function areSame(a: Float64Array, b: Float64Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}
