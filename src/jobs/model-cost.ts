import { buildCell } from './models.ts'
import type { CellTarget } from './specs/cell.ts'

/** About what one output for two kinds of ligand takes, in ns: of a formula, a chain to walk, a feedback to solve for. */
const NANOSECONDS = { formula: 100, explicit: 500, implicit: 12_000 }

/** What one output of a cell takes, about, in ns: by this its analyses are split into parts. */
export function nanosecondsPerOutput(target: CellTarget): number {
  const { network } = buildCell(target)
  if (network === undefined) return NANOSECONDS.formula
  return network.implicit ? NANOSECONDS.implicit : NANOSECONDS.explicit
}
