import { COLOUR, seriesStyle } from '../../look/colours.ts'
import { formatNumber } from '../../look/numbers.ts'
import type { CriticalPointsShape } from '../result-shapes.ts'
import { axisOf } from './plot/axes.ts'
import { figure, PANEL } from './plot/drawing.ts'
import { kindBySpan } from './plot/extent.ts'
import { thresholdAt } from './plot/guides.ts'
import { lineChart } from './plot/line-chart.ts'
import type { PointSet } from './plot/markers.ts'

/** The output against the binding time of an antagonist, with its minima, maxima and inflections marked. */
export function criticalPointsFigure(title: string, result: CriticalPointsShape): string {
  const { curve, threshold, criticalBindingTime, stationary } = result
  const of = (type: 'minimum' | 'maximum') =>
    stationary
      .filter((point) => point.type === type)
      .map((point) => [point.bindingTime, point.output] as const)
  const points: PointSet[] = [
    { label: 'minimum', marker: 'down', colour: COLOUR.purple, points: of('minimum') },
    { label: 'maximum', marker: 'up', colour: COLOUR.orange, points: of('maximum') },
    {
      label: 'inflection',
      marker: 'diamond',
      colour: COLOUR.green,
      points: result.inflections.map((tau) => [tau, interpolated(curve, tau)]),
    },
  ]
  const outputs = [curve.output, stationary.map(({ output }) => output), [threshold]]
  const chart = lineChart(PANEL.single, {
    x: axisOf('binding time of the antagonist τ₂ (s)', 'linear', [curve.bindingTime, [criticalBindingTime]]),
    y: axisOf('output T', kindBySpan(1.5, ...outputs), outputs, 0.06),
    series: [{ label: 'output', x: curve.bindingTime, y: curve.output, style: seriesStyle(0) }],
    levels: [thresholdAt(threshold)],
    places: [{ value: criticalBindingTime, label: 'τc', style: { colour: COLOUR.black, dash: '2 3' } }],
    points,
  })
  return figure(title, [chart], { notes: notesOf(result) })
}

function notesOf(result: CriticalPointsShape): string[] {
  const { agonist, antagonist, regime, criticalPointAtOrigin } = result
  return [
    `Agonist: ${formatNumber(agonist.quantity)} ligands of ${formatNumber(agonist.bindingTime)} s; antagonist: ${formatNumber(antagonist.quantity)} ligands.`,
    `Regime: ${regime.replaceAll('-', ' ')}; the gradient ${criticalPointAtOrigin ? 'vanishes' : 'does not vanish'} where the antagonist does not bind; escape from there: ${result.escape}.`,
  ]
}

/** The output of the curve at a binding time, between its points along a line; NaN outside them. */
function interpolated({ bindingTime, output }: CriticalPointsShape['curve'], tau: number): number {
  const next = bindingTime.findIndex((value) => value >= tau)
  if (next === -1) return Number.NaN
  const to = bindingTime[next]!
  if (to === tau) return output[next]!
  if (next === 0) return Number.NaN
  const from = bindingTime[next - 1]!
  return output[next - 1]! + ((tau - from) / (to - from)) * (output[next]! - output[next - 1]!)
}
