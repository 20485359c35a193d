import { loadLater } from '../../../lazy.ts'
import type { Frame } from './axes.ts'
import { evenlyChosen, type Grid, type GridSide } from './grid.ts'
import type { Place } from './polyline.ts'
import type { Scale } from './scale.ts'

const d3 = loadLater<typeof import('d3-contour')>('d3-contour')

/** Points a side on which contours are computed. */
const MOST_POINTS = 300

/** Samples along a side, at least two, and where they are. */
interface Samples {
  readonly cells: readonly number[]
  readonly px: readonly number[]
}

/**
 * The lines on which a field has a value, in px. Between samples the field is taken as linear in `measure` of its
 * values.
 */
export function contourLines(
  frame: Frame,
  grid: Grid,
  level: number,
  measure: (value: number) => number,
): Place[][] {
  const columns = samplesOf(grid.x, frame.x)
  const rows = samplesOf(grid.y, frame.y)
  const size: [number, number] = [columns.cells.length, rows.cells.length]
  const values = rows.cells.flatMap((row) =>
    columns.cells.map((column) => measure(grid.values[row * grid.x.values.length + column]!)),
  )
  const { coordinates } = d3().contours().size(size).contour(values, measure(level))
  const atEdge = ([x, y]: Place) => x <= 0 || y <= 0 || x >= size[0] || y >= size[1]
  return coordinates
    .flat()
    .flatMap((ring) => withoutEdge(ring as unknown as Place[], atEdge))
    .map((line) => line.map(([x, y]): Place => [placeOf(columns, x), placeOf(rows, y)]))
}

function samplesOf({ values }: GridSide, scale: Scale): Samples {
  const cells = evenlyChosen(values.length, MOST_POINTS)
  if (cells.length > 1) return { cells, px: cells.map((i) => scale.of(values[i]!)) }
  return { cells: [0, 0], px: scale.domain.map(scale.of) }
}

/** The px of a place among samples, the i-th of which d3 takes to be at i + ½. */
function placeOf({ px }: Samples, place: number): number {
  const at = Math.min(Math.max(place - 0.5, 0), px.length - 1)
  const low = Math.min(Math.floor(at), px.length - 2)
  return px[low]! + (at - low) * (px[low + 1]! - px[low]!)
}

/** The parts of a closed ring that do not run along the edge of the grid, where it only closes an area. */
function withoutEdge(ring: readonly Place[], atEdge: (place: Place) => boolean): Place[][] {
  const start = ring.findIndex(atEdge)
  if (start === -1) return [[...ring]]
  const open = ring.slice(0, -1)
  const lines: Place[][] = [[]]
  for (let i = 0; i < open.length; i++) {
    const place = open[(start + i) % open.length]!
    if (!atEdge(place)) lines.at(-1)!.push(place)
    else if (lines.at(-1)!.length > 0) lines.push([])
  }
  return lines.filter(({ length }) => length > 1)
}
