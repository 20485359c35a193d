import { BOUNDARY_STYLE, seriesStyle } from '../../look/colours.ts'
import { formatNumber } from '../../look/numbers.ts'
import type { DoseResponseShape } from '../result-shapes.ts'
import { axisOf } from './plot/axes.ts'
import { sequentialScale } from './plot/colour-scale.ts'
import { figure, PANEL } from './plot/drawing.ts'
import { kindBySpacing, kindBySpan } from './plot/extent.ts'
import { makeGrid } from './plot/grid.ts'
import { thresholdAt } from './plot/guides.ts'
import { heatMap } from './plot/heat-map.ts'
import { lineChart } from './plot/line-chart.ts'
import { missingOnLog } from './plot/notes.ts'

/** With more binding times than this, the output is shown by colour. */
const MOST_LINES = 8

const QUANTITY = 'quantity of ligands L'

/** Dose response: the output against the quantity, a line a binding time, or as a map over both, with the threshold. */
export function doseResponseFigure(
  title: string,
  result: DoseResponseShape,
  output: ArrayLike<number>,
): string {
  return result.bindingTime.length <= MOST_LINES ? lines(title, result, output) : map(title, result, output)
}

function lines(title: string, result: DoseResponseShape, output: ArrayLike<number>): string {
  const { bindingTime, quantity, threshold, criticalBindingTime } = result
  const order = quantity.map((_, i) => i).sort((a, b) => quantity[a]! - quantity[b]!)
  const x = order.map((i) => quantity[i]!)
  const series = bindingTime.map((tau, row) => ({
    label: `τ = ${formatNumber(tau)} s`,
    x,
    y: order.map((i) => output[row * quantity.length + i]!),
    style: seriesStyle(row),
  }))
  const outputs = series.map(({ y }) => y)
  const [xKind, yKind] = [
    kindBySpacing(x),
    kindBySpan(1, ...outputs.map((set) => set.filter((value) => value > 0))),
  ]
  const chart = lineChart(PANEL.single, {
    x: axisOf(QUANTITY, xKind, [x]),
    y: axisOf('output T', yKind, [...outputs, [threshold]], 0.06),
    series,
    levels: [thresholdAt(threshold)],
  })
  return figure(title, [chart], {
    notes: [
      criticalNote(criticalBindingTime),
      ...missingOnLog(xKind, 'L', x),
      ...missingOnLog(yKind, 'T', outputs.flat()),
    ],
  })
}

function map(title: string, result: DoseResponseShape, output: ArrayLike<number>): string {
  const { bindingTime, quantity, threshold, criticalBindingTime } = result
  const grid = makeGrid(
    { label: QUANTITY, symbol: 'L', values: quantity },
    { label: 'binding time τ (s)', symbol: 'τ', values: bindingTime },
    output,
  )
  const chart = heatMap(PANEL.single, {
    grid,
    colours: sequentialScale('output T', kindBySpan(1, grid.values), grid.values),
    contours: [{ level: threshold, label: 'threshold', style: BOUNDARY_STYLE }],
  })
  return figure(title, [chart], { notes: [criticalNote(criticalBindingTime), ...grid.notes] })
}

function criticalNote(criticalBindingTime: number): string {
  return `Critical binding time τc = ${formatNumber(criticalBindingTime)} s.`
}
