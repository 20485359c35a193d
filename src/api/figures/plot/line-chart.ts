import { type LineStyle, lineAttributes } from '../../../look/colours.ts'
import { type Axis, drawFrame, type Frame } from './axes.ts'
import type { Drawing, Size } from './drawing.ts'
import { type Guide, horizontalGuides, verticalGuides } from './guides.ts'
import { drawLegend, type LegendEntry } from './legend.ts'
import { drawPoints, type PointSet } from './markers.ts'
import { pointsOf, runsOf } from './polyline.ts'
import { element } from './svg.ts'

/** A line through points in the order given; `band` is filled between two further lines. */
export interface Series {
  readonly label: string
  readonly x: ArrayLike<number>
  readonly y: ArrayLike<number>
  readonly style: LineStyle
  /** Of few points each is marked by a dot, unless this is set. */
  readonly dotless?: boolean
  readonly band?: { readonly low: ArrayLike<number>; readonly high: ArrayLike<number> }
}

export interface LineChart {
  readonly x: Axis
  readonly y: Axis
  readonly series: readonly Series[]
  readonly points?: readonly PointSet[]
  /** Horizontal lines. */
  readonly levels?: readonly Guide[]
  /** Vertical lines. */
  readonly places?: readonly Guide[]
  /** Below the lines: bars, areas. */
  readonly under?: (frame: Frame) => readonly string[]
  /** Before the entries of the series, which a single one without points does not need; or none at all. */
  readonly legend?: readonly LegendEntry[] | 'none'
}

/** With fewer points than this, each is shown by a dot. */
const FEW_POINTS = 30

/** Lines over two axes, with a legend below. */
export function lineChart(size: Size, chart: LineChart): Drawing {
  const frame = drawFrame(size, chart.x, chart.y)
  const levels = horizontalGuides(frame, chart.levels ?? [])
  const places = verticalGuides(frame, chart.places ?? [])
  const shownPoints = (chart.points ?? []).filter(({ points }) => points.length > 0)
  const { margin } = frame
  const right = Math.max(margin.right, levels.reach)
  const legend = drawLegend(legendOf(chart, shownPoints), size.width + right, size.height + margin.bottom)
  return {
    ...size,
    margin: { ...margin, top: margin.top + places.reach, right, bottom: margin.bottom + legend.height },
    body: [
      ...(chart.under?.(frame) ?? []),
      ...chart.series.flatMap((series) => bandOf(frame, series)),
      ...frame.body,
      ...levels.lines,
      ...places.lines,
      ...broadFirst(chart.series).flatMap((series) => lineOf(frame, series)),
      ...shownPoints.flatMap((set) => drawPoints(frame, set)),
      ...levels.labels,
      ...places.labels,
      ...legend.body,
    ],
  }
}

function legendOf({ series, legend = [] }: LineChart, points: readonly PointSet[]): LegendEntry[] {
  if (legend === 'none') return []
  const alone = series.length === 1 && points.length === 0 && legend.length === 0
  const lines = alone ? [] : series.map(({ label, style }) => ({ label, line: style }))
  return [...legend, ...lines, ...points.map(({ label, marker, colour }) => ({ label, marker, colour }))]
}

function broadFirst(series: readonly Series[]): Series[] {
  return series.toSorted((a, b) => Number(b.style.broad ?? false) - Number(a.style.broad ?? false))
}

function lineOf({ x, y }: Frame, series: Series): string[] {
  return runsOf(x, y, series.x, series.y).flatMap((run) => [
    ...(run.length > 1
      ? [element('polyline', { points: pointsOf(run), fill: 'none', ...lineAttributes(series.style, 1.7) })]
      : []),
    ...(run.length === 1 || (run.length <= FEW_POINTS && !series.dotless)
      ? run.map(([cx, cy]) => element('circle', { cx, cy, r: 2.4, fill: series.style.colour }))
      : []),
  ])
}

/** The band as one area; parts of it outside a logarithmic axis end at its edge. */
function bandOf({ x, y }: Frame, series: Series): string[] {
  if (series.band === undefined) return []
  const [least, greatest] = y.domain
  const within = (values: ArrayLike<number>) =>
    Array.from(values, (value) => Math.min(greatest, Math.max(least, value)))
  const low = runsOf(x, y, series.x, within(series.band.low)).flat()
  const high = runsOf(x, y, series.x, within(series.band.high)).flat()
  if (low.length < 2) return []
  const outline = pointsOf([...high, ...low.reverse()])
  return [element('polygon', { points: outline, fill: series.style.colour, 'fill-opacity': 0.18 })]
}
