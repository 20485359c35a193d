import type { CellModel } from './cell-model.ts'
import { checkMechanistic, type MechanisticParameters, mechanisticModel } from './mechanistic-model.ts'
import { checkPositive, checkWhole } from './parameters.ts'
import { fillRange } from './proofreading-network.ts'

export interface AdaptiveSortingParameters extends MechanisticParameters {
  /** m < N, a whole number. */
  readonly feedbackStep: number
  /** C_*: complexes in state m that halve the kinase. */
  readonly feedbackThreshold: number
  /** α, 1/s: rate of the last step where the kinase is not inhibited. */
  readonly lastStepRate: number
}

/**
 * Rates and receptors of the SHP-1 cell (`SHP1_2013`) with a kinase that few complexes inhibit, so that the output of a
 * hundred ligands is near that of any larger number: an illustration, not a fit.
 */
export const SORTING_ILLUSTRATION: AdaptiveSortingParameters = {
  steps: 4,
  phosphorylationRate: 0.09,
  bindingRate: 1e-4,
  receptors: 30_000,
  criticalBindingTime: 4,
  feedbackStep: 2,
  feedbackThreshold: 1,
  lastStepRate: 0.3,
}

/**
 * Adaptive sorting: a kinase K = 1/(1 + c/C_*), c = ΣC_m, drives the last step, whose rate is αK; the steps below it
 * advance at φ. Throws `InvalidInput` for parameters out of range.
 * Source: Lalanne & François, Phys. Rev. Lett. 110, 218102 (2013).
 */
export function adaptiveSorting(parameters: AdaptiveSortingParameters): CellModel {
  checkMechanistic(parameters)
  const { steps, feedbackStep, feedbackThreshold, lastStepRate, phosphorylationRate } = parameters
  checkWhole(parameters, 'feedbackStep', 0, steps - 1, 'm < N')
  checkPositive(parameters, 'feedbackThreshold', 'lastStepRate')
  return mechanisticModel(
    {
      name: 'adaptive-sorting',
      steps,
      feedbackStep,
      bindingRate: parameters.bindingRate,
      receptors: parameters.receptors,
      implicit: feedbackStep === steps - 1,
      ratesInto(complexes, { forward, forwardSlope }) {
        fillRange(forward, phosphorylationRate, 0, steps - 1)
        const inhibition = 1 + complexes / feedbackThreshold
        forward[steps - 1] = lastStepRate / inhibition
        forwardSlope[steps - 1] = -lastStepRate / (feedbackThreshold * inhibition * inhibition)
      },
    },
    parameters.criticalBindingTime,
  )
}
