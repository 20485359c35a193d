import { type LineStyle, lineAttributes, type Rgb, rgbOf } from '../../../look/colours.ts'
import { formatNumber } from '../../../look/numbers.ts'
import { drawFrame } from './axes.ts'
import type { ColourScale } from './colour-scale.ts'
import { contoursInFrame } from './contours.ts'
import type { Drawing, Size } from './drawing.ts'
import { type Grid, pixelsOf } from './grid.ts'
import { drawLegend, type LegendEntry } from './legend.ts'
import type { Series } from './line-chart.ts'
import { drawPoints, type PointSet } from './markers.ts'
import { pictureElement } from './picture.ts'
import { type Place, pointsOf, runsOf } from './polyline.ts'
import { type Region, regionLabels } from './regions.ts'
import { makeScale } from './scale.ts'
import { element, INK, text, textWidth } from './svg.ts'

/** Values that have a colour of their own. */
export interface Special {
  readonly label: string
  readonly colour: string
  has(value: number): boolean
}

export interface Contour {
  readonly level: number
  readonly label: string
  readonly style: LineStyle
}

export interface HeatMap {
  readonly grid: Grid
  readonly colours: ColourScale
  readonly specials?: readonly Special[]
  readonly contours?: readonly Contour[]
  /** Lines in the units of the axes. */
  readonly lines?: readonly Series[]
  readonly points?: readonly PointSet[]
  readonly regions?: readonly Region[]
}

const BAR = { gap: 18, width: 14 }
/** Values that are no number at all. */
const UNKNOWN = '#ffffff'

/** A field as colours over two axes, with its colour bar to the right and a legend below. */
export function heatMap(size: Size, map: HeatMap): Drawing {
  const frame = drawFrame(size, map.grid.x.axis, map.grid.y.axis)
  const bar = colourBar(size, map.colours)
  const { margin } = frame
  const right = Math.max(margin.right, bar.reach)
  const legend = drawLegend(legendOf(map), size.width + right, size.height + margin.bottom)
  return {
    ...size,
    margin: { ...margin, right, bottom: margin.bottom + legend.height },
    body: [
      picture(size, map),
      ...(map.contours ?? []).flatMap((contour) =>
        linesOnPicture(contoursInFrame(frame, map.grid, contour.level, map.colours.measure), contour.style),
      ),
      ...(map.lines ?? []).flatMap((line) =>
        linesOnPicture(runsOf(frame.x, frame.y, line.x, line.y), line.style),
      ),
      element('rect', { x: 0, y: 0, ...size, fill: 'none', stroke: INK }),
      ...frame.body,
      ...(map.points ?? []).flatMap((set) => drawPoints(frame, set)),
      ...regionLabels(frame, map.grid, map.regions ?? []),
      ...bar.body,
      ...legend.body,
    ],
  }
}

function picture(size: Size, { grid, colours, specials = [] }: HeatMap): string {
  const columns = pixelsOf(grid.x)
  // A picture's rows go from the top down.
  const rows = pixelsOf(grid.y).reverse()
  const palette: Rgb[] = [...colours.map, ...specials.map(({ colour }) => rgbOf(colour)), rgbOf(UNKNOWN)]
  const pixels = new Uint8Array(columns.length * rows.length)
  let pixel = 0
  for (const row of rows) {
    for (const column of columns) {
      const value = grid.values[row * grid.x.values.length + column]!
      const special = specials.findIndex((candidate) => candidate.has(value))
      if (special !== -1) pixels[pixel++] = colours.map.length + special
      else pixels[pixel++] = Number.isNaN(value) ? palette.length - 1 : colours.stepOf(value)
    }
  }
  return pictureElement(
    { width: columns.length, height: rows.length, pixels, palette },
    { x: 0, y: 0, ...size },
  )
}

/** A line set off from any colour by a white rim. */
function linesOnPicture(lines: readonly Place[][], style: LineStyle): string[] {
  return lines
    .filter(({ length }) => length > 1)
    .flatMap((line) => {
      const points = pointsOf(line)
      return [
        element('polyline', {
          points,
          fill: 'none',
          stroke: '#ffffff',
          'stroke-width': 3.6,
          'stroke-opacity': 0.8,
        }),
        element('polyline', { points, fill: 'none', ...lineAttributes(style, 1.8) }),
      ]
    })
}

function colourBar({ width, height }: Size, colours: ColourScale): { body: string[]; reach: number } {
  const { kind, domain, label, map } = colours
  const left = width + BAR.gap
  const scale = makeScale(kind, domain, [height, 0], 'vertical')
  const pixels = Uint8Array.from({ length: map.length }, (_, i) =>
    colours.stepOf(scale.at(((i + 0.5) / map.length) * height)),
  )
  const box = { x: left, y: 0, width: BAR.width, height }
  const widest = Math.max(0, ...scale.ticks.map((tick) => textWidth(tick.label)))
  const ticks = scale.ticks.map(({ at }) => `M${left + BAR.width} ${at.toFixed(2)}h4`).join('')
  return {
    body: [
      pictureElement({ width: 1, height: map.length, pixels, palette: map }, box),
      element('rect', { ...box, fill: 'none', stroke: INK, 'stroke-width': 0.6 }),
      ...(ticks === '' ? [] : [element('path', { d: ticks, stroke: INK })]),
      ...scale.ticks.map((tick) => text(left + BAR.width + 7, tick.at + 4, tick.label)),
      text(left + BAR.width + widest + 22, height / 2, label, { anchor: 'middle', upwards: true }),
    ],
    reach: BAR.gap + BAR.width + widest + 28,
  }
}

function legendOf(map: HeatMap): LegendEntry[] {
  const { specials = [], contours = [], lines = [] } = map
  const points = (map.points ?? []).filter((set) => set.points.length > 0)
  return [
    ...contours.map(({ label, style }) => ({ label, line: style })),
    ...lines.map(({ label, style }) => ({ label, line: style })),
    ...points.map(({ label, marker: kind, colour }) => ({ label, marker: kind, colour })),
    ...specials.map(({ label, colour }) => ({ label, area: colour })),
    ...beyondBar(map),
  ]
}

/** The colours at the ends of the bar, where values beyond it have them too. */
function beyondBar({ grid, colours, specials = [] }: HeatMap): LegendEntry[] {
  const [least, greatest] = colours.domain
  let [below, above] = [false, false]
  for (const value of grid.values) {
    // Where rounding alone puts a value beyond an end there is nothing to tell.
    const slack = 1e-9 * Math.abs(value)
    if (specials.some(({ has }) => has(value))) continue
    below ||= value < least - slack
    above ||= value > greatest + slack
  }
  const entry = (value: number, words: string) => ({
    label: `${formatNumber(value, 2)} or ${words}`,
    area: `rgb(${colours.map[colours.stepOf(value)]!.join(',')})`,
  })
  return [...(below ? [entry(least, 'less')] : []), ...(above ? [entry(greatest, 'more')] : [])]
}
