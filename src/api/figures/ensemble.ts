import { COLOUR, seriesStyle } from '../../look/colours.ts'
import { formatNumber } from '../../look/numbers.ts'
import type { EnsembleConditionShape, EnsembleShape } from '../result-shapes.ts'
import { axisOf } from './plot/axes.ts'
import { type Drawing, figure, headed, PANEL } from './plot/drawing.ts'
import { kindBySpacing } from './plot/extent.ts'
import { thresholdAt } from './plot/guides.ts'
import { stepsOf } from './plot/histogram.ts'
import { lineChart } from './plot/line-chart.ts'
import { missingOnLog } from './plot/notes.ts'

/** As many conditions are told apart by colour. */
const MOST_CONDITIONS = 6

/** Bands of more of them would hide each other. */
const MOST_BANDS = 3

/** An ensemble of cells: the output over time, its distribution at the end, and how well it tells conditions apart. */
export function ensembleFigure(title: string, result: EnsembleShape): string {
  const shown = spread(result.conditions)
  const left = result.conditions.length - shown.length
  const { decisions, roc, mutualInformation } = result
  const said = [
    ...(decisions === null ? [] : [`error rate ${formatNumber(decisions.errorRate, 3)}`]),
    ...(mutualInformation === null
      ? []
      : [`mutual information ${formatNumber(mutualInformation.bits, 3)} bits`]),
  ]
  const panels = [coursePanel(result, shown), distributionPanel(result, shown)]
  return figure(title, roc === null ? panels : [...panels, rocPanel(roc)], {
    legend: shown.map((condition, i) => ({ label: labelOf(condition), line: seriesStyle(i) })),
    notes: [
      ...(said.length === 0 ? [] : [`At the end: ${said.join(', ')}.`]),
      ...(left === 0 ? [] : [`Not shown: ${left} further conditions.`]),
      ...missingOnLog(kindBySpacing(result.time), 't', result.time),
    ],
  })
}

/** As many conditions as can be shown, evenly from the first to the last. */
function spread(conditions: readonly EnsembleConditionShape[]): EnsembleConditionShape[] {
  const count = Math.min(MOST_CONDITIONS, conditions.length)
  const step = (conditions.length - 1) / Math.max(1, count - 1)
  return Array.from({ length: count }, (_, i) => conditions[Math.round(i * step)]!)
}

function labelOf({ bindingTime, quantity }: EnsembleConditionShape): string {
  return `τ = ${formatNumber(bindingTime)} s, L = ${formatNumber(quantity)}`
}

function coursePanel(
  { time, threshold }: EnsembleShape,
  conditions: readonly EnsembleConditionShape[],
): Drawing {
  const banded = conditions.length <= MOST_BANDS
  const series = conditions.map((condition, i) => ({
    label: labelOf(condition),
    x: time,
    y: condition.mean,
    style: seriesStyle(i),
    ...(banded && { band: bandOf(condition) }),
  }))
  const bands = banded ? conditions.map(bandOf).flatMap(({ low, high }) => [low, high]) : []
  const sets = [...series.map(({ y }) => y), ...bands, [threshold]]
  return headed(
    banded ? 'Mean ± standard deviation' : 'Mean',
    lineChart(PANEL.triple, {
      x: axisOf('time t (s)', kindBySpacing(time), [time]),
      y: axisOf('output T', 'linear', sets, 0.06),
      series,
      legend: 'none',
      levels: [thresholdAt(threshold)],
    }),
  )
}

/** One standard deviation either way, but for what no number of molecules can be. */
function bandOf({ mean, standardDeviation }: EnsembleConditionShape) {
  return {
    low: mean.map((value, k) => Math.max(0, value - standardDeviation[k]!)),
    high: mean.map((value, k) => value + standardDeviation[k]!),
  }
}

function distributionPanel(
  { threshold }: EnsembleShape,
  conditions: readonly EnsembleConditionShape[],
): Drawing {
  const series = conditions.map((condition, i) => ({
    label: labelOf(condition),
    ...stepsOf(condition.histogram),
    style: seriesStyle(i),
    dotless: true,
  }))
  const most = axisOf('', 'linear', [[0, 1], ...series.map(({ y }) => y)]).domain[1]
  return headed(
    'Distribution at the end',
    lineChart(PANEL.triple, {
      x: axisOf('output T', 'linear', [...series.map(({ x }) => x), [threshold]]),
      y: { ...axisOf('cells', 'linear', [[0, 1.05 * most]]), whole: true },
      series,
      legend: 'none',
      places: [thresholdAt(threshold)],
    }),
  )
}

function rocPanel(roc: NonNullable<EnsembleShape['roc']>): Drawing {
  return headed(
    `ROC, area ${formatNumber(roc.area, 3)}`,
    lineChart(PANEL.triple, {
      x: axisOf('false positive rate', 'linear', [[0, 1]]),
      y: axisOf('true positive rate', 'linear', [[0, 1]]),
      series: [
        { label: 'decision', x: roc.falsePositiveRate, y: roc.truePositiveRate, style: seriesStyle(0) },
        { label: 'chance', x: [0, 1], y: [0, 1], style: { colour: COLOUR.grey, dash: '2 3' }, dotless: true },
      ],
    }),
  )
}
