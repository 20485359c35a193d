import { useMemo } from 'preact/hooks'
import type { PropertySchema } from '../forms/schema.ts'
import type { HistogramAxes } from './draw-histogram.ts'
import { criticalBindingTimeOf, populationsOf, type TableCell } from './table-cell.ts'
import type { TableRun } from './table-run.ts'

/** Until a run says how long its ligands bind, the axis goes so far beyond τc. */
const BEYOND = 4 / 3

/** The axes that all histograms share, so that they can be compared: each could hold any of the runs. */
export function useAxes(
  cells: readonly TableCell[],
  runs: readonly (TableRun | null)[],
  { properties }: PropertySchema,
): HistogramAxes {
  const bins = Math.max(...runs.map((run) => run?.counts.length ?? 0), 0)
  return useMemo(() => {
    const binWidth = Number(properties?.binWidth?.default)
    const criticalBindingTime = criticalBindingTimeOf(cells[0]!)
    return {
      binWidth,
      longest: bins === 0 ? BEYOND * criticalBindingTime : bins * binWidth,
      criticalBindingTime,
      // All ligands of a population may end in one bin.
      most: Math.max(...populationsOf(cells[0]!.preset).map(({ count }) => count)),
    }
  }, [cells, bins, properties])
}
