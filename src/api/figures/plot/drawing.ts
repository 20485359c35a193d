import { drawLegend, type LegendEntry } from './legend.ts'
import { element, escaped, text, textWidth, wrapped } from './svg.ts'

/** Room that a drawing takes around its plot area, in px. */
export interface Margin {
  readonly top: number
  readonly right: number
  readonly bottom: number
  readonly left: number
}

/** A plot with all its labels; (0, 0) is the upper left corner of the plot area. */
export interface Drawing {
  /** Above all that is drawn. */
  readonly heading?: string
  readonly width: number
  readonly height: number
  readonly margin: Margin
  readonly body: readonly string[]
}

/** Size of a plot area, in px. */
export interface Size {
  readonly width: number
  readonly height: number
}

/** Of a figure's only panel, of one of two and of one of three. */
export const PANEL = {
  single: { width: 460, height: 300 },
  double: { width: 340, height: 250 },
  triple: { width: 270, height: 230 },
} as const satisfies Readonly<Record<string, Size>>

/** What stands below all drawings of a figure. */
export interface Foot {
  readonly legend?: readonly LegendEntry[]
  readonly notes?: readonly string[]
}

const EDGE = 14
const GAP = 22
const TITLE = { size: 15, line: 20 }
const HEADING = 20
const STACK_GAP = 12
const NOTE = { size: 11, line: 16 }
/** A narrower figure would break its title into many lines. */
const LEAST_WIDTH = 480

/**
 * Drawings side by side, their plot areas level at the top, under a title. Every size follows from what is drawn, so
 * that nothing is cut off.
 */
export function figure(title: string, drawings: readonly Drawing[], foot: Foot = {}): string {
  const inner =
    drawings.reduce((sum, { width, margin }) => sum + margin.left + width + margin.right, 0) +
    GAP * (drawings.length - 1)
  const width = Math.ceil(Math.max(LEAST_WIDTH, inner) + 2 * EDGE)
  const titleLines = wrapped(title, width - 2 * EDGE, TITLE.size)
  const noteLines = (foot.notes ?? []).flatMap((note) => wrapped(note, width - 2 * EDGE, NOTE.size))
  const headed = drawings.some(({ heading }) => heading !== undefined)
  const room = Math.max(...drawings.map(({ margin }) => margin.top)) + (headed ? HEADING : 0)
  const top = Math.round(EDGE + titleLines.length * TITLE.line + 8 + room)
  const bottom = Math.ceil(top + Math.max(...drawings.map(({ height, margin }) => height + margin.bottom)))
  const legend = drawLegend(foot.legend ?? [], width - 2 * EDGE, 0)
  const notesTop = bottom + legend.height + EDGE / 2
  const height = Math.ceil(notesTop + noteLines.length * NOTE.line + EDGE / 2)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="system-ui, sans-serif" font-size="12">`,
    `<title>${escaped(title)}</title>`,
    element('rect', { width, height, fill: '#ffffff' }),
    ...titleLines.map((line, i) =>
      text(width / 2, EDGE + 12 + i * TITLE.line, line, { anchor: 'middle', size: TITLE.size }),
    ),
    ...placed(drawings, (width - inner) / 2, top, room),
    ...(legend.height === 0 ? [] : [group(EDGE, bottom, legend.body)]),
    ...noteLines.map((line, i) =>
      text(EDGE, notesTop + NOTE.size + i * NOTE.line, line, { size: NOTE.size }),
    ),
    '</svg>',
  ].join('\n')
}

function placed(drawings: readonly Drawing[], start: number, top: number, room: number): string[] {
  let left = start
  return drawings.map(({ heading, width, margin, body }) => {
    const x = Math.round(left + margin.left)
    left += margin.left + width + margin.right + GAP
    return group(x, top, [
      ...(heading === undefined ? [] : [text(0, HEADING - 6 - room, heading, { bold: true })]),
      ...body,
    ])
  })
}

function group(x: number, y: number, body: readonly string[]): string {
  return element('g', { transform: `translate(${x} ${y})` }, '\n', body.join('\n'), '\n')
}

/** A drawing below another, the left edges of their plot areas in line. */
export function stacked(upper: Drawing, lower: Drawing): Drawing {
  const room = lower.heading === undefined ? 0 : HEADING
  const top = upper.height + upper.margin.bottom + STACK_GAP + room + lower.margin.top
  const right = Math.max(upper.width + upper.margin.right, lower.width + lower.margin.right)
  return {
    ...upper,
    margin: {
      top: upper.margin.top,
      right: right - upper.width,
      bottom: top + lower.height + lower.margin.bottom - upper.height,
      left: Math.max(upper.margin.left, lower.margin.left),
    },
    body: [
      ...upper.body,
      group(0, top, [
        ...(lower.heading === undefined
          ? []
          : [text(0, HEADING - 6 - room - lower.margin.top, lower.heading, { bold: true })]),
        ...lower.body,
      ]),
    ],
  }
}

/** A drawing under a heading of its own. */
export function headed(heading: string, drawing: Drawing): Drawing {
  const { width, margin } = drawing
  // A bold text is a little wider.
  const reach = 1.1 * textWidth(heading) - width
  return { ...drawing, heading, margin: { ...margin, right: Math.max(margin.right, reach) } }
}
