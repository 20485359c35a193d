import { COLOUR, seriesStyle } from '../../look/colours.ts'
import { formatNumber } from '../../look/numbers.ts'
import type { PerturbationShape } from '../result-shapes.ts'
import { certificateLabel, outputBars } from './output-bars.ts'
import { axisOf } from './plot/axes.ts'
import { figure, PANEL } from './plot/drawing.ts'
import { kindBySpacing } from './plot/extent.ts'
import { referenceAt, thresholdAt } from './plot/guides.ts'
import { lineChart } from './plot/line-chart.ts'
import { missingOnLog } from './plot/notes.ts'

/** In what ε is counted. */
function unitOf({ norm, coordinates }: PerturbationShape): string {
  if (norm === 'l0') return 'ligands changed'
  return coordinates === 'bindingTime' ? 's' : 'ligands'
}

/**
 * An attack of several sizes as lines against ε, one of a single size as bars: the output beside that of the random
 * control and the certificate, with the threshold.
 */
export function perturbationFigure(title: string, result: PerturbationShape): string {
  return new Set(result.epsilon).size > 1 ? againstSize(title, result) : atOneSize(title, result)
}

/** The outputs of a result, a number a size. */
function outputsOf({ output, control, certificate }: PerturbationShape) {
  return [
    { label: 'attacked', values: output.attacked, style: seriesStyle(0) },
    { label: 'random control, mean', values: control.output, style: seriesStyle(1) },
    { label: 'random control, least', values: control.least, style: { colour: COLOUR.purple, dash: '4 3' } },
    {
      label: certificateLabel(certificate),
      values: certificate.minimumOutput,
      style: { colour: COLOUR.green, broad: true },
    },
  ]
}

function againstSize(title: string, result: PerturbationShape): string {
  const { threshold, output } = result
  const order = result.epsilon.map((_, i) => i).sort((a, b) => result.epsilon[a]! - result.epsilon[b]!)
  const epsilon = order.map((i) => result.epsilon[i]!)
  const kind = kindBySpacing(epsilon)
  const series = outputsOf(result).map(({ label, values, style }) => ({
    label,
    style,
    x: epsilon,
    y: order.map((i) => values[i]!),
  }))
  const chart = lineChart(PANEL.single, {
    x: axisOf(`size of the attack ε (${unitOf(result)})`, kind, [epsilon]),
    y: axisOf('output T', 'linear', [...series.map(({ y }) => y), [threshold, output.initial]], 0.06),
    series,
    levels: [thresholdAt(threshold), referenceAt(output.initial, 'before')],
  })
  return figure(title, [chart], { notes: missingOnLog(kind, 'ε', epsilon) })
}

function atOneSize(title: string, result: PerturbationShape): string {
  const before = { label: 'before', value: result.output.initial, colour: COLOUR.grey }
  const after = outputsOf(result).map(({ label, values, style }) => ({
    label,
    value: values[0]!,
    colour: style.colour,
  }))
  const bars = [before, ...after]
  const chart = outputBars(PANEL.single.width, bars, result.threshold)
  const size = `${formatNumber(result.epsilon[0]!)} ${unitOf(result)}`
  return figure(title, [chart], { notes: [`Size of the attack ε = ${size}.`] })
}
