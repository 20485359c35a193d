import { buildCell } from './models.ts'
import type { CellTarget } from './specs/cell.ts'

/** About what one output takes for each kind of ligand, in ns: of a formula, a chain to walk, a feedback to solve for. */
const NANOSECONDS = { formula: 50, explicit: 250, implicit: 6000 }

/** Checks at submission may take so long: they keep the service from answering others. */
const MOST_CHECK_NANOSECONDS = 50e6

/** What one output of a cell takes, about, in ns: by this its analyses are split into parts. */
export function nanosecondsPerOutput(target: CellTarget, kinds: number): number {
  const { network } = buildCell(target)
  if (network === undefined) return kinds * NANOSECONDS.formula
  return kinds * (network.implicit ? NANOSECONDS.implicit : NANOSECONDS.explicit)
}

/** Whether so many outputs can be looked at when a job is submitted; if not, the worker refuses what has no meaning. */
export function isQuickToCheck(target: CellTarget, kinds: number, outputs: number): boolean {
  return outputs * nanosecondsPerOutput(target, kinds) <= MOST_CHECK_NANOSECONDS
}
