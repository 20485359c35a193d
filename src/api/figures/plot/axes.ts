import type { Margin, Size } from './drawing.ts'
import { type Extent, extentOf, padded } from './extent.ts'
import { makeScale, type Scale, type ScaleKind } from './scale.ts'
import { element, INK, shortened, text, textWidth } from './svg.ts'

/** An axis before it has a place: what stands beside it, and from where to where it goes. */
export interface Axis {
  readonly label: string
  readonly kind: ScaleKind
  readonly domain: Extent
  /** Only whole numbers have a meaning: counts. */
  readonly whole?: boolean
}

/** Both axes of a plot area, in px from its upper left corner. */
export interface Frame {
  readonly size: Size
  readonly x: Scale
  readonly y: Scale
  readonly margin: Margin
  readonly body: readonly string[]
}

const MARK = { major: 5, minor: 3 }

/**
 * An axis that shows all finite values of the sets, and `room` (a share) at its ends. A logarithmic one has no place
 * for values of zero or less; where there are no others it becomes linear.
 */
export function axisOf(label: string, kind: ScaleKind, sets: readonly ArrayLike<number>[], room = 0): Axis {
  const extent = extentOf(kind, ...sets)
  if (extent === undefined) {
    return kind === 'log' ? axisOf(label, 'linear', sets, room) : { label, kind, domain: [0, 1] }
  }
  const alike = extent[1] - extent[0] <= 1e-12 * Math.abs(extent[1])
  return { label, kind, domain: room > 0 || alike ? padded(extent, kind, room) : extent }
}

/** Axes with ticks, their labels and the room these take. */
export function drawFrame(size: Size, xAxis: Axis, yAxis: Axis): Frame {
  const { width, height } = size
  const x = makeScale(xAxis.kind, xAxis.domain, [0, width], 'horizontal', xAxis.whole)
  const y = makeScale(yAxis.kind, yAxis.domain, [height, 0], 'vertical', yAxis.whole)
  const below = lowerAxis(x, xAxis.label, size)
  const widest = Math.max(0, ...y.ticks.map(({ label }) => textWidth(label)))
  return {
    size,
    x,
    y,
    margin: { ...below.margin, left: Math.max(below.margin.left, widest + 34) },
    body: [
      element('path', { d: `M0 0V${height}`, stroke: INK }),
      ...below.body,
      ...marks(y, (at) => `M0 ${at.toFixed(2)}h-`),
      ...y.ticks.map(({ at, label }) => text(-9, at + 4, label, { anchor: 'end' })),
      text(-widest - 20, height / 2, shortened(yAxis.label, height), { anchor: 'middle', upwards: true }),
    ],
  }
}

/** The axis below a plot, and the room that it takes. */
export function lowerAxis(
  x: Scale,
  label: string,
  { width, height }: Size,
): { margin: Margin; body: string[] } {
  const overhang = x.ticks.map((tick) => {
    const half = textWidth(tick.label) / 2
    return { left: half - tick.at, right: tick.at + half - width }
  })
  return {
    margin: {
      top: 10,
      right: Math.max(8, ...overhang.map(({ right }) => right)),
      bottom: 44,
      left: Math.max(8, ...overhang.map(({ left }) => left)),
    },
    body: [
      element('path', { d: `M0 ${height}H${width}`, stroke: INK }),
      ...marks(x, (at) => `M${at.toFixed(2)} ${height}v`),
      ...x.ticks.map((tick) => text(tick.at, height + 19, tick.label, { anchor: 'middle' })),
      text(width / 2, height + 37, shortened(label, width + 16), { anchor: 'middle' }),
    ],
  }
}

/** One path for all marks of an axis; `at` begins a stroke at a place. */
function marks({ ticks, minor }: Scale, begin: (at: number) => string): string[] {
  const strokes = [
    ...ticks.map(({ at }) => begin(at) + MARK.major),
    ...minor.map((at) => begin(at) + MARK.minor),
  ]
  return strokes.length === 0 ? [] : [element('path', { d: strokes.join(''), stroke: INK })]
}
