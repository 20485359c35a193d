import { BOUNDARY_STYLE } from '../../look/colours.ts'
import { formatNumber } from '../../look/numbers.ts'
import type { BoundarySurfaceShape, DecisionBoundaryShape, PhaseDiagramShape } from '../result-shapes.ts'
import { sequentialScale } from './plot/colour-scale.ts'
import { figure, PANEL } from './plot/drawing.ts'
import { kindBySpan } from './plot/extent.ts'
import { makeGrid } from './plot/grid.ts'
import { heatMap } from './plot/heat-map.ts'

/** The decision boundary as a surface of antagonist quantities, or as a line between phases. */
export function decisionBoundaryFigure(
  title: string,
  result: DecisionBoundaryShape,
  field: ArrayLike<number>,
): string {
  return result.diagram === 'surface' ? surface(title, result, field) : phases(title, result, field)
}

function surface(title: string, result: BoundarySurfaceShape, antagonists: ArrayLike<number>): string {
  const { bindingTime, quantity, greatestQuantity, antagonist } = result
  const grid = makeGrid(
    { label: 'binding time of the agonist τ₁ (s)', symbol: 'τ₁', values: bindingTime },
    { label: 'quantity of the agonist L₁', symbol: 'L₁', values: quantity },
    antagonists,
  )
  const chart = heatMap(PANEL.single, {
    grid,
    colours: sequentialScale('antagonists L₂ that silence the cell', 'log', grid.values),
    specials: [
      {
        label: `not silenced by any L₂ up to ${formatNumber(greatestQuantity)}`,
        colour: '#c9c9c9',
        has: (value) => value === Number.POSITIVE_INFINITY,
      },
      { label: 'silent without antagonists', colour: '#ffffff', has: (value) => value === 0 },
    ],
  })
  const notes = [`Antagonists of ${formatNumber(antagonist.bindingTime)} s.`, ...grid.notes]
  return figure(title, [chart], { notes })
}

function phases(title: string, result: PhaseDiagramShape, output: ArrayLike<number>): string {
  const { bindingTime, quantity, threshold, boundary } = result
  const grid = makeGrid(
    { label: 'binding time τ (s)', symbol: 'τ', values: bindingTime },
    { label: 'quantity of ligands L', symbol: 'L', values: quantity },
    output,
  )
  const chart = heatMap(PANEL.single, {
    grid,
    colours: sequentialScale('output T', kindBySpan(1, grid.values), grid.values),
    lines: [
      {
        label: 'decision boundary',
        x: boundary.map((tau) => tau ?? Number.NaN),
        y: quantity,
        style: BOUNDARY_STYLE,
      },
    ],
    regions: [
      { label: 'responds', has: (value) => value > threshold },
      { label: 'silent', has: (value) => value <= threshold },
    ],
  })
  return figure(title, [chart], grid)
}
