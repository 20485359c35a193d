import { COLOUR, seriesStyle } from '../../look/colours.ts'
import { formatNumber } from '../../look/numbers.ts'
import type { WalkShape } from '../result-shapes.ts'
import { axisOf } from './plot/axes.ts'
import { figure, PANEL } from './plot/drawing.ts'
import { kindBySpan } from './plot/extent.ts'
import { thresholdAt } from './plot/guides.ts'
import { lineChart } from './plot/line-chart.ts'

/** The output, or what it is called, along the way, with the threshold and where it is crossed. */
export function walkFigure(title: string, result: WalkShape, called = 'output'): string {
  const { position, output, threshold, crossings, length, unit } = result
  const shown = [output, [threshold]]
  const chart = lineChart(PANEL.single, {
    x: axisOf('share of the way', 'linear', [position]),
    y: axisOf(called, kindBySpan(2, ...shown), shown, 0.06),
    series: [{ label: called, x: position, y: output, style: seriesStyle(0), dotless: true }],
    levels: [thresholdAt(threshold)],
    points: [
      {
        label: 'crossing',
        marker: 'diamond',
        colour: COLOUR.purple,
        points: crossings.map((crossing) => [crossing.position, threshold] as const),
      },
    ],
  })
  const way = [formatNumber(length), unit].join(' ').trim()
  return figure(title, [chart], { notes: [`The way is ${way} long.`] })
}
