import type { Target } from '../target.ts'

/** What tells one attack by gradient steps from another. */
export interface StepRule {
  /** Length of a step, in the target's units. */
  readonly stepSize: number
  /** A gradient as the direction, of unit length in the attack's norm, in which the output rises fastest. */
  normalise(gradient: Float64Array): Float64Array
  /** The admissible point that stands for `x`: within the bounds and the budget. */
  project(x: Float64Array): Float64Array
}

/**
 * Projected gradient descent: x_(j+1) = project(x_j − α normalise(∂f/∂x)). Yields the points after the first to the
 * last of `steps` steps, each a new array; ends early where no coordinate moves any more.
 */
export function* projectedSteps(
  target: Target,
  start: Float64Array,
  steps: number,
  { stepSize, normalise, project }: StepRule,
): Generator<Float64Array, void, void> {
  let current = start
  for (let step = 0; step < steps; step++) {
    const direction = normalise(target.gradient(current))
    const next = project(current.map((value, i) => value - stepSize * direction[i]!))
    if (next.every((value, i) => value === current[i])) return
    yield next
    current = next
  }
}

/** Signs of a gradient, sgn(0) = 0: the direction of unit length in L∞. */
export function signs(gradient: Float64Array): Float64Array {
  return gradient.map(Math.sign)
}
