import { BOUNDARY_STYLE, COLOUR } from '../../look/colours.ts'
import type { DigitLandscapeShape, LandscapeShape } from '../result-shapes.ts'
import { sequentialScale } from './plot/colour-scale.ts'
import { figure, PANEL } from './plot/drawing.ts'
import { kindBySpan } from './plot/extent.ts'
import { type GivenAxis, makeGrid } from './plot/grid.ts'
import { heatMap } from './plot/heat-map.ts'
import type { PointSet } from './plot/markers.ts'

/** The output over two coordinates, with the decision boundary and the origin of the perturbation, or three corners. */
export function landscapeFigure(title: string, result: LandscapeShape, output: ArrayLike<number>): string {
  return drawLandscape(title, result, output, 'output T')
}

/** The same of a network. */
export function digitLandscapeFigure(
  title: string,
  result: DigitLandscapeShape,
  output: ArrayLike<number>,
): string {
  return drawLandscape(title, result, output, 'margin')
}

function drawLandscape(
  title: string,
  result: LandscapeShape | DigitLandscapeShape,
  output: ArrayLike<number>,
  called: string,
): string {
  const { threshold, outside } = result
  const grid = makeGrid(givenAxis(result.x), givenAxis(result.y), output)
  const crossed =
    grid.values.some((value) => value > threshold) && grid.values.some((value) => value <= threshold)
  const chart = heatMap(PANEL.single, {
    grid,
    colours: sequentialScale(called, kindBySpan(1.5, grid.values), grid.values),
    contours: crossed ? [{ level: threshold, label: 'decision boundary', style: BOUNDARY_STYLE }] : [],
    points: pointsOf(result),
  })
  const clipped = 'Points outside the bounds have the output of the nearest point within them.'
  const notes = [
    ...(crossed ? [] : ['The decision boundary does not pass here.']),
    ...(outside === 'clip' ? [clipped] : []),
    ...grid.notes,
  ]
  return figure(title, [chart], { notes })
}

const CORNER_MARKERS = ['circle', 'diamond', 'up'] as const

function pointsOf({ origin, corners }: LandscapeShape | DigitLandscapeShape): PointSet[] {
  if (corners === null) {
    return [
      { label: 'origin', marker: 'cross', colour: COLOUR.black, points: [[origin.x, origin.y] as const] },
    ]
  }
  return corners.map((corner, i) => ({
    label: `${corner.label}: ${answerAt(corner)}`,
    marker: CORNER_MARKERS[i % CORNER_MARKERS.length]!,
    colour: COLOUR.black,
    points: [[corner.x, corner.y] as const],
  }))
}

function answerAt(corner: { readonly responds: boolean; readonly told?: number }): string {
  if (corner.told !== undefined) return `told as a ${corner.told}`
  return corner.responds ? 'responds' : 'silent'
}

function givenAxis({ label, unit, values }: LandscapeShape['x']): GivenAxis {
  return { label: unit === '' ? label : `${label} (${unit})`, symbol: label, values }
}
