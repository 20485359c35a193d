import { CORNER_DEFAULTS } from '../../../core/analyses/corner-plane.ts'
import { type Grid, gridLength } from '../../../core/numerics/grid.ts'

interface TwoGrids {
  readonly x: { readonly values: Grid }
  readonly y: { readonly values: Grid }
}

/** A plane as a spec gives it: by exactly one of these. */
export interface GivenPlane {
  readonly inputs?: TwoGrids
  readonly directions?: TwoGrids
  readonly corners?: { readonly points?: { readonly x: number; readonly y: number } }
}

/** The grid of an axis, and where the spec says how many points it has. */
export interface AxisGrid {
  readonly grid: Grid
  readonly path: string
}

/** The grids of x and y; of corners only their points are known without looking at these. */
export function gridsOf({ inputs, directions, corners }: GivenPlane): readonly [x: AxisGrid, y: AxisGrid] {
  if (corners) {
    const { x, y } = corners.points ?? CORNER_DEFAULTS.points
    return [
      { grid: { from: 0, to: 1, points: x }, path: '/plane/corners/points/x' },
      { grid: { from: 0, to: 1, points: y }, path: '/plane/corners/points/y' },
    ]
  }
  const { x, y } = (inputs ?? directions)!
  const path = inputs ? '/plane/inputs' : '/plane/directions'
  return [
    { grid: x.values, path: `${path}/x/values` },
    { grid: y.values, path: `${path}/y/values` },
  ]
}

/** Rows and columns of a landscape on the plane. */
export function shapeOfPlane(plane: GivenPlane): readonly [number, number] {
  const [x, y] = gridsOf(plane)
  return [gridLength(y.grid), gridLength(x.grid)]
}
