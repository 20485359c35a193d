import { COLOUR, type LineStyle, seriesStyle } from '../../look/colours.ts'
import { formatNumber } from '../../look/numbers.ts'
import type { DigitAttackShape, SizedDigitsShape, SmallestDigitsShape } from '../result-shapes.ts'
import { exampleGrid } from './digit-examples.ts'
import { digitNotes } from './digit-notes.ts'
import { axisOf } from './plot/axes.ts'
import { barChart } from './plot/bar-chart.ts'
import { type Drawing, figure, PANEL, stacked } from './plot/drawing.ts'
import { kindBySpacing } from './plot/extent.ts'
import { referenceAt } from './plot/guides.ts'
import { lineChart } from './plot/line-chart.ts'
import { missingOnLog } from './plot/notes.ts'

/** In what sizes are counted. */
const UNITS = { linf: 'pixel value', l2: 'L2 of pixel values', l0: 'pixels changed' } as const

const SIZE_AXIS = 'size of the attack ε'
const SHARES = [[0, 1]] as const

/** Of the area between what is certified and what an attack leaves. */
const BETWEEN = { colour: COLOUR.blue, opacity: 0.18 } as const

/**
 * How often a network is still right: against the size of the attack, at its one size, or, of smallest perturbations, the
 * share that is misled by so much. Below it a few of the images that were kept, before and after.
 */
export function digitAttackFigure(title: string, result: DigitAttackShape, pixels: Float64Array): string {
  const { chart, notes } = chartOf(result)
  const grid = exampleGrid(result, pixels)
  const drawing = grid === undefined ? chart : stacked(chart, grid)
  return figure(title, [drawing], { notes: [...notes, ...digitNotes(result)] })
}

interface Charted {
  readonly chart: Drawing
  readonly notes: readonly string[]
}

function chartOf(result: DigitAttackShape): Charted {
  if (result.epsilon === null) return byShare(result)
  return new Set(result.epsilon).size > 1 ? againstSize(result) : atOneSize(result)
}

interface Accuracy {
  readonly label: string
  readonly values: readonly number[]
  readonly style: LineStyle
}

/** Accuracies under attack, a number a size. */
function accuraciesOf({ accuracy, control, crossCheck, images }: SizedDigitsShape): Accuracy[] {
  const some = crossCheck !== null && crossCheck.images < images
  const among = some ? `, first ${crossCheck.images}` : ''
  return [
    // An attack that does no more than noise is drawn over it.
    { label: 'random control', values: control.accuracy, style: seriesStyle(1) },
    { label: 'attacked', values: accuracy.attacked, style: seriesStyle(0) },
    { label: 'certified', values: accuracy.certified, style: { colour: COLOUR.green, broad: true } },
    ...(some
      ? [
          {
            label: `attacked${among}`,
            values: crossCheck.accuracy.attacked,
            style: { colour: COLOUR.sky, dash: '4 3' },
          },
        ]
      : []),
    ...(crossCheck === null
      ? []
      : [
          {
            label: `gradient-free${among}`,
            values: crossCheck.accuracy.gradientFree,
            style: { colour: COLOUR.purple, dash: '4 3' },
          },
        ]),
  ]
}

function againstSize(result: SizedDigitsShape): Charted {
  const order = result.epsilon.map((_, i) => i).sort((a, b) => result.epsilon[a]! - result.epsilon[b]!)
  const inOrder = (values: readonly number[]) => order.map((i) => values[i]!)
  const epsilon = inOrder(result.epsilon)
  const kind = kindBySpacing(epsilon)
  const { attacked, certified, clean } = result.accuracy
  const series = accuraciesOf(result).map(({ label, values, style }) => ({
    label,
    style,
    x: epsilon,
    y: inOrder(values),
    ...(values === attacked && { band: { low: inOrder(certified), high: inOrder(attacked) } }),
  }))
  const chart = lineChart(PANEL.single, {
    x: {
      ...axisOf(`${SIZE_AXIS} (${UNITS[result.norm]})`, kind, [epsilon]),
      whole: result.norm === 'l0',
    },
    y: axisOf('accuracy', 'linear', SHARES),
    series,
    levels: [referenceAt(clean, 'clean')],
    legend: [{ label: 'the true accuracy lies here', area: BETWEEN.colour, opacity: BETWEEN.opacity }],
  })
  return { chart, notes: missingOnLog(kind, 'ε', epsilon) }
}

function atOneSize(result: SizedDigitsShape): Charted {
  const bars = [
    { label: 'clean', value: result.accuracy.clean, colour: COLOUR.grey },
    ...accuraciesOf(result).map(({ label, values, style }) => ({
      label,
      value: values[0]!,
      colour: style.colour,
    })),
  ]
  const chart = barChart(PANEL.single.width, { x: axisOf('accuracy', 'linear', SHARES), bars })
  const size = `${formatNumber(result.epsilon[0]!)} (${UNITS[result.norm]})`
  return { chart, notes: [`Size of the attack ε = ${size}.`] }
}

const QUARTILES = ['first quartile', 'median', 'third quartile'] as const

/** The share of the images that are misled by perturbations up to a size, as steps. */
function byShare({ smallest, norm }: SmallestDigitsShape): Charted {
  const { sizes, quartiles } = smallest
  const found = sizes.filter((size) => size !== null).sort((a, b) => a - b)
  const share = (count: number) => count / sizes.length
  const axis = axisOf(`size of the smallest perturbation (${UNITS[norm]})`, 'linear', [[0], found])
  const end = axis.domain[1]
  const chart = lineChart(PANEL.single, {
    x: axis,
    y: axisOf('share of the images misled', 'linear', SHARES),
    series: [
      {
        label: 'misled',
        x: [0, ...found.flatMap((size) => [size, size]), end],
        y: [0, ...found.flatMap((_, i) => [share(i), share(i + 1)]), share(found.length)],
        style: seriesStyle(0),
        dotless: true,
      },
    ],
    places: (quartiles ?? []).map((size, i) => referenceAt(size, `${QUARTILES[i]} ${formatNumber(size, 2)}`)),
  })
  return { chart, notes: [] }
}
