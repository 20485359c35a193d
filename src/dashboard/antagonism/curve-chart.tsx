import { useMemo } from 'preact/hooks'
import { COLOUR } from '../../look/colours.ts'
import { formatNumber } from '../../look/numbers.ts'
import { Chart } from '../charts/chart.tsx'
import { Legend, type LegendEntry } from '../charts/legend.tsx'
import type { ChartOptions } from '../charts/line-chart.ts'
import type { Marker } from '../charts/markers.ts'
import type { CriticalPoints, Curve } from './curve.ts'
import type { Shown } from './curve-choice.ts'

/** The axis of outputs is logarithmic from this ratio of the greatest to the least on. */
const LOG_FROM = 30

const LEGEND = [
  { label: 'minimum', colour: COLOUR.purple, mark: 'down' },
  { label: 'maximum', colour: COLOUR.orange, mark: 'up' },
  { label: 'inflection', colour: COLOUR.green, mark: 'diamond' },
] as const satisfies readonly LegendEntry[]

/** The output, or its fold change, over τ2, with the critical points that are known. */
export function CurveChart({
  curve,
  points,
  shown,
}: {
  readonly curve: Curve
  readonly points: CriticalPoints | null
  readonly shown: Shown
}) {
  const unit = shown === 'output' ? 1 : curve.alone
  const level = shown === 'output' ? curve.threshold : 1
  const data = useMemo(
    () => [curve.bindingTimes, curve.outputs.map((output) => output / unit)] as const,
    [curve, unit],
  )
  const markers = points === null ? [] : markersOf(points, unit)
  return (
    <>
      <Chart
        options={optionsOf(curve, data[1], markers, shown, level)}
        data={data}
        summary={summaryOf(data, shown)}
      />
      <Legend entries={LEGEND.filter(({ mark }) => markers.some(({ shape }) => shape === mark))} />
    </>
  )
}

function optionsOf(
  { criticalBindingTime, bindingTimes }: Curve,
  values: readonly number[],
  markers: readonly Marker[],
  shown: Shown,
  level: number,
): ChartOptions {
  const [least, greatest] = [Math.min(...values, level), Math.max(...values, level)]
  const symbol = shown === 'output' ? 'T' : 'FC'
  return {
    x: { label: 'binding time of the antagonist τ2 (s)', range: [0, bindingTimes.at(-1)! || 1] },
    y: {
      label: shown === 'output' ? 'output T' : 'fold change FC = T(τ2)/T(agonist alone)',
      log: least > 0 && greatest > LOG_FROM * least,
      including: [level],
    },
    series: [{ label: symbol, colour: COLOUR.blue }],
    guides: [
      {
        axis: 'y',
        value: level,
        label: shown === 'output' ? 'threshold' : 'FC = 1',
        colour: shown === 'output' ? COLOUR.vermilion : COLOUR.grey,
      },
      { axis: 'x', value: criticalBindingTime, label: 'τc', colour: COLOUR.grey },
    ],
    markers,
    height: 380,
  }
}

function markersOf({ stationary, inflections, inflectionOutputs }: CriticalPoints, unit: number): Marker[] {
  return [
    ...inflections.map((x, i) => ({
      x,
      y: inflectionOutputs[i]! / unit,
      shape: 'diamond' as const,
      colour: COLOUR.green,
    })),
    ...stationary.map(({ bindingTime, output, type }) => ({
      x: bindingTime,
      y: output / unit,
      shape: type === 'minimum' ? ('down' as const) : ('up' as const),
      colour: type === 'minimum' ? COLOUR.purple : COLOUR.orange,
    })),
  ]
}

function summaryOf([bindingTimes, values]: readonly [readonly number[], readonly number[]], shown: Shown) {
  const least = values.indexOf(Math.min(...values))
  const symbol = shown === 'output' ? 'Output T' : 'Fold change FC'
  const at = (i: number) => formatNumber(values[i]!, 4)
  return `${symbol} over the binding time τ2 of the antagonist from 0 to ${formatNumber(bindingTimes.at(-1)!, 4)} s: ${at(0)} at 0, least ${at(least)} at ${formatNumber(bindingTimes[least]!, 4)} s, ${at(values.length - 1)} at the end.`
}
