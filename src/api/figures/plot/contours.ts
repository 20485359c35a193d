import { evenlyChosen } from '../../../core/numerics/evenly-chosen.ts'
import { contourLines, MOST_CONTOUR_POINTS, type Place } from '../../../jobs/contour-lines.ts'
import type { Frame } from './axes.ts'
import type { Grid, GridSide } from './grid.ts'
import type { Scale } from './scale.ts'

/**
 * The lines on which a field has a value, in px. Between samples the field is taken as linear in `measure` of its
 * values.
 */
export function contoursInFrame(
  frame: Frame,
  grid: Grid,
  level: number,
  measure: (value: number) => number,
): Place[][] {
  const columns = samplesOf(grid.x, frame.x)
  const rows = samplesOf(grid.y, frame.y)
  const values = rows.cells.flatMap((row) =>
    columns.cells.map((column) => measure(grid.values[row * grid.x.values.length + column]!)),
  )
  return contourLines({ x: columns.px, y: rows.px, values }, measure(level))
}

/** Samples along a side, at least two, and where they are. */
function samplesOf({ values }: GridSide, scale: Scale) {
  const cells = evenlyChosen(values.length, MOST_CONTOUR_POINTS)
  if (cells.length > 1) return { cells, px: cells.map((i) => scale.of(values[i]!)) }
  return { cells: [0, 0], px: scale.domain.map(scale.of) }
}
