import { COLOUR, seriesStyle } from '../../look/colours.ts'
import { LIGAND_COLOUR, LIGAND_ROLES, ligandRole } from '../../look/ligands.ts'
import type { DescentShape } from '../result-shapes.ts'
import { axisOf } from './plot/axes.ts'
import { type Drawing, figure, PANEL } from './plot/drawing.ts'
import { thresholdAt } from './plot/guides.ts'
import { evenEdges, histogramBars, stepsOf } from './plot/histogram.ts'
import { lineChart } from './plot/line-chart.ts'

/** A descent, as far as its figure shows it. */
export type DescentFigureData = Pick<DescentShape, 'trajectory' | 'histogram'> & {
  readonly threshold: number
  readonly criticalBindingTime: number
}

/**
 * A descent: on the left the output against the iteration (logarithmic, k + 1) with the threshold, on the right the
 * histogram of binding times before (outline) and after (bars, coloured by what the ligands are), with τc.
 */
export function descentFigure(title: string, data: DescentFigureData): string {
  return figure(title, [trajectoryPanel(data), histogramPanel(data)])
}

function trajectoryPanel({ trajectory, threshold }: DescentFigureData): Drawing {
  const x = trajectory.iteration.map((k) => k + 1)
  const { output } = trajectory
  return lineChart(PANEL.double, {
    x: axisOf('iteration k + 1', 'log', [[1, 10], x]),
    y: axisOf('output T', 'linear', [output, [threshold]], 0.06),
    series: [{ label: 'output', x, y: output, style: seriesStyle(0) }],
    levels: [thresholdAt(threshold)],
  })
}

function histogramPanel({ histogram, criticalBindingTime }: DescentFigureData): Drawing {
  const { binWidth, counts, initialCounts } = histogram
  const before = { edges: evenEdges(binWidth, initialCounts.length), counts: initialCounts }
  const after = { edges: evenEdges(binWidth, counts.length), counts }
  const highest = axisOf('ligands', 'linear', [counts, initialCounts, [0, 1]]).domain[1]
  return lineChart(PANEL.double, {
    x: axisOf('binding time τ (s)', 'linear', [before.edges, after.edges]),
    y: { ...axisOf('ligands', 'linear', [[0, 1.05 * highest]]), whole: true },
    series: [{ label: 'before', ...stepsOf(before), style: { colour: COLOUR.grey }, dotless: true }],
    under: (frame) =>
      histogramBars(frame, after, (tau) => LIGAND_COLOUR[ligandRole(tau, criticalBindingTime)]),
    places: [thresholdAt(criticalBindingTime, 'τc')],
    legend: LIGAND_ROLES.map((role) => ({ label: role, area: LIGAND_COLOUR[role], opacity: 0.75 })),
  })
}
