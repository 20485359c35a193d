import type { TObject } from 'typebox'
import { adaptiveProofreading } from '../core/cells/adaptive-proofreading.ts'
import { adaptiveSorting, SORTING_ILLUSTRATION } from '../core/cells/adaptive-sorting.ts'
import type { CellModel } from '../core/cells/cell-model.ts'
import { kineticProofreading, PROOFREADING_ALONE } from '../core/cells/kinetic-proofreading.ts'
import type { ProofreadingNetwork } from '../core/cells/proofreading-network.ts'
import { OT1_FIT, revisedAkpr } from '../core/cells/revised-akpr.ts'
import { SHP1_2013, shp1Feedback } from '../core/cells/shp1-feedback.ts'
import { InvalidInput } from '../core/errors.ts'
import { within } from './paths.ts'
import {
  AdaptiveProofreadingParameters,
  AdaptiveSortingParameters,
  type CellTarget,
  KineticProofreadingParameters,
  RevisedAkprParameters,
  Shp1FeedbackParameters,
} from './specs/cell.ts'

/** Where a model's default parameters come from. */
export interface ModelDefaults {
  readonly name: string
  readonly source: string
}

/** A decision model of the cell: what there is to know of it, and how it is built. */
export interface ModelEntry {
  readonly name: CellTarget['model']
  readonly title: string
  readonly equation: string
  readonly source: string
  /** With the defaults, where there are any. */
  readonly parameters: TObject
  readonly defaults: ModelDefaults | null
  /** The cell for these parameters, defaults in place of those left out. Throws `InvalidInput`. */
  build(parameters: object): CellModel
}

/** An entry whose parameters a schema has accepted, and completed by defaults, when `build` sees them. */
function entry<Parameters extends object>(
  fields: Omit<ModelEntry, 'build' | 'defaults'>,
  build: (parameters: Parameters) => CellModel,
  defaults: (ModelDefaults & { readonly parameters: Parameters }) | null,
): ModelEntry {
  return {
    ...fields,
    defaults: defaults && { name: defaults.name, source: defaults.source },
    build: (parameters) => build({ ...defaults?.parameters, ...parameters } as Parameters),
  }
}

const BINDING = 'bound_l = L_l κτ_l r/(1 + κτ_l r), r + Σ bound_l = R; output Σ C_N'

/** The one list of the decision models. */
export const MODELS: readonly ModelEntry[] = [
  entry(
    {
      name: 'adaptive-proofreading',
      title: 'Ideal adaptive proofreading',
      equation: 'T = S_N / S_m · τc^-(N-m), S_k = Σ_i L_i τ_i^k, N > m ≥ 0; responds iff T > 1',
      source: 'Lalanne, François, Phys. Rev. Lett. 110, 218102 (2013); arXiv:1807.04270, eq. 4',
      parameters: AdaptiveProofreadingParameters,
    },
    adaptiveProofreading,
    null,
  ),
  entry(
    {
      name: 'kinetic-proofreading',
      title: 'Kinetic proofreading',
      equation: `C_N = bound·(φτ/(φτ + 1))^N; ${BINDING}`,
      source: 'McKeithan, PNAS 92, 5042 (1995)',
      parameters: KineticProofreadingParameters,
    },
    kineticProofreading,
    {
      name: 'proofreading-alone',
      source: 'The rates, steps and receptors of shp1-feedback (PNAS 110, E888), without its feedback',
      parameters: PROOFREADING_ALONE,
    },
  ),
  entry(
    {
      name: 'adaptive-sorting',
      title: 'Adaptive sorting',
      equation: `C_n → C_(n+1) at φ, the last step at α/(1 + ΣC_m/C_*), m < N; ${BINDING}`,
      source: 'Lalanne, François, Phys. Rev. Lett. 110, 218102 (2013)',
      parameters: AdaptiveSortingParameters,
    },
    adaptiveSorting,
    {
      name: 'illustration',
      source:
        'φ, κ and R of shp1-feedback (PNAS 110, E888); N, m, C_* and α chosen to show absolute discrimination, not fitted',
      parameters: SORTING_ILLUSTRATION,
    },
  ),
  entry(
    {
      name: 'shp1-feedback',
      title: 'Proofreading with SHP-1 feedback',
      equation: `C_n → C_(n+1) at φ and back at b + γS, S = S_T ΣC_m/(ΣC_m + C_*); ${BINDING}`,
      source: 'François et al., PNAS 110, E888 (2013)',
      parameters: Shp1FeedbackParameters,
    },
    shp1Feedback,
    {
      name: 'pnas-2013',
      source:
        'François et al., PNAS 110, E888 (2013); τc such that the threshold is about the 0.2 used there',
      parameters: SHP1_2013,
    },
  ),
  entry(
    {
      name: 'revised-akpr',
      title: 'Revised adaptive kinetic proofreading',
      equation: `the last f steps advance at ψ = φ/(1 + (I/I_th)^k) + ψ0, I = I_T ΣC_m/(ΣC_m + C_*), the others at φ; ${BINDING}`,
      source: 'Kondo, Bourassa, Achar et al., Cell (2025); Bourassa et al., arXiv:2511.18626',
      parameters: RevisedAkprParameters,
    },
    revisedAkpr,
    {
      name: 'ot-1',
      source:
        'Fit to OT-1 T cells, Kondo, Bourassa, Achar et al., Cell (2025); τc is ours, between T4 and Q4',
      parameters: OT1_FIT,
    },
  ),
]

/** The cell that a spec names. Throws `InvalidInput`, its paths into the spec. */
export function buildCell({ model, parameters }: CellTarget): CellModel {
  const found = MODELS.find(({ name }) => name === model)
  if (found === undefined) throw new Error(`there is no model “${model}”`)
  return within('/target/parameters', () => found.build(parameters ?? {}))
}

/** The reactions behind the model that a spec names. Throws `InvalidInput` at /target/model where there are none. */
export function networkOf({ model }: CellTarget, { network }: CellModel): ProofreadingNetwork {
  if (network !== undefined) return network
  // A model that has default parameters is built by them alone, to see whether there are reactions behind it.
  const others = MODELS.filter(({ defaults, build }) => defaults !== null && build({}).network !== undefined)
  throw new InvalidInput(
    'no-dynamics',
    '/target/model',
    `${model} is a formula without reactions; ${others.map(({ name }) => name).join(', ')} have them`,
  )
}
