import { Interrupted, InvalidInput } from '../errors.ts'
import { euclideanLength } from '../numerics/euclidean-length.ts'
import { root } from '../numerics/root.ts'
import { type Bounds, clip, type Target } from '../target.ts'

/** Where a walk meets the decision boundary. */
export interface Crossing {
  /** Share of the way, 0 to 1. */
  readonly position: number
  /** From the start, in the units of the coordinates. */
  readonly distance: number
}

/** A target on the straight way from one point to another; arrays have an entry for each position. */
export interface Walk {
  /** Euclidean length of the way. */
  readonly length: number
  /** Shares of the way, evenly from 0 to 1. */
  readonly position: Float64Array
  readonly output: Float64Array
  /** ∂output/∂distance along the way; infinite where it diverges. */
  readonly slope: Float64Array
  /** Ascending. */
  readonly crossings: readonly Crossing[]
}

/** Positions looked at when nothing is said. */
export const WALK_DEFAULTS = { points: 201 } as const

/** Of the position of a crossing. */
const TOLERANCE = 1e-10

/**
 * The outputs on the straight way between two points, and where they cross the threshold.
 *
 * x(p) = from + p (to − from) at `points` (from 2) positions p evenly from 0 to 1; between two of which one responds and
 * one does not, the crossing is found by Brent's method to 1e-10. Two crossings between neighbouring positions are not
 * seen. The slope is ∇f·(to − from)/|to − from|. Throws `InvalidInput` for ends that are the same or outside the bounds,
 * and `Interrupted`.
 */
export function walkBetween(
  target: Target,
  from: Float64Array,
  to: Float64Array,
  points: number,
  shouldStop: () => boolean = () => false,
): Walk {
  const step = to.map((value, i) => value - from[i]!)
  const length = euclideanLength(step)
  checkEnds(target.bounds, from, to, length)
  const at = (position: number) =>
    position === 1
      ? to
      : clip(
          from.map((value, i) => value + position * step[i]!),
          target.bounds,
        )
  const last = points - 1
  const position = Float64Array.from({ length: points }, (_, i) => i / last)
  const output = new Float64Array(points)
  const slope = new Float64Array(points)
  for (let i = 0; i < points; i++) {
    if (shouldStop()) throw new Interrupted()
    const x = at(position[i]!)
    output[i] = target.output(x)
    slope[i] = along(target.gradient(x), step) / length
  }
  const excess = (share: number) => target.output(at(share)) - target.threshold
  const crossings = crossingsOf(excess, position, output, target.threshold)
  return {
    length,
    position,
    output,
    slope,
    crossings: crossings.map((share) => ({ position: share, distance: share * length })),
  }
}

function checkEnds({ lower, upper }: Bounds, from: Float64Array, to: Float64Array, length: number): void {
  for (const [name, end] of [
    ['start', from],
    ['end', to],
  ] as const) {
    const outside = end.findIndex((value, i) => !(value >= lower[i]! && value <= upper[i]!))
    if (outside === -1) continue
    throw new InvalidInput(
      'outside-bounds',
      '',
      `at the ${name} of the walk coordinate ${outside} is ${end[outside]}, outside ${lower[outside]} to ${upper[outside]}`,
    )
  }
  if (length > 0 && Number.isFinite(length)) return
  throw new InvalidInput(
    'no-direction',
    '',
    'the walk ends where it starts, or too far away to have a length',
  )
}

/** ∇f·step; where a coordinate does not change its derivative does not matter, be it infinite. */
function along(gradient: Float64Array, step: Float64Array): number {
  return gradient.reduce((sum, slope, i) => (step[i] === 0 ? sum : sum + slope * step[i]!), 0)
}

function crossingsOf(
  excess: (position: number) => number,
  position: Float64Array,
  output: Float64Array,
  threshold: number,
): number[] {
  const crossings: number[] = []
  for (let i = 1; i < position.length; i++) {
    if (output[i - 1]! > threshold === output[i]! > threshold) continue
    crossings.push(root(excess, position[i - 1]!, position[i]!, TOLERANCE))
  }
  return crossings
}
