import type { CellTarget } from './specs/cell.ts'

/** What one output of two kinds of ligand takes with the default parameters, about, in ns. */
const NANOSECONDS: Readonly<Record<CellTarget['model'], number>> = {
  'adaptive-proofreading': 200,
  'kinetic-proofreading': 1000,
  'adaptive-sorting': 1000,
  'shp1-feedback': 10_000,
  'revised-akpr': 1000,
}

/** What one output of a cell takes, about, in ns: by this its analyses are split into parts. */
export function nanosecondsPerOutput({ model }: CellTarget): number {
  return NANOSECONDS[model]
}
