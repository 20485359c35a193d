import type { LandscapeShape } from '../result-shapes.ts'
import { sequentialScale } from './plot/colour-scale.ts'
import { BOUNDARY_STYLE, COLOUR } from './plot/colours.ts'
import { figure, PANEL } from './plot/drawing.ts'
import { kindBySpan } from './plot/extent.ts'
import { type GivenAxis, makeGrid } from './plot/grid.ts'
import { heatMap } from './plot/heat-map.ts'

/** The output over two coordinates, with the decision boundary and the origin of the perturbation. */
export function landscapeFigure(title: string, result: LandscapeShape, output: ArrayLike<number>): string {
  const { threshold, origin } = result
  const grid = makeGrid(givenAxis(result.x), givenAxis(result.y), output)
  const points = [[origin.x, origin.y] as const]
  const chart = heatMap(PANEL.single, {
    grid,
    colours: sequentialScale('output T', kindBySpan(1.5, grid.values), grid.values),
    contours: [{ level: threshold, label: 'decision boundary', style: BOUNDARY_STYLE }],
    points: [{ label: 'origin', marker: 'cross', colour: COLOUR.black, points }],
  })
  return figure(title, [chart], grid)
}

function givenAxis({ label, unit, values }: LandscapeShape['x']): GivenAxis {
  return { label: unit === '' ? label : `${label} (${unit})`, symbol: label, values }
}
