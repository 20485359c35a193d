import { DISTANCE_SLACK } from '../numerics/distance-slack.ts'
import { euclideanLength } from '../numerics/euclidean-length.ts'
import type { RandomStream } from '../numerics/random.ts'
import { type Bounds, type Cube, clip, type Target } from '../target.ts'
import { type ConvexNorm, difference, distance, normsOf } from './norms.ts'

/** The points that an attack of size ε may reach: a ball around the start, and the bounds. */
export interface Ball {
  /** One step, as `step` takes it, against a target's gradient. */
  descend(target: Target, x: Float64Array, length: number): Float64Array
  /**
   * One step against the gradient, along it where `length` is below 0, from a point within both:
   * project(x − length·direction), where the direction is that of unit length in this norm in which the output rises
   * fastest; none where the gradient is 0.
   */
  step(x: Float64Array, gradient: Float64Array, length: number): Float64Array
  /** A point within both, as computed in doubles; the same point where it is within them already. */
  project(x: Float64Array): Float64Array
  /** A point of the ball, uniformly; not yet within the bounds. */
  draw(random: RandomStream): Float64Array
}

/** The ball of radius ε ≥ 0 around `centre`, which is within the bounds. */
export function ballAround(centre: Float64Array, epsilon: number, norm: ConvexNorm, bounds: Bounds): Ball {
  return norm === 'linf' ? cube(centre, epsilon, bounds) : sphere(centre, epsilon, bounds)
}

function cube(centre: Float64Array, epsilon: number, bounds: Bounds): Ball {
  return {
    descend: (target, x, length) =>
      target.signStep?.(x, length, { centre, epsilon }) ??
      signStep(x, target.gradient(x), length, { centre, epsilon, bounds }),
    step: (x, gradient, length) => signStep(x, gradient, length, { centre, epsilon, bounds }),
    project: (x) => signStep(x, x, 0, { centre, epsilon, bounds }),
    draw: (random) => centre.map((value) => value + epsilon * (2 * random.uniform() - 1)),
  }
}

/** x − length·sgn gradient, sgn(0) = 0, brought back to the cube and then to the bounds, which hold its centre. */
function signStep(
  x: Float64Array,
  gradient: Float64Array,
  length: number,
  { centre, epsilon, bounds: { lower, upper } }: Cube & { readonly bounds: Bounds },
): Float64Array {
  const next = new Float64Array(x.length)
  for (let i = 0; i < x.length; i++) {
    const slope = gradient[i]!
    const sign = Number(slope > 0) - Number(slope < 0)
    const moved = x[i]! - length * sign
    const offset = moved - centre[i]!
    const near = Math.abs(offset) > epsilon ? edge(centre[i]!, epsilon, offset) : moved
    next[i] = between(near, lower[i]!, upper[i]!)
  }
  return next
}

function between(value: number, lower: number, upper: number): number {
  const raised = value < lower ? lower : value
  return upper < raised ? upper : raised
}

/** The number at distance ε from `centre` on the side of `offset`, or where rounding has put it further one just nearer. */
function edge(centre: number, epsilon: number, offset: number): number {
  const sign = offset < 0 ? -1 : 1
  const moved = centre + sign * epsilon
  if (Math.abs(moved - centre) <= epsilon) return moved
  return centre + sign * Math.max(epsilon - DISTANCE_SLACK * epsilon - DISTANCE_SLACK * Math.abs(centre), 0)
}

function sphere(centre: Float64Array, epsilon: number, bounds: Bounds): Ball {
  const project = (x: Float64Array) => {
    let point = clip(x, bounds)
    if (distance(centre, point) <= epsilon) return point
    const offset = difference(centre, x)
    const share = shareWithin(offset, difference(centre, point), epsilon)
    point = movedWithin(centre, share, offset, bounds)
    for (let short = 2 ** -53; distance(centre, point) > epsilon; short *= 4) {
      point = movedWithin(centre, share * Math.max(1 - short, 0), offset, bounds)
    }
    return point
  }
  const step = (x: Float64Array, gradient: Float64Array, length: number) =>
    project(moved(x, -length, unitVector(gradient)))
  return {
    descend: (target, x, length) => step(x, target.gradient(x), length),
    step,
    project,
    draw(random) {
      const direction = unitVector(centre.map(() => random.normal()))
      return moved(centre, epsilon * random.uniform() ** (1 / centre.length), direction)
    },
  }
}

/** x + share·offset. */
function moved(x: Float64Array, share: number, offset: Float64Array): Float64Array {
  const point = new Float64Array(x.length)
  for (let i = 0; i < x.length; i++) point[i] = x[i]! + share * offset[i]!
  return point
}

/** clip(x + share·offset). */
function movedWithin(
  x: Float64Array,
  share: number,
  offset: Float64Array,
  { lower, upper }: Bounds,
): Float64Array {
  const point = new Float64Array(x.length)
  for (let i = 0; i < x.length; i++) {
    point[i] = Math.min(Math.max(x[i]! + share * offset[i]!, lower[i]!), upper[i]!)
  }
  return point
}

/**
 * The share s for which clip(centre + s·offset) lies on the sphere: the point of the ball and the bounds nearest to
 * centre + offset, of which `clipped` is left within the bounds, more than the ball allows. Coordinates come to their
 * bounds one by one as s grows; with those that have, s has a closed form. What is spent of ε² is concave in s², so
 * that a step of Newton's from anywhere ends below the share sought, and the others only rise.
 */
function shareWithin(offset: Float64Array, clipped: Float64Array, epsilon: number): number {
  if (epsilon === 0) return 0
  // Squares of the sizes themselves may overflow or vanish; a power of two rounds nothing.
  const scale = 2 ** -Math.max(Math.floor(Math.log2(epsilon)), LEAST_EXPONENT)
  const lengths = sizes(offset, scale)
  const rooms = sizes(clipped, scale)
  let share = newtonStep(1, lengths, rooms, epsilon * scale)
  for (;;) {
    const next = newtonStep(share, lengths, rooms, epsilon * scale)
    if (!(next > share)) return share
    share = next
  }
}

/** An exponent of a scale whose inverse is a number, and beside which no size that matters has a square that vanishes. */
const LEAST_EXPONENT = -1000

/** |scale·v_i|. */
function sizes(vector: Float64Array, scale: number): Float64Array {
  const scaled = new Float64Array(vector.length)
  for (let i = 0; i < vector.length; i++) scaled[i] = Math.abs(vector[i]! * scale)
  return scaled
}

/**
 * The share that would use up `budget` if the coordinates at their bounds were those that are at this share; 0 where these
 * alone use more.
 */
function newtonStep(share: number, lengths: Float64Array, rooms: Float64Array, budget: number): number {
  let atBounds = 0
  let free = 0
  for (let i = 0; i < lengths.length; i++) {
    const isAtBound = Number(share * lengths[i]! > rooms[i]!)
    atBounds += isAtBound * rooms[i]! ** 2
    free += (1 - isAtBound) * lengths[i]! ** 2
  }
  const left = budget ** 2 - atBounds
  return left > 0 ? Math.sqrt(left / free) : 0
}

/** The least length that division by it leaves exact to the last digit. */
const LEAST_NORMAL = 2 ** -1022

/** v/|v|₂, 0 for 0. Where entries are infinite these alone count, all alike. */
export function unitVector(vector: Float64Array): Float64Array {
  const length = euclideanLength(vector)
  if (length >= LEAST_NORMAL && length < Number.POSITIVE_INFINITY) return divided(vector, length)
  const { linf } = normsOf(new Float64Array(vector.length), vector)
  if (linf === 0) return vector.slice()
  const scaled = Number.isFinite(linf)
    ? divided(vector, linf)
    : vector.map((value) => (Number.isFinite(value) ? 0 : Math.sign(value)))
  return divided(scaled, euclideanLength(scaled))
}

function divided(vector: Float64Array, by: number): Float64Array {
  const quotient = new Float64Array(vector.length)
  for (let i = 0; i < vector.length; i++) quotient[i] = vector[i]! / by
  return quotient
}
