import type { Static } from 'typebox'
import type { BoundarySurfaceResult } from '../../api/schemas/simulation-results.ts'
import { viridis } from '../../look/colours.ts'
import { SurfaceAxis } from './surface-axis.ts'

export type BoundarySurface = Static<typeof BoundarySurfaceResult>

/** The decision boundary as triangles: a corner for each place where a number of antagonists silences the cell. */
export interface SurfaceGeometry {
  readonly tau1: SurfaceAxis
  readonly L1: SurfaceAxis
  readonly L2: SurfaceAxis
  /** x, y, z of each corner: τ1 to the right, L2 up, L1 towards who looks; each from −1/2 to 1/2 of the box. */
  readonly positions: Float32Array
  readonly colours: Float32Array
  /** Three corners each. */
  readonly triangles: Uint32Array
  /** Two corners each: lines of equal τ1 and of equal L1, which show the shape. */
  readonly lines: Uint32Array
  /** Places that no number of antagonists up to the greatest silences, and those that are silent without any. */
  readonly unsilenced: number
  readonly silent: number
}

/** Every so many of the grid's lines is drawn. */
const LINE_EVERY = 10

/** Null where nothing can be drawn: nowhere does a number of antagonists silence the cell. */
export function surfaceGeometry(result: BoundarySurface): SurfaceGeometry | null {
  const { bindingTime, quantity, antagonistQuantity } = result
  const values = antagonistQuantity.flat()
  const silencing = values.filter((value) => value !== null && value > 0) as number[]
  if (silencing.length === 0) return null
  const [tau1, L1, L2] = [
    new SurfaceAxis(bindingTime, false),
    new SurfaceAxis(quantity, true),
    new SurfaceAxis(silencing, true),
  ]
  const width = bindingTime.length
  const positions = new Float32Array(3 * values.length)
  const colours = new Float32Array(3 * values.length)
  for (const [i, value] of values.entries()) {
    if (!value) continue
    const height = L2.shareOf(value)
    const [x, z] = [bindingTime[i % width]!, quantity[Math.floor(i / width)]!]
    positions.set([tau1.shareOf(x) - 0.5, height - 0.5, 0.5 - L1.shareOf(z)], 3 * i)
    colours.set(colourAt(height), 3 * i)
  }
  const has = (corners: readonly number[]) => corners.every((corner) => values[corner])
  return {
    tau1,
    L1,
    L2,
    positions,
    colours,
    triangles: Uint32Array.from(trianglesOf(width, quantity.length).filter(has).flat()),
    lines: Uint32Array.from(linesOf(width, quantity.length).filter(has).flat()),
    unsilenced: values.filter((value) => value === null).length,
    silent: values.filter((value) => value === 0).length,
  }
}

/** Colour of a share of the height, each channel from 0 to 1. */
export function colourAt(share: number): [red: number, green: number, blue: number] {
  const map = viridis()
  const [red, green, blue] = map[Math.round(share * (map.length - 1))]!
  return [red / 255, green / 255, blue / 255]
}

function trianglesOf(width: number, height: number): number[][] {
  return grid(width - 1, height - 1).flatMap(({ row, column }) => {
    const corner = row * width + column
    return [
      [corner, corner + 1, corner + width],
      [corner + 1, corner + width + 1, corner + width],
    ]
  })
}

function linesOf(width: number, height: number): number[][] {
  const isDrawn = (i: number, count: number) => i % LINE_EVERY === 0 || i === count - 1
  return grid(width, height).flatMap(({ row, column }) => {
    const corner = row * width + column
    return [
      ...(isDrawn(row, height) && column + 1 < width ? [[corner, corner + 1]] : []),
      ...(isDrawn(column, width) && row + 1 < height ? [[corner, corner + width]] : []),
    ]
  })
}

function grid(width: number, height: number): { readonly row: number; readonly column: number }[] {
  return Array.from({ length: Math.max(0, width) * Math.max(0, height) }, (_, i) => ({
    row: Math.floor(i / width),
    column: i % width,
  }))
}
