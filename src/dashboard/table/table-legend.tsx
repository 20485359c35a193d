import { COLOUR } from '../../look/colours.ts'
import { formatNumber } from '../../look/numbers.ts'
import { Legend } from '../charts/legend.tsx'
import { ROLE_LEGEND } from '../charts/role-legend.ts'
import type { HistogramAxes } from './draw-histogram.ts'

/** How the table is read: its two halves, the regimes, and the axes that all histograms share. */
export function TableLegend({ axes }: { readonly axes: HistogramAxes }) {
  return (
    <div class="columns table-legend">
      <div class="stack">
        <p class="small">
          <strong>◣ Below the diagonal</strong> (row N, column m): how many ligands bind for how long, from 0
          to {formatNumber(axes.longest, 3)} s across and up to {formatNumber(axes.most)} ligands upwards, the
          same in all cells.
        </p>
        <Legend
          entries={[
            ...ROLE_LEGEND,
            {
              label: `critical binding time τc = ${formatNumber(axes.criticalBindingTime)} s`,
              colour: COLOUR.vermilion,
              mark: 'dashed',
            },
          ]}
        />
      </div>
      <div class="stack">
        <p class="small">
          <strong>◥ Above it</strong> (row m, column N): the same ligands as a picture, one a pixel, the
          brighter the longer it binds. The ring is of agonists.
        </p>
        <ul class="legend">
          <li>
            <span class="regime flowing">no C</span> no critical point (m ≤ 1): weak ligands are pulled at
            once
          </li>
          <li>
            <span class="regime critical">C</span> critical point (m &gt; 1): weak ligands hardly move
          </li>
        </ul>
      </div>
      <p class="small">
        <strong>crossed:</strong> the output fell to the threshold, the cell is silenced.{' '}
        <strong>converged:</strong> nothing more can happen. <strong>exhausted:</strong> the iterations ran
        out. Click a cell to open its run.
      </p>
    </div>
  )
}
