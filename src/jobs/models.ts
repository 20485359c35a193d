import type { TObject } from 'typebox'
import { adaptiveProofreading } from '../core/cells/adaptive-proofreading.ts'
import type { CellModel } from '../core/cells/cell-model.ts'
import { within } from './paths.ts'
import { AdaptiveProofreadingParameters, type CellTarget } from './specs/cell.ts'

/** A decision model of the cell: what there is to know of it, and how it is built. */
export interface ModelEntry {
  readonly name: CellTarget['model']
  readonly title: string
  readonly equation: string
  readonly source: string
  readonly parameters: TObject
  build(parameters: CellTarget['parameters']): CellModel
}

/** The one list of the decision models. */
export const MODELS: readonly ModelEntry[] = [
  {
    name: 'adaptive-proofreading',
    title: 'Ideal adaptive proofreading',
    equation: 'T = S_N / S_m · τc^-(N-m), S_k = Σ_i L_i τ_i^k, N > m ≥ 0; responds iff T > 1',
    source: 'Lalanne, François, Phys. Rev. Lett. 110, 218102 (2013); arXiv:1807.04270, eq. 4',
    parameters: AdaptiveProofreadingParameters,
    build: adaptiveProofreading,
  },
]

/** The cell that a spec names. Throws `InvalidInput`, its paths into the spec. */
export function buildCell({ model, parameters }: CellTarget): CellModel {
  const entry = MODELS.find(({ name }) => name === model)
  if (entry === undefined) throw new Error(`there is no model “${model}”`)
  return within('/target/parameters', () => entry.build(parameters))
}
