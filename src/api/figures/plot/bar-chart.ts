import { formatNumber } from '../../../look/numbers.ts'
import { type Axis, lowerAxis } from './axes.ts'
import type { Drawing } from './drawing.ts'
import { type Guide, verticalGuides } from './guides.ts'
import { makeScale, type Scale } from './scale.ts'
import { element, INK, shortened, text, textWidth } from './svg.ts'

/** A quantity with a name. */
export interface Bar {
  readonly label: string
  readonly value: number
  readonly colour: string
}

export interface BarChart {
  readonly x: Axis
  readonly bars: readonly Bar[]
  /** Vertical lines. */
  readonly places?: readonly Guide[]
}

const ROW = 26
const THICKNESS = 14
const MOST_LABEL = 190

/**
 * Horizontal bars, so that their names can be long, each with its number to the right of the plot. On a logarithmic
 * axis, where there is no zero to begin at, points take their place.
 */
export function barChart(width: number, chart: BarChart): Drawing {
  const { bars, places = [] } = chart
  const size = { width, height: bars.length * ROW + 8 }
  const x = makeScale(chart.x.kind, chart.x.domain, [0, width], 'horizontal')
  const axis = lowerAxis(x, chart.x.label, size)
  const guides = verticalGuides({ x, size }, places)
  const labels = bars.map(({ label }) => shortened(label, MOST_LABEL))
  const numbers = bars.map(({ value }) => formatNumber(value))
  const middles = bars.map((_, i) => 4 + (i + 0.5) * ROW)
  const reach = (texts: readonly string[]) => Math.max(0, ...texts.map((label) => textWidth(label))) + 12
  return {
    ...size,
    margin: {
      ...axis.margin,
      top: axis.margin.top + guides.reach,
      left: Math.max(axis.margin.left, reach(labels)),
      right: Math.max(axis.margin.right, reach(numbers)),
    },
    body: [
      ...guides.lines,
      ...bars.flatMap((bar, i) => barOf(x, bar, middles[i]!)),
      element('path', { d: `M0 0V${size.height}`, stroke: INK }),
      ...axis.body,
      ...guides.labels,
      ...labels.map((label, i) => text(-8, middles[i]! + 4, label, { anchor: 'end' })),
      ...numbers.map((number, i) => text(width + 8, middles[i]! + 4, number)),
    ],
  }
}

function barOf(x: Scale, { value, colour }: Bar, middle: number): string[] {
  const at = x.of(value)
  if (!Number.isFinite(at)) return []
  if (x.kind === 'log') {
    return [
      element('line', { x1: 0, x2: at, y1: middle, y2: middle, stroke: colour, 'stroke-width': 1.5 }),
      element('circle', { cx: at, cy: middle, r: 5, fill: colour }),
    ]
  }
  const zero = x.of(0)
  return [
    element('rect', {
      x: Math.min(zero, at),
      y: middle - THICKNESS / 2,
      width: Math.abs(at - zero),
      height: THICKNESS,
      fill: colour,
      'fill-opacity': 0.85,
    }),
  ]
}
