import {
  type Corners,
  type CornerView,
  cornerPlane,
  cornerView,
} from '../../../core/analyses/corner-plane.ts'
import {
  gradientDirection,
  normalised,
  type Outside,
  orthonormal,
  randomDirection,
} from '../../../core/analyses/landscape.ts'
import { InvalidInput } from '../../../core/errors.ts'
import type { RandomStream } from '../../../core/numerics/random.ts'
import type { Target } from '../../../core/target.ts'
import { at, within } from '../../paths.ts'
import type { PreparedLandscape } from './prepared.ts'

/** A direction as a spec gives it: along the gradient, drawn by the seed, or a vector. */
export type GivenDirection = 'gradient' | 'random' | readonly number[]

/** One axis along a direction, and the distances along it. */
export interface DirectionValues {
  readonly direction: GivenDirection
  readonly values: Float64Array
}

/** The two axes, in the unit of the target's coordinates, and what becomes of what lies outside the bounds. */
export interface DirectedAxes {
  readonly x: DirectionValues
  readonly y: DirectionValues
  readonly unit: string
  readonly outside: Outside
}

/** The plane through `origin` along two directions. Throws `InvalidInput`, its paths into the spec's /plane/directions. */
export function alongDirections(
  target: Target,
  origin: Float64Array,
  { x, y, unit, outside }: DirectedAxes,
  random: RandomStream,
): PreparedLandscape {
  const vector = (name: 'x' | 'y', { direction }: DirectionValues): Float64Array =>
    within(`/plane/directions/${name}/direction`, () => {
      if (direction === 'gradient') return gradientDirection(target, origin)
      if (direction === 'random') return randomDirection(origin.length, random)
      checkLength(direction, origin.length, 'direction')
      return normalised(Float64Array.from(direction), 'the direction has no length')
    })
  const u = vector('x', x)
  const second = vector('y', y)
  const v = within('/plane/directions/y/direction', () => orthonormal(second, u))
  const label = ({ direction }: DirectionValues, fallback: string) =>
    typeof direction === 'string' ? `along the ${direction} direction` : fallback
  return {
    target,
    plane: { origin, u, v },
    x: { label: label(x, 'along the first direction'), unit, values: x.values },
    y: { label: label(y, 'along the second direction'), unit, values: y.values },
    origin: { x: 0, y: 0 },
    directed: true,
    corners: null,
    outside,
  }
}

/** Three corners with their names, what is to be seen around them, and their coordinates' unit. */
export interface NamedCorners {
  readonly corners: Corners
  readonly labels: readonly [string, string, string]
  readonly view: CornerView
  readonly unit: string
  readonly outside: Outside
}

/** The plane through three corners, the first its origin. Throws `InvalidInput` at /plane/corners. */
export function alongCorners(
  target: Target,
  { corners, labels, view, unit, outside }: NamedCorners,
): PreparedLandscape {
  const { plane, places, a, b } = at('/plane/corners', () => {
    const found = cornerPlane(corners)
    return { ...found, ...cornerView(found, view) }
  })
  return {
    target,
    plane,
    x: { label: 'towards the second corner', unit, values: a },
    y: { label: 'at right angles, towards the third', unit, values: b },
    origin: { x: 0, y: 0 },
    directed: true,
    corners: places.map(({ x, y }, i) => {
      const output = target.output(corners[i]!)
      return { label: labels[i]!, x, y, output, responds: output > target.threshold }
    }),
    outside,
  }
}

/** Refuses a list that has not one entry a coordinate; `what` names it. Throws `InvalidInput`. */
export function checkLength(list: readonly number[], dimension: number, what: string): void {
  if (list.length === dimension) return
  throw new InvalidInput(
    `${what}-length`,
    '',
    `the ${what} has ${list.length} entries, where ${dimension} are needed: one a coordinate`,
  )
}
