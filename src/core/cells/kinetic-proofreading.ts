import type { CellModel } from './cell-model.ts'
import { checkMechanistic, type MechanisticParameters, mechanisticModel } from './mechanistic-model.ts'
import { fillRange } from './proofreading-network.ts'

/** The constants of the SHP-1 cell (`SHP1_2013`) without its feedback: what that cell would be by proofreading alone. */
export const PROOFREADING_ALONE: MechanisticParameters = {
  steps: 5,
  phosphorylationRate: 0.09,
  bindingRate: 1e-4,
  receptors: 30_000,
  criticalBindingTime: 4,
}

/**
 * Kinetic proofreading: every step advances at φ, and nothing feeds back. C_N = bound·(φτ/(φτ + 1))^N; ligands
 * hinder each other only by taking receptors. Throws `InvalidInput` for parameters out of range.
 * Source: McKeithan, PNAS 92, 5042 (1995).
 */
export function kineticProofreading(parameters: MechanisticParameters): CellModel {
  checkMechanistic(parameters)
  const { steps, phosphorylationRate, bindingRate, receptors, criticalBindingTime } = parameters
  return mechanisticModel(
    {
      name: 'kinetic-proofreading',
      steps,
      feedbackStep: null,
      bindingRate,
      receptors,
      implicit: false,
      ratesInto: (_, { forward }) => fillRange(forward, phosphorylationRate, 0, steps),
    },
    criticalBindingTime,
  )
}
