import type { CellModel } from './cell-model.ts'
import { checkMechanistic, type MechanisticParameters, mechanisticModel } from './mechanistic-model.ts'
import { checkAtLeast, checkPositive, checkWhole } from './parameters.ts'
import { fillRange } from './proofreading-network.ts'

export interface Shp1FeedbackParameters extends MechanisticParameters {
  /** m ≤ N, a whole number. */
  readonly feedbackStep: number
  /** C_*: complexes in state m that activate half of the phosphatase. */
  readonly feedbackThreshold: number
  /** b, 1/s. */
  readonly dephosphorylationRate: number
  /** γ, 1/s for each active phosphatase. */
  readonly feedbackDephosphorylationRate: number
  /** S_T. */
  readonly phosphatase: number
}

/**
 * The parameters of François et al., PNAS 110, E888 (2013), where an output of 0.2 was taken for a response: the
 * critical binding time is the one whose saturating dose gives about that.
 */
export const SHP1_2013: Shp1FeedbackParameters = {
  steps: 5,
  phosphorylationRate: 0.09,
  bindingRate: 1e-4,
  receptors: 30_000,
  criticalBindingTime: 3.5,
  feedbackStep: 1,
  feedbackThreshold: 500,
  dephosphorylationRate: 0.04,
  feedbackDephosphorylationRate: 1.2e-6,
  phosphatase: 600_000,
}

/**
 * Proofreading with SHP-1 feedback: every step advances at φ and goes back at b + γS, S = S_T c/(c + C_*), c = ΣC_m.
 * Throws `InvalidInput` for parameters out of range. Source: François et al., PNAS 110, E888 (2013).
 */
export function shp1Feedback(parameters: Shp1FeedbackParameters): CellModel {
  checkMechanistic(parameters)
  const { steps, feedbackStep, feedbackThreshold, dephosphorylationRate, phosphorylationRate } = parameters
  checkWhole(parameters, 'feedbackStep', 0, steps, 'm ≤ N')
  checkPositive(parameters, 'feedbackThreshold')
  checkAtLeast(parameters, 0, 'dephosphorylationRate', 'feedbackDephosphorylationRate', 'phosphatase')
  const fullFeedback = parameters.feedbackDephosphorylationRate * parameters.phosphatase
  return mechanisticModel(
    {
      name: 'shp1-feedback',
      steps,
      feedbackStep: fullFeedback > 0 ? feedbackStep : null,
      bindingRate: parameters.bindingRate,
      receptors: parameters.receptors,
      implicit: true,
      ratesInto(complexes, { forward, backward, backwardSlope }) {
        fillRange(forward, phosphorylationRate, 0, steps)
        const total = complexes + feedbackThreshold
        fillRange(backward, dephosphorylationRate + (fullFeedback * complexes) / total, 1, steps + 1)
        fillRange(backwardSlope, (fullFeedback * feedbackThreshold) / (total * total), 1, steps + 1)
      },
    },
    parameters.criticalBindingTime,
  )
}
