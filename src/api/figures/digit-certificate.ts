import { COLOUR, seriesStyle } from '../../look/colours.ts'
import { formatNumber } from '../../look/numbers.ts'
import type { DigitCertificateShape } from '../result-shapes.ts'
import { axisOf } from './plot/axes.ts'
import { figure, PANEL } from './plot/drawing.ts'
import { referenceAt } from './plot/guides.ts'
import { lineChart } from './plot/line-chart.ts'

/** In what sizes are counted. */
const UNITS = { linf: 'pixel value', l2: 'L2 of pixel values', l0: 'pixels changed' } as const

/** The share of the images that is certified, against the size of the perturbation, and at the sizes asked for. */
export function digitCertificateFigure(title: string, result: DigitCertificateShape): string {
  const { norm, epsilon, accuracy, radius } = result
  const steps = stepsOf(radius.each, Math.max(...epsilon))
  const chart = lineChart(PANEL.single, {
    x: {
      ...axisOf(`size of the perturbation ε (${UNITS[norm]})`, 'linear', [steps.x, [0]]),
      whole: norm === 'l0',
    },
    y: axisOf('accuracy', 'linear', [[0, 1]]),
    series: [{ label: 'certified', ...steps, style: seriesStyle(2), dotless: true }],
    points: [
      {
        label: 'at the sizes asked for',
        marker: 'diamond',
        colour: COLOUR.purple,
        points: epsilon.map((size, k) => [size, accuracy.certified[k]!] as const),
      },
    ],
    levels: [referenceAt(accuracy.clean, 'clean')],
  })
  const [first, middle, third] = radius.quartiles.map((value) => formatNumber(value, 4))
  return figure(title, [chart], {
    notes: [
      'No perturbation of size ε takes the accuracy below the line.',
      `Quartiles of the certified size: ${first}, ${middle}, ${third}.`,
    ],
  })
}

/** The share of radii at or above each size, as steps from 0 to `upTo` or the largest radius. */
function stepsOf(radii: readonly number[], upTo: number): { x: number[]; y: number[] } {
  const sorted = radii.filter((radius) => radius > 0).sort((a, b) => a - b)
  const share = (count: number) => count / radii.length
  const x = [0]
  const y = [share(sorted.length)]
  sorted.forEach((radius, i) => {
    x.push(radius, radius)
    y.push(share(sorted.length - i), share(sorted.length - i - 1))
  })
  const last = sorted.at(-1) ?? 0
  if (upTo > last) {
    x.push(upTo)
    y.push(0)
  }
  return { x, y }
}
