import { COLOUR, type LineStyle, lineAttributes } from '../../../look/colours.ts'
import { type Marker, marker } from './markers.ts'
import { element, FONT_SIZE, shortened, text, textWidth } from './svg.ts'

/** What a legend explains: a line, the marker of some points, or the colour of an area. */
export type LegendEntry = { readonly label: string } & (
  | { readonly line: LineStyle }
  | { readonly marker: Marker; readonly colour: string }
  | { readonly area: string; readonly opacity?: number }
)

const SAMPLE = 22
const ROW = FONT_SIZE + 7
const GAP = 16

/** Entries in rows no wider than `width`, from (0, top) down; and the height they take. */
export function drawLegend(
  entries: readonly LegendEntry[],
  width: number,
  top: number,
): { body: string[]; height: number } {
  let [x, row] = [0, 0]
  const body = entries.flatMap((entry) => {
    const label = shortened(entry.label, width - SAMPLE - 6)
    const needed = SAMPLE + 6 + textWidth(label)
    if (x > 0 && x + needed > width) [x, row] = [0, row + 1]
    const [left, middle] = [x, top + row * ROW + ROW / 2]
    x += needed + GAP
    return [sample(entry, left, middle), text(left + SAMPLE + 6, middle + 4, label)]
  })
  return { body, height: entries.length === 0 ? 0 : (row + 1) * ROW }
}

function sample(entry: LegendEntry, x: number, y: number): string {
  if ('line' in entry) {
    return element('line', { x1: x, x2: x + SAMPLE, y1: y, y2: y, ...lineAttributes(entry.line, 2) })
  }
  if ('marker' in entry) return marker(entry.marker, x + SAMPLE / 2, y, entry.colour)
  return element('rect', {
    x: x + 4,
    y: y - 6,
    width: 14,
    height: 12,
    fill: entry.area,
    'fill-opacity': entry.opacity ?? 1,
    stroke: COLOUR.grey,
    'stroke-width': 0.6,
  })
}
