import { COLOUR, seriesStyle } from '../../look/colours.ts'
import { formatNumber } from '../../look/numbers.ts'
import type { DescentTrainingShape, PcaSvmTrainingShape } from '../result-shapes.ts'
import { type Axis, axisOf } from './plot/axes.ts'
import { barChart } from './plot/bar-chart.ts'
import { figure, headed, PANEL } from './plot/drawing.ts'
import { kindBySpan } from './plot/extent.ts'
import { lineChart } from './plot/line-chart.ts'

/** Loss and accuracies against the epoch, side by side. */
export function descentTrainingFigure(title: string, result: DescentTrainingShape): string {
  const { epoch, loss, accuracy } = result.epochs
  const x = { ...axisOf('epoch', 'linear', [epoch]), whole: true }
  const losses = lineChart(PANEL.double, {
    x,
    y: axisOf('mean cross-entropy (nats)', kindBySpan(1, loss), [loss], 0.06),
    series: [{ label: 'loss', x: epoch, y: loss, style: seriesStyle(0) }],
  })
  const accuracies = lineChart(PANEL.double, {
    x,
    y: sharesOf('accuracy', [accuracy.training, accuracy.test]),
    series: [
      { label: 'training images', x: epoch, y: accuracy.training, style: seriesStyle(1) },
      { label: 'test images', x: epoch, y: accuracy.test, style: seriesStyle(0) },
    ],
  })
  return figure(title, [headed('Loss', losses), headed('Accuracy', accuracies)], {
    notes: [madeOf(result), `In the end: ${rightOf(result)}.`],
  })
}

/** Accuracies as bars; how far the boundary has turned as a note. */
export function pcaSvmTrainingFigure(title: string, result: PcaSvmTrainingShape): string {
  const { accuracy, boundary } = result
  const chart = barChart(PANEL.single.width, {
    x: axisOf('accuracy', 'linear', [[0, 1]]),
    bars: [
      { label: 'training images', value: accuracy.training, colour: COLOUR.orange },
      { label: 'test images', value: accuracy.test, colour: COLOUR.blue },
    ],
  })
  return figure(title, [chart], { notes: [madeOf(result), ...turnedBy(boundary)] })
}

function turnedBy(boundary: PcaSvmTrainingShape['boundary']): string[] {
  if (boundary === null) return []
  const { tilt, tiltAmongComponents: among } = boundary
  const drawn = among === null ? '' : `, as drawn by the components of each by ${formatNumber(among, 3)}°`
  return [
    `The decision boundary is turned by ${formatNumber(tilt, 3)}° in pixel space against that of the network attacked${drawn}.`,
  ]
}

/** An axis about these shares that does not go beyond what a share can be. */
function sharesOf(label: string, sets: readonly (readonly number[])[]): Axis {
  const { domain, ...axis } = axisOf(label, 'linear', sets, 0.06)
  return { ...axis, domain: [Math.max(0, domain[0]), Math.min(1, domain[1])] }
}

function madeOf({ images, labels, parameters }: DescentTrainingShape | PcaSvmTrainingShape): string {
  return `${images.training} training and ${images.test} test images of ${labels[0]} and ${labels[1]}; ${parameters} weights and biases.`
}

function rightOf({ accuracy }: DescentTrainingShape): string {
  const percent = (share: number) => `${formatNumber(100 * share, 4)} %`
  return `${percent(accuracy.training)} of the training images and ${percent(accuracy.test)} of the test images are told rightly`
}
