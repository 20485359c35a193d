import type { FieldPoint } from '../../../core/analyses/field.ts'
import { landscape, type Outside, type Plane } from '../../../core/analyses/landscape.ts'
import type { Target } from '../../../core/target.ts'
import { at, within } from '../../paths.ts'

/** One axis of a landscape: what stands beside it, its unit, and its values. */
export interface LandscapeAxis {
  readonly label: string
  readonly unit: string
  readonly values: Float64Array
}

/** A point that a plane was laid through. */
export interface LandscapeCorner {
  readonly label: string
  readonly x: number
  readonly y: number
  readonly output: number
  readonly responds: boolean
}

/** A landscape of a cell or a network, ready to be computed. */
export interface PreparedLandscape {
  readonly target: Target
  readonly plane: Plane
  readonly x: LandscapeAxis
  readonly y: LandscapeAxis
  /** Where the point that the landscape is of lies on the plane. */
  readonly origin: { readonly x: number; readonly y: number }
  /** Whether the plane's own vectors are of interest: not where they are two of the coordinates. */
  readonly directed: boolean
  /** Null for a plane that was not laid through three corners. */
  readonly corners: readonly LandscapeCorner[] | null
  readonly outside: Outside
}

/** The output at each point. Throws `InvalidInput` at /plane for one that leaves the bounds and must not. */
export function landscapePoint({ target, plane, x, y, outside }: PreparedLandscape): FieldPoint {
  return within('/plane', () => landscape(target, plane, x.values, y.values, outside))
}

/** Refuses at /plane what leaves the bounds and must not, and what is too large to represent at a corner. */
export function checkLandscape(prepared: PreparedLandscape): void {
  const point = landscapePoint(prepared)
  for (const row of [0, prepared.y.values.length - 1]) {
    for (const column of [0, prepared.x.values.length - 1]) at('/plane', () => point(row, column))
  }
}

/** What the result says beside the field, and at how many of its points the target responds. */
export function summariseLandscape(
  { target, plane, x, y, origin, directed, corners, outside }: PreparedLandscape,
  field: Float64Array,
): { readonly summary: object; readonly responding: number } {
  return {
    summary: {
      threshold: target.threshold,
      x: { ...x, values: Array.from(x.values) },
      y: { ...y, values: Array.from(y.values) },
      origin,
      directions: directed ? { x: Array.from(plane.u), y: Array.from(plane.v) } : null,
      corners,
      outside,
    },
    responding: field.reduce((count, output) => count + (output > target.threshold ? 1 : 0), 0),
  }
}
