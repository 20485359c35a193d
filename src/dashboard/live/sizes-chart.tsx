import { COLOUR } from '../../look/colours.ts'
import { formatNumber } from '../../look/numbers.ts'
import { Chart } from '../charts/chart.tsx'
import { Legend } from '../charts/legend.tsx'
import { ScrollBox } from '../ui/scroll-box.tsx'
import type { SizeFrame } from './run.ts'

/** Output against the size of an attack, beside random noise of the same size, with the numbers below. */
export function SizesChart({
  frames,
  threshold,
  waiting,
}: {
  readonly frames: readonly SizeFrame[]
  readonly threshold: number
  readonly waiting: boolean
}) {
  if (frames.length === 0) {
    return waiting ? <p role="status">Waiting for the first size…</p> : <p>There is nothing to show.</p>
  }
  const sizes = frames.toSorted((a, b) => a.epsilon - b.epsilon)
  const attacked = { label: 'attacked', colour: COLOUR.blue }
  const control = { label: 'random control', colour: COLOUR.grey, dash: [6, 4] }
  return (
    <div class="stack">
      <Chart
        summary={`Output against the size ε of the attack at ${sizes.length} sizes; the table has the numbers`}
        options={{
          x: { label: 'size of the attack ε' },
          y: { label: 'output T', including: [threshold] },
          series:
            sizes.length === 1
              ? [
                  { ...attacked, shape: 'dots' },
                  { ...control, shape: 'dots' },
                ]
              : [attacked, control],
          guides: [{ axis: 'y', value: threshold, label: 'threshold', colour: COLOUR.vermilion }],
          height: 300,
        }}
        data={[
          sizes.map(({ epsilon }) => epsilon),
          sizes.map(({ output }) => output),
          sizes.map((frame) => frame.control.output),
        ]}
      />
      <Legend
        entries={[
          { label: 'attacked', colour: COLOUR.blue, mark: 'line' },
          { label: 'random control, mean', colour: COLOUR.grey, mark: 'dashed' },
        ]}
      />
      <ScrollBox label="Outputs by size">
        <table class="data">
          <thead>
            <tr>
              <th class="number">ε</th>
              <th class="number">output</th>
              <th>the cell</th>
              <th class="number">control</th>
            </tr>
          </thead>
          <tbody>
            {sizes.map(({ epsilon, output, responds, control: { output: noise } }) => (
              <tr key={epsilon}>
                <td class="number">{formatNumber(epsilon)}</td>
                <td class="number">{formatNumber(output)}</td>
                <td>{responds ? 'responds' : 'is silent'}</td>
                <td class="number">{formatNumber(noise)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </div>
  )
}
