import { COLOUR, type Rgb } from '../../../look/colours.ts'
import type { ColourScale } from './colour-scale.ts'
import type { Drawing } from './drawing.ts'
import { labelLines } from './label-lines.ts'
import { element, FONT_SIZE, INK, text, textWidth } from './svg.ts'

/** A number with its colour. */
export interface ShadedCell {
  readonly value: number
  readonly label: string
  /** Small, below the number. */
  readonly second?: string
}

export interface TableColumn {
  readonly label: string
  /** Below the label. */
  readonly caption: string
}

export interface TableRow {
  readonly label: string
  /** Small, below the label. */
  readonly second?: string
  /** One a column; null where there is nothing to show. */
  readonly cells: readonly (ShadedCell | null)[]
}

export interface ShadedTable {
  /** What the columns' captions are. */
  readonly caption: string
  readonly columns: readonly TableColumn[]
  /** The first stands apart: the others are compared with it. */
  readonly rows: readonly TableRow[]
  readonly colours: ColourScale
}

/** In px. */
const CELL = { width: 88, height: 36 }
const APART = 8
const HEAD = { size: 11, line: 13, room: 80 }
const SECOND = 10
/** Ink of what is said beside the numbers. */
const FAINT = '#666666'

/** A table whose cells have the colours of their numbers; the columns' labels are wrapped above them. */
export function shadedTable({ caption, columns, rows, colours }: ShadedTable): Drawing {
  const labels = columns.map(({ label }) => labelLines(label, HEAD.room, HEAD.size))
  const captions = columns.map((column) => labelLines(column.caption, HEAD.room, HEAD.size))
  const captionsTop = -7 - HEAD.line * tallest(captions)
  const labelsTop = captionsTop - 8 - HEAD.line * tallest(labels)
  const tops = rows.map((_, row) => row * CELL.height + (row > 0 ? APART : 0))
  const names = [caption, ...rows.map(({ label }) => label)]
  return {
    width: columns.length * CELL.width,
    height: rows.length * CELL.height + (rows.length > 1 ? APART : 0),
    margin: {
      top: 4 - labelsTop,
      right: 8,
      bottom: 10,
      left: Math.max(...names.map((name) => textWidth(name))) + 12,
    },
    body: [
      // The last line of a label stands just above its caption.
      ...labels.flatMap((lines, column) =>
        head(lines, column, captionsTop - 8 - HEAD.line * lines.length, INK),
      ),
      ...captions.flatMap((lines, column) => head(lines, column, captionsTop, FAINT)),
      text(-10, captionsTop + HEAD.line - 3, caption, { anchor: 'end', colour: FAINT }),
      ...rows.flatMap((row, r) => rowOf(row, tops[r]!, colours)),
    ],
  }
}

function tallest(labels: readonly string[][]): number {
  return Math.max(1, ...labels.map(({ length }) => length))
}

function centreOf(column: number): number {
  return (column + 0.5) * CELL.width
}

function head(lines: readonly string[], column: number, top: number, colour: string): string[] {
  return lines.map((line, i) =>
    text(centreOf(column), top + (i + 1) * HEAD.line - 3, line, {
      anchor: 'middle',
      size: HEAD.size,
      colour,
    }),
  )
}

function rowOf({ label, second, cells }: TableRow, top: number, colours: ColourScale): string[] {
  return [
    ...twoLines(-10, top, label, second, { anchor: 'end', colour: INK, faint: FAINT }),
    ...cells.flatMap((cell, column) => cellOf(cell, column, top, colours)),
  ]
}

function cellOf(cell: ShadedCell | null, column: number, top: number, colours: ColourScale): string[] {
  const box = { x: column * CELL.width, y: top, ...CELL, stroke: '#ffffff', 'stroke-width': 1.5 }
  const centre = centreOf(column)
  if (cell === null) {
    return [
      element('rect', { ...box, fill: '#f2f2f2' }),
      ...twoLines(centre, top, '–', undefined, { anchor: 'middle', colour: FAINT, faint: FAINT }),
    ]
  }
  const colour = colours.map[colours.stepOf(cell.value)]!
  const ink = inkOn(colour)
  return [
    element('rect', { ...box, fill: `rgb(${colour.join(',')})` }),
    ...twoLines(centre, top, cell.label, cell.second, { anchor: 'middle', colour: ink, faint: ink }),
  ]
}

interface Inks {
  readonly anchor: 'middle' | 'end'
  readonly colour: string
  readonly faint: string
}

/** A text in the middle of a row's height, or with a smaller one below it. */
function twoLines(x: number, top: number, first: string, second: string | undefined, inks: Inks): string[] {
  const { anchor, colour, faint } = inks
  const middle = top + CELL.height / 2
  if (second === undefined) return [text(x, middle + FONT_SIZE / 3, first, { anchor, colour })]
  return [
    text(x, middle - 1, first, { anchor, colour }),
    text(x, middle + SECOND + 2, second, { anchor, colour: faint, size: SECOND }),
  ]
}

/** Black or white, whichever has more contrast with a colour: both have as much at a luminance of 0.179. */
export function inkOn(colour: Rgb): string {
  return luminance(colour) > 0.179 ? COLOUR.black : '#ffffff'
}

/** Relative luminance, as WCAG 2 defines it. */
function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((byte) => {
    const share = byte / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
}
