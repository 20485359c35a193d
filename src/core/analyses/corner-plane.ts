import { euclideanLength } from '../numerics/euclidean-length.ts'
import { expandGrid } from '../numerics/grid.ts'
import { normalised, orthonormal, type Plane } from './landscape.ts'

/** Three points of a target's input space, such as a three, a seven and a three that was attacked. */
export type Corners = readonly [first: Float64Array, second: Float64Array, third: Float64Array]

/** A place on a plane: how far along its two directions. */
export interface PlanePlace {
  readonly x: number
  readonly y: number
}

/** The plane through three corners, and where they lie on it. */
export interface CornerPlane {
  readonly plane: Plane
  readonly places: readonly [first: PlanePlace, second: PlanePlace, third: PlanePlace]
}

/** What of the plane is looked at. */
export interface CornerView {
  /** Room on each side, as a share of the span of the corners along that axis, from 0. */
  readonly margin: number
  /** Along each axis, from 2. */
  readonly points: { readonly x: number; readonly y: number }
}

/** What is looked at when nothing is said: of digits most of it lies outside the bounds of some pixel. */
export const CORNER_DEFAULTS = { margin: 0.2, points: { x: 61, y: 61 }, outside: 'clip' } as const

/**
 * The plane through three corners a, b, c: from a along u = (b − a)/|b − a| and along v, which is c − a less its part
 * along u, at length 1.
 *
 * The corners lie at (0, 0), (|b − a|, 0) and ((c − a)·u, (c − a)·v); the last is above the line through the others.
 * Throws `InvalidInput` where all three lie on one line.
 */
export function cornerPlane([a, b, c]: Corners): CornerPlane {
  const along = b.map((value, i) => value - a[i]!)
  const across = c.map((value, i) => value - a[i]!)
  const u = normalised(along, 'the first two corners are the same point')
  const v = orthonormal(across, u, 'the three corners lie on one line')
  return {
    plane: { origin: a, u, v },
    places: [
      { x: 0, y: 0 },
      { x: euclideanLength(along), y: 0 },
      { x: product(across, u), y: product(across, v) },
    ],
  }
}

/** Distances along u (`a`) and v (`b`) that show all corners, evenly spaced, with room on each side. */
export function cornerView(
  { places }: CornerPlane,
  { margin, points }: CornerView,
): { readonly a: Float64Array; readonly b: Float64Array } {
  const axis = (values: readonly number[], count: number) => {
    const [least, greatest] = [Math.min(...values), Math.max(...values)]
    const room = margin * (greatest - least)
    return expandGrid({ from: least - room, to: greatest + room, points: count })
  }
  return {
    a: axis(
      places.map(({ x }) => x),
      points.x,
    ),
    b: axis(
      places.map(({ y }) => y),
      points.y,
    ),
  }
}

function product(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0)
}
