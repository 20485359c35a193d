import { BOUNDARY_STYLE, COLOUR, seriesStyle } from '../../look/colours.ts'
import { formatNumber } from '../../look/numbers.ts'
import type { AntagonismShape } from '../result-shapes.ts'
import { axisOf } from './plot/axes.ts'
import { divergingScale } from './plot/colour-scale.ts'
import { figure, PANEL } from './plot/drawing.ts'
import { kindBySpacing, kindBySpan } from './plot/extent.ts'
import { makeGrid } from './plot/grid.ts'
import { type Guide, referenceAt, thresholdAt } from './plot/guides.ts'
import { heatMap } from './plot/heat-map.ts'
import { lineChart } from './plot/line-chart.ts'
import { missingOnLog } from './plot/notes.ts'

/** With more quantities than this, the fold change is shown by colour. */
const MOST_LINES = 6

const BINDING_TIME = 'binding time of the antagonist τ₂ (s)'
const FOLD_CHANGE = 'fold change of the output'

/**
 * Antagonism: the fold change against the antagonist's binding time, a line a quantity, or as a map over both, with the
 * levels of no change and of the threshold and the strongest antagonists marked.
 */
export function antagonismFigure(
  title: string,
  result: AntagonismShape,
  foldChange: ArrayLike<number>,
): string {
  return result.quantity.length <= MOST_LINES
    ? lines(title, result, foldChange)
    : map(title, result, foldChange)
}

function lines(title: string, result: AntagonismShape, foldChange: ArrayLike<number>): string {
  const { bindingTime, quantity, threshold, agonist } = result
  const order = bindingTime.map((_, i) => i).sort((a, b) => bindingTime[a]! - bindingTime[b]!)
  const x = order.map((i) => bindingTime[i]!)
  const series = quantity.map((value, row) => ({
    label: `L₂ = ${formatNumber(value)}`,
    x,
    y: order.map((i) => foldChange[row * bindingTime.length + i]!),
    style: seriesStyle(row),
  }))
  const levels: Guide[] = [referenceAt(1, 'no change'), thresholdAt(threshold / agonist.output)]
  const sets = [...series.map(({ y }) => y), levels.map(({ value }) => value)]
  const [xKind, yKind] = [kindBySpacing(x), kindBySpan(1, ...sets)]
  const chart = lineChart(PANEL.single, {
    x: axisOf(BINDING_TIME, xKind, [x]),
    y: axisOf(FOLD_CHANGE, yKind, sets, 0.06),
    series,
    levels,
    points: [
      {
        label: 'strongest antagonist',
        marker: 'down',
        colour: COLOUR.black,
        points: result.strongest.map((antagonist) => [antagonist.bindingTime, antagonist.foldChange]),
      },
    ],
  })
  return figure(title, [chart], { notes: missingOnLog(xKind, 'τ₂', x) })
}

function map(title: string, result: AntagonismShape, foldChange: ArrayLike<number>): string {
  const { bindingTime, quantity, strongest, threshold, agonist } = result
  const grid = makeGrid(
    { label: BINDING_TIME, symbol: 'τ₂', values: bindingTime },
    { label: 'quantity of the antagonist L₂', symbol: 'L₂', values: quantity },
    foldChange,
  )
  const chart = heatMap(PANEL.single, {
    grid,
    colours: divergingScale(FOLD_CHANGE, 'log', 1, grid.values),
    lines: [
      {
        label: 'strongest antagonist',
        x: strongest.map((antagonist) => antagonist.bindingTime),
        y: strongest.map((antagonist) => antagonist.quantity),
        style: { colour: COLOUR.black, dash: '2 3' },
      },
    ],
    contours: [
      { level: 1, label: 'no change', style: { colour: COLOUR.black } },
      { level: threshold / agonist.output, label: 'threshold', style: BOUNDARY_STYLE },
    ],
  })
  return figure(title, [chart], grid)
}
