import { adaptiveProofreading } from '../core/cells/adaptive-proofreading.ts'
import type { CellModel } from '../core/cells/cell-model.ts'
import { within } from './paths.ts'
import type { CellTarget } from './specs/cell.ts'

/** The cell that a spec names. Throws `InvalidInput`, its paths into the spec. */
export function buildCell({ parameters }: CellTarget): CellModel {
  return within('/target/parameters', () => adaptiveProofreading(parameters))
}
