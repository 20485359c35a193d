import { InvalidInput } from '../errors.ts'
import { euclideanLength } from '../numerics/euclidean-length.ts'
import type { RandomStream } from '../numerics/random.ts'
import type { Target } from '../target.ts'
import type { FieldPoint } from './field.ts'

/** A plane through a point of a target's input space: x = origin + a·u + b·v, all of the target's dimension. */
export interface Plane {
  readonly origin: Float64Array
  readonly u: Float64Array
  readonly v: Float64Array
}

/** What becomes of a plane that leaves the bounds: it is refused, or what lies outside is brought to them. */
export type Outside = 'refuse' | 'clip'

/** What becomes of it when nothing is said. */
export const LANDSCAPE_DEFAULTS = { outside: 'refuse' } as const

/** How far outside the bounds rounding may take a point, relative to its coordinate. */
const ROUNDING = 1e-12

/**
 * The output of a target on a plane, as a function of the indices into `b` (rows) and `a` (columns).
 *
 * A point outside the target's bounds has the output of the nearest one within them, f(clip(origin + a·u + b·v)): what
 * rounding alone has put there in any case, and the others where `outside` is 'clip'. Their distances are then those on
 * the plane, not those of the points that were looked at. Throws `InvalidInput` for a plane that leaves the bounds where
 * it is 'refuse'. Source: arXiv:1807.04270, figure 5 and its like.
 */
export function landscape(
  target: Target,
  { origin, u, v }: Plane,
  a: Float64Array,
  b: Float64Array,
  outside: Outside = LANDSCAPE_DEFAULTS.outside,
): FieldPoint {
  if (outside === 'refuse') checkWithin(target, { origin, u, v }, a, b)
  const { lower, upper } = target.bounds
  const x = new Float64Array(target.dimension)
  return (row, column) => {
    for (let i = 0; i < x.length; i++) {
      const value = origin[i]! + a[column]! * u[i]! + b[row]! * v[i]!
      x[i] = Math.min(Math.max(value, lower[i]!), upper[i]!)
    }
    return target.output(x)
  }
}

/** The corners of the plane decide, since a coordinate is linear in both directions. */
function checkWithin({ bounds }: Target, { origin, u, v }: Plane, a: Float64Array, b: Float64Array): void {
  const ends = (values: Float64Array) => [
    values.reduce((least, value) => Math.min(least, value)),
    values.reduce((most, value) => Math.max(most, value)),
  ]
  for (const alongU of ends(a)) {
    for (const alongV of ends(b)) {
      for (let i = 0; i < origin.length; i++) {
        const value = origin[i]! + alongU * u[i]! + alongV * v[i]!
        const room = ROUNDING * Math.max(1, Math.abs(origin[i]!))
        if (value >= bounds.lower[i]! - room && value <= bounds.upper[i]! + room) continue
        throw new InvalidInput(
          'outside-bounds',
          '',
          `at (${alongU}, ${alongV}) coordinate ${i} would be ${value}, outside ${bounds.lower[i]} to ${bounds.upper[i]}`,
        )
      }
    }
  }
}

/** The unit vector along the gradient of a target at `x`. Throws `InvalidInput` where it vanishes or diverges. */
export function gradientDirection(target: Target, x: Float64Array): Float64Array {
  return normalised(target.gradient(x), 'the gradient vanishes or diverges at the origin of the landscape')
}

/** A unit vector in a direction drawn evenly from all. */
export function randomDirection(dimension: number, random: RandomStream): Float64Array {
  return normalised(
    Float64Array.from({ length: dimension }, random.normal),
    'the random direction has no length',
  )
}

/** `v` less its part along the unit vector `u`, as a unit vector. Throws `InvalidInput` where nothing is left. */
export function orthonormal(
  v: Float64Array,
  u: Float64Array,
  message = 'the two directions are the same',
): Float64Array {
  const along = v.reduce((sum, value, i) => sum + value * u[i]!, 0)
  const rest = v.map((value, i) => value - along * u[i]!)
  // What is left of parallel vectors is rounding.
  const negligible = euclideanLength(rest) <= 1e-9 * euclideanLength(v)
  return normalised(negligible ? rest.fill(0) : rest, message)
}

/** `v` at length 1. Throws `InvalidInput` with this message where it has none. */
export function normalised(v: Float64Array, message: string): Float64Array {
  const length = euclideanLength(v)
  if (!(length > 0 && Number.isFinite(length))) throw new InvalidInput('no-direction', '', message)
  return v.map((value) => value / length)
}
