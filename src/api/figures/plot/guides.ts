import { COLOUR, type LineStyle, lineAttributes, THRESHOLD_STYLE } from '../../../look/colours.ts'
import type { Frame } from './axes.ts'
import type { Extent } from './extent.ts'
import type { Scale } from './scale.ts'
import { element, FONT_SIZE, text, textWidth } from './svg.ts'

/** A value marked across the whole plot: a threshold, a reference. Labelled outside it, where no line is. */
export interface Guide {
  readonly value: number
  readonly label: string
  readonly style: LineStyle
}

export const thresholdAt = (value: number, label = 'threshold'): Guide => ({
  value,
  label,
  style: THRESHOLD_STYLE,
})

export const referenceAt = (value: number, label: string): Guide => ({
  value,
  label,
  style: { colour: COLOUR.grey, dash: '2 3' },
})

/** Lines and labels, and how far the labels reach beyond the plot. */
export interface DrawnGuides {
  readonly lines: readonly string[]
  readonly labels: readonly string[]
  readonly reach: number
}

const LINE_HEIGHT = FONT_SIZE + 3

/** Horizontal lines, their labels to the right of the plot. */
export function horizontalGuides(
  { y, size: { width, height } }: Pick<Frame, 'y' | 'size'>,
  guides: readonly Guide[],
): DrawnGuides {
  const shown = placesOf(y, guides)
  const labels = spread(
    shown.map(({ at }) => at),
    shown.map(() => LINE_HEIGHT),
    [-LINE_HEIGHT / 2, height + LINE_HEIGHT / 2],
  )
  return {
    lines: shown.map(({ at, style }) =>
      element('line', { x1: 0, x2: width, y1: at, y2: at, ...lineAttributes(style, 1.2) }),
    ),
    labels: shown.map(({ label, style }, i) =>
      text(width + 6, labels[i]! + 4, label, { colour: style.colour }),
    ),
    reach: Math.max(0, ...shown.map(({ label }) => textWidth(label) + 8)),
  }
}

/** Vertical lines, their labels above the plot. */
export function verticalGuides(
  { x, size: { width, height } }: Pick<Frame, 'x' | 'size'>,
  guides: readonly Guide[],
): DrawnGuides {
  const shown = placesOf(x, guides)
  const widths = shown.map(({ label }) => textWidth(label) + 8)
  const labels = spread(
    shown.map(({ at }) => at),
    widths,
    [0, width],
  )
  return {
    lines: shown.map(({ at, style }) =>
      element('line', { x1: at, x2: at, y1: 0, y2: height, ...lineAttributes(style, 1.2) }),
    ),
    labels: shown.map(({ label, style }, i) =>
      text(labels[i]!, -9, label, { anchor: 'middle', colour: style.colour }),
    ),
    reach: shown.length === 0 ? 0 : LINE_HEIGHT + 3,
  }
}

/** Guides that the axis has, in the order of their places. */
function placesOf(scale: Scale, guides: readonly Guide[]) {
  const [least, greatest] = scale.domain
  return guides
    .map((guide) => ({ ...guide, at: scale.of(guide.value) }))
    .filter(({ at, value }) => Number.isFinite(at) && value >= least && value <= greatest)
    .sort((a, b) => a.at - b.at)
}

/** Places in rising order moved so that labels of these sizes do not overlap, and lie within the range if they can. */
function spread(places: readonly number[], sizes: readonly number[], [from, to]: Extent): number[] {
  const moved = [...places]
  const gap = (i: number) => (sizes[i - 1]! + sizes[i]!) / 2
  for (let i = 0; i < moved.length; i++) {
    const least = i === 0 ? from + sizes[0]! / 2 : moved[i - 1]! + gap(i)
    moved[i] = Math.max(moved[i]!, least)
  }
  for (let i = moved.length - 1; i >= 0; i--) {
    const most = i === moved.length - 1 ? to - sizes[i]! / 2 : moved[i + 1]! - gap(i + 1)
    moved[i] = Math.min(moved[i]!, most)
  }
  return moved
}
