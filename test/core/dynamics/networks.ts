import { adaptiveSorting, SORTING_ILLUSTRATION } from '../../../src/core/cells/adaptive-sorting.ts'
import { kineticProofreading, PROOFREADING_ALONE } from '../../../src/core/cells/kinetic-proofreading.ts'
import type { Mixture } from '../../../src/core/cells/mixture.ts'
import type { ProofreadingNetwork } from '../../../src/core/cells/proofreading-network.ts'
import { OT1_FIT, revisedAkpr } from '../../../src/core/cells/revised-akpr.ts'
import { SHP1_2013, shp1Feedback } from '../../../src/core/cells/shp1-feedback.ts'
import { type EnsembleSetting, replicateOutputs } from '../../../src/core/dynamics/network-ensemble.ts'

/** The four models, their feedback at work where there are some thousand ligands, their output far above 1. */
export const MODELS = {
  'kinetic-proofreading': kineticProofreading({ ...PROOFREADING_ALONE, steps: 2 }),
  'adaptive-sorting': adaptiveSorting({ ...SORTING_ILLUSTRATION, steps: 3, feedbackThreshold: 200 }),
  'shp1-feedback': shp1Feedback({ ...SHP1_2013, steps: 2 }),
  'revised-akpr': revisedAkpr({ ...OT1_FIT, steps: 3, feedbackStep: 2, inhibitionThreshold: 0.05 }),
} as const

export const mixtureOf = (
  ...ligands: readonly (readonly [bindingTime: number, quantity: number])[]
): Mixture => ({
  bindingTimes: Float64Array.from(ligands, ([tau]) => tau),
  quantities: Float64Array.from(ligands, ([, quantity]) => quantity),
})

/** The network of a model whose ligands are mostly free, so that leaps are long. */
export const slowlyBinding = (name: keyof typeof MODELS): ProofreadingNetwork => ({
  ...MODELS[name].network!,
  receptors: 100_000,
  bindingRate: 5e-6,
})

/** A network of `steps` steps at φ; with none, the output is all that is bound. */
export const plainNetwork = (
  steps: number,
  { receptors, bindingRate, rate = 0 }: { receptors: number; bindingRate: number; rate?: number },
): ProofreadingNetwork => ({
  name: 'plain',
  steps,
  feedbackStep: null,
  bindingRate,
  receptors,
  implicit: false,
  ratesInto: (_, { forward }) => void forward.fill(rate),
})

/** The outputs of replicates 0 … count − 1. */
export const outputsOf = (setting: EnsembleSetting, count: number, seed = 1) =>
  replicateOutputs(setting, { from: 0, to: count }, seed)
