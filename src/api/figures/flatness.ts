import { COLOUR } from '../../look/colours.ts'
import { formatNumber } from '../../look/numbers.ts'
import type { FlatnessShape } from '../result-shapes.ts'
import { axisOf } from './plot/axes.ts'
import { type Bar, barChart } from './plot/bar-chart.ts'
import { type Drawing, figure, headed, PANEL } from './plot/drawing.ts'
import { kindBySpan } from './plot/extent.ts'
import { referenceAt } from './plot/guides.ts'

/**
 * Distances to the boundary beside the radius, and the numbers without a unit; those that are not there are left out.
 * `said` stands before the notes.
 */
export function flatnessFigure(title: string, result: FlatnessShape, said: readonly string[] = []): string {
  const { boundary, unit, radius, relativeChange, steepening, vanishing, pullAtFloor } = result
  const distances = bars(COLOUR.blue, [
    ['boundary in L2', boundary.l2],
    ['boundary in L∞', boundary.linf],
    ['random step', radius],
  ])
  const shares = bars(COLOUR.green, [
    ['change by a random step', relativeChange],
    ['steepening', steepening],
    ['derivatives that vanish', vanishing],
    ['pull at the floor', pullAtFloor],
  ])
  const panels = [
    headed('Distances', bar(unit === '' ? 'distance' : `distance (${unit})`, distances)),
    headed('Flatness', bar('share', shares, 1)),
  ]
  return figure(title, panels, { notes: [...said, ...notesOf(result)] })
}

function bars(colour: string, values: readonly (readonly [string, number | null])[]): Bar[] {
  return values.flatMap(([label, value]) => (value === null ? [] : [{ label, value, colour }]))
}

function bar(label: string, shown: readonly Bar[], reference?: number): Drawing {
  const values = [...shown.map(({ value }) => value), ...(reference === undefined ? [] : [reference])]
  const kind = kindBySpan(1.5, values)
  const most = Math.max(...values)
  return barChart(PANEL.triple.width, {
    x: kind === 'log' ? axisOf(label, 'log', [values], 0.1) : axisOf(label, 'linear', [[0, 1.06 * most]]),
    bars: shown,
    places: reference === undefined ? [] : [referenceAt(reference, formatNumber(reference))],
  })
}

function notesOf(result: FlatnessShape): string[] {
  const { boundary, margin, steepening, relativeChange, regime, pullAtFloor } = result
  const left = [
    ...(boundary.l2 === null && boundary.linf === null
      ? [margin > 0 ? 'No boundary was found.' : 'There is no response here that could be silenced.']
      : []),
    ...(boundary.l2 !== null && steepening === null
      ? ['The gradient here vanishes or diverges, so that there is no steepening.']
      : []),
    ...(relativeChange === null ? ['The margin is 0, so that no change is a share of it.'] : []),
    ...(pullAtFloor === null ? ['The output falls nowhere above the floor of a coordinate.'] : []),
  ]
  return [
    `Margin: ${formatNumber(margin)}. Regime: ${regime.replaceAll('-', ' ')} at the floor of the coordinates.`,
    ...left,
  ]
}
