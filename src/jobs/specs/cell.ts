import { type TObject, Type } from 'typebox'
import { SORTING_ILLUSTRATION } from '../../core/cells/adaptive-sorting.ts'
import { PROOFREADING_ALONE } from '../../core/cells/kinetic-proofreading.ts'
import { type MechanisticParameters, MOST_STEPS } from '../../core/cells/mechanistic-model.ts'
import { OT1_FIT } from '../../core/cells/revised-akpr.ts'
import { SHP1_2013 } from '../../core/cells/shp1-feedback.ts'
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

/** A parameter that may be left out: its schema, with the default of its model. */
function optional<Defaults extends object>(
  defaults: Defaults,
  name: keyof Defaults,
  range: { description: string; minimum?: number; exclusiveMinimum?: number; maximum?: number },
) {
  return Type.Optional(Type.Number({ maximum: 1e9, ...range, default: defaults[name] as number }))
}

function whole<Defaults extends object>(
  defaults: Defaults,
  name: keyof Defaults,
  minimum: number,
  description: string,
) {
  return Type.Optional(
    Type.Integer({ minimum, maximum: MOST_STEPS, default: defaults[name] as number, description }),
  )
}

function mechanistic(defaults: MechanisticParameters) {
  return {
    steps: whole(defaults, 'steps', 1, 'N: proofreading steps'),
    phosphorylationRate: optional(defaults, 'phosphorylationRate', {
      exclusiveMinimum: 0,
      description: 'φ: rate of a step, in 1/s',
    }),
    bindingRate: optional(defaults, 'bindingRate', {
      exclusiveMinimum: 0,
      description: 'κ: rate at which one ligand and one receptor bind, in 1/s',
    }),
    receptors: optional(defaults, 'receptors', {
      exclusiveMinimum: 0,
      maximum: 1e12,
      description: 'R: number of receptors',
    }),
    criticalBindingTime: optional(defaults, 'criticalBindingTime', {
      exclusiveMinimum: 0,
      maximum: 1e6,
      description: 'τc, in s: the threshold is the output for a saturating dose of ligands that bind so long',
    }),
  }
}

export const KineticProofreadingParameters = Type.Object(mechanistic(PROOFREADING_ALONE), {
  $id: 'KineticProofreadingParameters',
  ...strict,
})

function feedback(
  defaults: { readonly feedbackStep: number; readonly feedbackThreshold: number },
  step: string,
  what: string,
) {
  return {
    feedbackStep: whole(defaults, 'feedbackStep', 0, `m: the step that drives the feedback, ${step}`),
    feedbackThreshold: optional(defaults, 'feedbackThreshold', {
      exclusiveMinimum: 0,
      maximum: 1e12,
      description: `C_*: complexes in state m that ${what}`,
    }),
  }
}

export const AdaptiveSortingParameters = Type.Object(
  {
    ...mechanistic(SORTING_ILLUSTRATION),
    ...feedback(SORTING_ILLUSTRATION, 'below N', 'halve the kinase'),
    lastStepRate: optional(SORTING_ILLUSTRATION, 'lastStepRate', {
      exclusiveMinimum: 0,
      description: 'α: rate of the last step with all of the kinase, in 1/s',
    }),
  },
  { $id: 'AdaptiveSortingParameters', ...strict },
)

export const Shp1FeedbackParameters = Type.Object(
  {
    ...mechanistic(SHP1_2013),
    ...feedback(SHP1_2013, 'at most N', 'activate half of the phosphatase'),
    dephosphorylationRate: optional(SHP1_2013, 'dephosphorylationRate', {
      minimum: 0,
      description: 'b: rate of a step back without feedback, in 1/s',
    }),
    feedbackDephosphorylationRate: optional(SHP1_2013, 'feedbackDephosphorylationRate', {
      minimum: 0,
      description: 'γ: what one active phosphatase adds to that rate, in 1/s',
    }),
    phosphatase: optional(SHP1_2013, 'phosphatase', {
      minimum: 0,
      maximum: 1e12,
      description: 'S_T: phosphatase in all',
    }),
  },
  { $id: 'Shp1FeedbackParameters', ...strict },
)

export const RevisedAkprParameters = Type.Object(
  {
    ...mechanistic(OT1_FIT),
    ...feedback(OT1_FIT, 'at most N', 'activate half of the inhibitor'),
    inhibitedSteps: whole(OT1_FIT, 'inhibitedSteps', 0, 'f: how many of the last steps are inhibited'),
    inhibitionHill: optional(OT1_FIT, 'inhibitionHill', {
      minimum: 1,
      maximum: 100,
      description: 'k: Hill exponent of the inhibition',
    }),
    inhibitionThreshold: optional(OT1_FIT, 'inhibitionThreshold', {
      exclusiveMinimum: 0,
      maximum: 1e12,
      description: 'I_th: inhibitor that halves the rate of an inhibited step',
    }),
    inhibitor: optional(OT1_FIT, 'inhibitor', {
      minimum: 0,
      maximum: 1e12,
      description: 'I_T: inhibitor in all, in the units of its threshold',
    }),
    residualRate: optional(OT1_FIT, 'residualRate', {
      minimum: 0,
      description: 'ψ0: rate that no inhibition takes away, in 1/s',
    }),
  },
  { $id: 'RevisedAkprParameters', ...strict },
)

/** A cell of a model all of whose parameters may be left out. */
function variant<const Name extends string, const Parameters extends TObject>(
  model: Name,
  parameters: Parameters,
  $id: string,
) {
  return Type.Object(
    { model: Type.Literal(model), parameters: Type.Optional(parameters) },
    { $id, ...strict },
  )
}

/** The cell under attack: a model and its parameters. */
export const CellTarget = Tagged(
  'model',
  [
    Type.Object(
      { model: Type.Literal('adaptive-proofreading'), parameters: AdaptiveProofreadingParameters },
      { $id: 'AdaptiveProofreadingTarget', ...strict },
    ),
    variant('kinetic-proofreading', KineticProofreadingParameters, 'KineticProofreadingTarget'),
    variant('adaptive-sorting', AdaptiveSortingParameters, 'AdaptiveSortingTarget'),
    variant('shp1-feedback', Shp1FeedbackParameters, 'Shp1FeedbackTarget'),
    variant('revised-akpr', RevisedAkprParameters, 'RevisedAkprTarget'),
  ],
  { $id: 'CellTarget', description: 'A decision model and its parameters; GET /v1/models lists them' },
)
export type CellTarget = Type.Static<typeof CellTarget>

export const Seed = Type.Integer({
  minimum: 0,
  maximum: 4294967295,
  description: 'Decides every random number of the job; when absent the service draws one and reports it',
})
