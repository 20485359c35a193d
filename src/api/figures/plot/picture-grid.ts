import type { Picture } from '../../../core/populations/population.ts'
import type { PalettePicture } from '../../../data/png.ts'
import { COLOUR, type Rgb } from '../../../look/colours.ts'
import type { Drawing } from './drawing.ts'
import { pictureElement } from './picture.ts'
import { element, INK, text, textWidth } from './svg.ts'

/** A small picture, and what stands below it. */
export interface SmallPicture {
  readonly picture: Picture | PalettePicture
  readonly caption?: string
  readonly bold?: boolean
}

/** What the colours of a row of pictures mean, from the top of a colour bar to its foot. */
export interface RowColours {
  readonly map: readonly Rgb[]
  readonly labels: readonly [high: string, middle: string, low: string]
}

/** Pictures of one sort. */
export interface PictureRow {
  readonly label: string
  readonly pictures: readonly SmallPicture[]
  readonly colours?: RowColours
}

/** Small square pictures in columns under names. */
export interface PictureGrid {
  readonly heading: string
  readonly columns: readonly string[]
  readonly rows: readonly PictureRow[]
}

/** In px: a picture's side, and between two of them. */
const SIDE = 70
const GAP = { columns: 10, rows: 8 }
const CAPTION = 17
const BAR = { gap: 8, width: 8 }

export function pictureGrid({ heading, columns, rows }: PictureGrid): Drawing {
  const width = columns.length * (SIDE + GAP.columns) - GAP.columns
  const drawn: string[] = []
  let top = 0
  let right = 0
  for (const row of rows) {
    drawn.push(...rowOf(row, top))
    if (row.colours !== undefined) {
      drawn.push(...barOf(row.colours, width + BAR.gap, top))
      right = BAR.gap + BAR.width + 6 + Math.max(...row.colours.labels.map((label) => textWidth(label)))
    }
    top += SIDE + GAP.rows + (row.pictures.some(({ caption }) => caption !== undefined) ? CAPTION : 0)
  }
  return {
    heading,
    width,
    height: top - GAP.rows,
    margin: {
      top: 20,
      // The heading may be longer than the few pictures below it.
      right: Math.max(right, 1.1 * textWidth(heading) - width),
      bottom: 4,
      left: Math.max(...rows.map(({ label }) => textWidth(label))) + 10,
    },
    body: [
      ...columns.map((name, column) => text(centreOf(column), -7, name, { anchor: 'middle' })),
      ...drawn,
    ],
  }
}

function centreOf(column: number): number {
  return column * (SIDE + GAP.columns) + SIDE / 2
}

function rowOf({ label, pictures }: PictureRow, top: number): string[] {
  return [
    text(-10, top + SIDE / 2 + 4, label, { anchor: 'end' }),
    ...pictures.flatMap(({ picture, caption, bold = false }, column) => {
      const centre = centreOf(column)
      const box = { x: centre - SIDE / 2, y: top, width: SIDE, height: SIDE }
      return [
        pictureElement(picture, box),
        element('rect', { ...box, fill: 'none', stroke: COLOUR.grey, 'stroke-width': 0.6 }),
        ...(caption === undefined
          ? []
          : [text(centre, top + SIDE + 14, caption, { anchor: 'middle', size: 11, bold })]),
      ]
    }),
  ]
}

function barOf({ map, labels }: RowColours, x: number, y: number): string[] {
  const box = { x, y, width: BAR.width, height: SIDE }
  const pixels = Uint8Array.from(map, (_, i) => map.length - 1 - i)
  return [
    pictureElement({ width: 1, height: map.length, pixels, palette: map }, box),
    element('rect', { ...box, fill: 'none', stroke: INK, 'stroke-width': 0.6 }),
    ...labels.map((label, i) => text(x + BAR.width + 5, y + 9 + (i * (SIDE - 12)) / 2, label)),
  ]
}
