import { Chart } from '../charts/chart.tsx'
import { Legend, type LegendEntry } from '../charts/legend.tsx'
import { readTheme } from '../charts/theme.ts'
import { type Curve, chartOf, type Drawn, lookOf } from './curves.ts'

/** Accuracies against the size of the attack, a colour and a shape a classifier. */
export function CurvesChart({
  curves,
  drawn,
  unit,
}: {
  readonly curves: readonly Curve[]
  readonly drawn: Drawn
  readonly unit: string
}) {
  const { series, data, markers } = chartOf(curves, drawn, readTheme().ink)
  return (
    <div class="stack">
      <Chart
        summary={`Accuracy against the size ε of the attack for ${curves.map(({ classifier }) => classifier).join(', ')}; the table has the numbers`}
        options={{
          x: { label: `size of the attack ε (${unit})` },
          y: { label: 'accuracy', range: [-0.02, 1.02] },
          series,
          markers,
          height: 360,
        }}
        data={data}
      />
      <Legend
        entries={[
          ...curves.map(({ classifier, complete }, i): LegendEntry => {
            const { colour, shape } = lookOf(i, 'var(--ink)')
            return { label: complete ? classifier : `${classifier}, so far`, colour, mark: shape }
          }),
          { label: 'attacked', colour: 'var(--ink)', mark: 'line' },
          ...(drawn.certified ? [{ label: 'certified', colour: 'var(--ink)', mark: 'dashed' } as const] : []),
          ...(drawn.control
            ? [
                {
                  label: 'under random noise of the same size',
                  colour: 'var(--ink)',
                  mark: 'dotted',
                } as const,
              ]
            : []),
        ]}
      />
    </div>
  )
}
