import type { FieldPoint } from '../../../core/analyses/field.ts'
import { landscape, type Outside, type Plane } from '../../../core/analyses/landscape.ts'
import { evenlyChosen } from '../../../core/numerics/evenly-chosen.ts'
import type { Target } from '../../../core/target.ts'
import { contourLines, MOST_CONTOUR_POINTS, type Place } from '../../contour-lines.ts'
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
      boundary: boundaryOf(x.values, y.values, field, target.threshold),
    },
    responding: field.reduce((count, output) => count + (output > target.threshold ? 1 : 0), 0),
  }
}

/** The decision boundary: the lines on which the field is at the threshold; none on a plane that is a line. */
function boundaryOf(x: Float64Array, y: Float64Array, field: Float64Array, threshold: number): Place[][] {
  if (x.length < 2 || y.length < 2) return []
  const columns = evenlyChosen(x.length, MOST_CONTOUR_POINTS)
  const rows = evenlyChosen(y.length, MOST_CONTOUR_POINTS)
  const values = rows.flatMap((row) => columns.map((column) => field[row * x.length + column]!))
  const places = (axis: Float64Array, chosen: readonly number[]) => chosen.map((i) => axis[i]!)
  return contourLines({ x: places(x, columns), y: places(y, rows), values }, threshold)
}
