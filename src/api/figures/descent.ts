import type { DescentShape } from '../result-shapes.ts'
import { axisOf } from './plot/axes.ts'
import { COLOUR, seriesStyle } from './plot/colours.ts'
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
 * histogram of binding times before (outline) and after (bars), with τc.
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
  const agonists = { label: 'agonists', area: COLOUR.purple, opacity: 0.75 }
  const free = { label: 'free, after', area: COLOUR.green, opacity: 0.75 }
  const highest = axisOf('ligands', 'linear', [counts, initialCounts, [0, 1]]).domain[1]
  return lineChart(PANEL.double, {
    x: axisOf('binding time τ (s)', 'linear', [before.edges, after.edges]),
    y: { ...axisOf('ligands', 'linear', [[0, 1.05 * highest]]), whole: true },
    series: [{ label: 'before', ...stepsOf(before), style: { colour: COLOUR.grey }, dotless: true }],
    under: (frame) =>
      histogramBars(frame, after, (tau) => (tau > criticalBindingTime ? agonists : free).area),
    places: [thresholdAt(criticalBindingTime, 'τc')],
    legend: [free, agonists],
  })
}
