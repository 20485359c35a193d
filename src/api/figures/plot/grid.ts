import { evenlyChosen } from '../../../core/numerics/evenly-chosen.ts'
import { type Axis, axisOf } from './axes.ts'
import { kindBySpacing } from './extent.ts'
import { missingOnLog } from './notes.ts'

/** One axis of a field as it was given: what stands beside it, its symbol in notes, and its values in any order. */
export interface GivenAxis {
  readonly label: string
  readonly symbol: string
  readonly values: readonly number[]
}

/** One side of a grid, its values rising. */
export interface GridSide {
  readonly axis: Axis
  readonly values: readonly number[]
  /** Edges of the cells as the axis measures (logarithms on a logarithmic one); one more than cells. */
  readonly edges: readonly number[]
}

/** A field over two axes: `values[row · x.values.length + column]`, a row for every value of y. */
export interface Grid {
  readonly x: GridSide
  readonly y: GridSide
  readonly values: Float64Array
  /** What could not be shown. */
  readonly notes: readonly string[]
}

/** A grid has at most this many cells a side, about as many as a figure has px. */
const MOST_CELLS = 600

/**
 * A field (row-major, a row for every y) as a grid that a figure can show: logarithmic axes where the values are spaced
 * so, and evenly chosen cells where there are too many.
 */
export function makeGrid(x: GivenAxis, y: GivenAxis, values: ArrayLike<number>): Grid {
  const [columns, rows] = [sideOf(x), sideOf(y)]
  const width = columns.places.length
  const shown = new Float64Array(width * rows.places.length)
  rows.places.forEach((row, i) => {
    const start = row * x.values.length
    columns.places.forEach((column, j) => {
      shown[i * width + j] = values[start + column]!
    })
  })
  return { x: columns.side, y: rows.side, values: shown, notes: [...columns.notes, ...rows.notes] }
}

/**
 * The axis goes from the least value to the greatest, and edges lie half-way between neighbours, so that the first and
 * the last cell have half their width; a single value has some room about it. `places` are those of its values in
 * the field.
 */
function sideOf({ label, symbol, values: given }: GivenAxis) {
  const kind = kindBySpacing(given)
  const all = given
    .map((_, i) => i)
    .filter((i) => Number.isFinite(given[i]) && (kind === 'linear' || given[i]! > 0))
    .sort((a, b) => given[a]! - given[b]!)
  const places = evenlyChosen(all.length, MOST_CELLS).map((i) => all[i]!)
  const values = places.map((i) => given[i]!)
  const axis = axisOf(label, kind, [values])
  const measured = kind === 'log' ? values.map(Math.log10) : values
  const [from, to] = kind === 'log' ? axis.domain.map(Math.log10) : axis.domain
  const between = measured.slice(1).map((value, i) => (value + measured[i]!) / 2)
  const side: GridSide = { axis, values, edges: [from!, ...between, to!] }
  return { side, places, notes: missingOnLog(kind, symbol, given) }
}

/** The cell in which a measured value lies. */
export function cellAt({ values, edges }: GridSide, measured: number): number {
  let [low, high] = [0, values.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if (measured < edges[middle + 1]!) high = middle
    else low = middle + 1
  }
  return low
}

/** Pixels a side of a picture, which is shown on somewhat fewer px. */
const PIXELS = 600

/** For each pixel along a side the cell that it shows. */
export function pixelsOf(side: GridSide): number[] {
  const [from, to] = [side.edges[0]!, side.edges.at(-1)!]
  return Array.from({ length: PIXELS }, (_, pixel) =>
    cellAt(side, from + ((pixel + 0.5) / PIXELS) * (to - from)),
  )
}
