import { seriesStyle } from '../../look/colours.ts'
import type { TimeCourseShape } from '../result-shapes.ts'
import { axisOf } from './plot/axes.ts'
import { figure, PANEL } from './plot/drawing.ts'
import { kindBySpacing, kindBySpan } from './plot/extent.ts'
import { referenceAt, thresholdAt } from './plot/guides.ts'
import { lineChart } from './plot/line-chart.ts'
import { missingOnLog } from './plot/notes.ts'

/** The output against time, with the threshold and the steady output. */
export function timeCourseFigure(title: string, result: TimeCourseShape): string {
  const { time, output, steady, threshold } = result
  const levels = [thresholdAt(threshold), ...(steady === null ? [] : [referenceAt(steady.output, 'steady')])]
  const shown = [output, levels.map(({ value }) => value)]
  const kinds = { x: kindBySpacing(time), y: kindBySpan(2, ...shown) }
  const chart = lineChart(PANEL.single, {
    x: axisOf('time t (s)', kinds.x, [time]),
    y: axisOf('output T', kinds.y, shown, 0.06),
    series: [{ label: 'output', x: time, y: output, style: seriesStyle(0) }],
    levels,
  })
  return figure(title, [chart], { notes: missingOnLog(kinds.x, 't', time) })
}
