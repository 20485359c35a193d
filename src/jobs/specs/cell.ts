import { Type } from 'typebox'
import { strict, Tagged } from './schema.ts'

export const BindingTime = Type.Number({ minimum: 0, description: 'Binding time τ, in s' })

export const AdaptiveProofreadingParameters = Type.Object(
  {
    N: Type.Number({
      exclusiveMinimum: 0,
      maximum: 100,
      description: 'Proofreading steps; any real number above m',
    }),
    m: Type.Number({
      minimum: 0,
      maximum: 100,
      description: 'Step that switches the inhibition on; any real number',
    }),
    criticalBindingTime: Type.Number({
      exclusiveMinimum: 0,
      maximum: 1e6,
      description: 'τc, in s: ligands that bind longer are agonists',
    }),
  },
  { $id: 'AdaptiveProofreadingParameters', ...strict },
)

/** The cell under attack: a model and its parameters. */
export const CellTarget = Tagged(
  'model',
  [
    Type.Object(
      { model: Type.Literal('adaptive-proofreading'), parameters: AdaptiveProofreadingParameters },
      { $id: 'AdaptiveProofreadingTarget', ...strict },
    ),
  ],
  { $id: 'CellTarget', description: 'A decision model and its parameters; GET /v1/models lists them' },
)
export type CellTarget = Type.Static<typeof CellTarget>

export const Seed = Type.Integer({
  minimum: 0,
  maximum: 4294967295,
  description: 'Decides every random number of the job; when absent the service draws one and reports it',
})
