import type { Frame } from './axes.ts'
import { cellAt, type Grid, type GridSide } from './grid.ts'
import type { Scale } from './scale.ts'
import { FONT_SIZE, text, textWidth } from './svg.ts'

/** A part of a field that bears its name. */
export interface Region {
  readonly label: string
  has(value: number): boolean
}

/** Points a side among which the place of a label is sought. */
const COLUMNS = 40
const ROWS = 28

interface Point {
  readonly x: number
  readonly y: number
  readonly value: number
}

/** The label of each region at the place farthest from all that is not of it; none where it does not fit. */
export function regionLabels(frame: Frame, grid: Grid, regions: readonly Region[]): string[] {
  if (regions.length === 0) return []
  const points = pointsOf(frame, grid)
  return regions.flatMap((region) => {
    const best = roomiest(frame, points, region)
    return best === undefined
      ? []
      : [text(best.x, best.y + 4, region.label, { anchor: 'middle', bold: true, rimmed: true })]
  })
}

function pointsOf({ size, x, y }: Frame, grid: Grid): Point[] {
  const places = (count: number, length: number) =>
    Array.from({ length: count }, (_, i) => ((i + 0.5) / count) * length)
  const cell = (side: GridSide, { kind, at }: Scale, px: number) =>
    cellAt(side, kind === 'log' ? Math.log10(at(px)) : at(px))
  return places(ROWS, size.height).flatMap((py) => {
    const start = cell(grid.y, y, py) * grid.x.values.length
    return places(COLUMNS, size.width).map((px) => ({
      x: px,
      y: py,
      value: grid.values[start + cell(grid.x, x, px)]!,
    }))
  })
}

/** Distances are in half widths and half heights of the label: at 1 and above it fits. */
function roomiest({ size }: Frame, points: readonly Point[], { label, has }: Region): Point | undefined {
  const [halfWidth, halfHeight] = [textWidth(label) / 2 + 6, FONT_SIZE / 2 + 6]
  const outside = points.filter(({ value }) => !has(value))
  let best: Point | undefined
  let most = 1
  for (const point of points) {
    if (!has(point.value)) continue
    let room = Math.min(
      point.x / halfWidth,
      (size.width - point.x) / halfWidth,
      point.y / halfHeight,
      (size.height - point.y) / halfHeight,
    )
    for (let i = 0; i < outside.length && room > most; i++) {
      const other = outside[i]!
      const apart = Math.max(
        Math.abs(other.x - point.x) / halfWidth,
        Math.abs(other.y - point.y) / halfHeight,
      )
      if (apart < room) room = apart
    }
    if (room > most) [best, most] = [point, room]
  }
  return best
}
