import { LIGAND_ROLES, ligandRole } from '../../look/ligands.ts'
import type { ChartData } from '../charts/line-chart.ts'

/** More bars than this cannot be told apart: neighbours are then shown as one. */
const MOST_BARS = 400

/**
 * The histogram of binding times as three series, one a role: x are the lower edges of the bins (s) and the upper edge of
 * the last, each series has the counts of the bins of its role.
 */
export function histogramData(
  counts: readonly number[],
  binWidth: number,
  criticalBindingTime: number,
): ChartData {
  const group = Math.ceil(counts.length / MOST_BARS)
  const bars = Math.ceil(counts.length / group)
  const edges = Array.from({ length: bars + 1 }, (_, bar) => Math.min(bar * group, counts.length) * binWidth)
  const heights = Array.from({ length: bars }, (_, bar) =>
    counts.slice(bar * group, (bar + 1) * group).reduce((sum, count) => sum + count, 0),
  )
  const series = LIGAND_ROLES.map((role) =>
    edges.map((edge, bar) => {
      const middle = edge + (group * binWidth) / 2
      return bar < bars && ligandRole(middle, criticalBindingTime) === role ? heights[bar]! : null
    }),
  )
  return [edges, ...series]
}
