import { InvalidInput } from '../errors.ts'
import type { CellModel } from './cell-model.ts'
import { checkMechanistic, type MechanisticParameters, mechanisticModel } from './mechanistic-model.ts'
import { checkAtLeast, checkPositive, checkWhole } from './parameters.ts'
import { fillRange } from './proofreading-network.ts'

export interface RevisedAkprParameters extends MechanisticParameters {
  /** m ≤ N, a whole number. */
  readonly feedbackStep: number
  /** C_*: complexes in state m that activate half of the inhibitor. */
  readonly feedbackThreshold: number
  /** f ≤ N, a whole number: how many of the last steps are inhibited. */
  readonly inhibitedSteps: number
  /** k ≥ 1, the Hill exponent of the inhibition. */
  readonly inhibitionHill: number
  /** I_th, in units of the inhibitor: halves the rate of the inhibited steps. */
  readonly inhibitionThreshold: number
  /** I_T. */
  readonly inhibitor: number
  /** ψ0, 1/s: what no inhibition takes away. */
  readonly residualRate: number
}

/**
 * The fit to OT-1 T cells of Kondo, Bourassa, Achar et al., Cell (2025). The critical binding time is not part of that
 * fit: it lies between the peptides T4 and Q4, and ten N4 ligands (10 s) then respond.
 */
export const OT1_FIT: RevisedAkprParameters = {
  steps: 6,
  phosphorylationRate: 0.11882304439087531,
  bindingRate: 1e-4,
  receptors: 121793.30786718402,
  criticalBindingTime: 5,
  feedbackStep: 4,
  feedbackThreshold: 1965.156312364633,
  inhibitedSteps: 1,
  inhibitionHill: 1,
  inhibitionThreshold: 5.742594822090548e-5,
  inhibitor: 1,
  residualRate: 2.9109786444190947e-6,
}

/**
 * Revised adaptive kinetic proofreading: steps 0 … N−f−1 advance at φ, the last f at
 * ψ(I) = φ/(1 + (I/I_th)^k) + ψ0, I = I_T c/(c + C_*), c = ΣC_m. Throws `InvalidInput` for parameters out of range.
 * Source: Kondo, Bourassa, Achar et al., Cell (2025); Bourassa et al., arXiv:2511.18626.
 */
export function revisedAkpr(parameters: RevisedAkprParameters): CellModel {
  checkMechanistic(parameters)
  const { steps, feedbackStep, feedbackThreshold, inhibitedSteps, inhibitionHill, inhibitor } = parameters
  const { phosphorylationRate, residualRate } = parameters
  checkWhole(parameters, 'feedbackStep', 0, steps, 'm ≤ N')
  checkWhole(parameters, 'inhibitedSteps', 0, steps, 'f ≤ N')
  checkPositive(parameters, 'feedbackThreshold', 'inhibitionThreshold')
  checkAtLeast(parameters, 1, 'inhibitionHill')
  checkAtLeast(parameters, 0, 'inhibitor', 'residualRate')
  const first = steps - inhibitedSteps
  // (I/I_th)^k = (strength · c/(c + C_*))^k.
  const strength = inhibitor / parameters.inhibitionThreshold
  if (!Number.isFinite(strength)) {
    throw new InvalidInput(
      'parameter-out-of-range',
      '/inhibitionThreshold',
      'the inhibitor over its threshold is too large to represent',
    )
  }
  return mechanisticModel(
    {
      name: 'revised-akpr',
      steps,
      feedbackStep: inhibitor > 0 && inhibitedSteps > 0 ? feedbackStep : null,
      bindingRate: parameters.bindingRate,
      receptors: parameters.receptors,
      implicit: feedbackStep >= first,
      ratesInto(complexes, { forward, forwardSlope }) {
        fillRange(forward, phosphorylationRate, 0, first)
        const total = complexes + feedbackThreshold
        const ratio = (strength * complexes) / total
        const inhibition = inhibitionHill === 1 ? ratio : ratio ** inhibitionHill
        const rate = phosphorylationRate / (1 + inhibition)
        fillRange(forward, rate + residualRate, first, steps)
        fillRange(forwardSlope, slopeOf(inhibition, rate, total, complexes), first, steps)
      },
    },
    parameters.criticalBindingTime,
  )

  /** dψ/dc, from d(I/I_th)^k/dc = (I/I_th)^k · k C_* (c (c + C_*))^-1. */
  function slopeOf(inhibition: number, rate: number, total: number, complexes: number): number {
    if (complexes === 0) {
      // At c = 0 the product is 0/0: the inhibition starts with a finite slope for k = 1 and without one for k > 1.
      return inhibitionHill > 1 ? 0 : (-phosphorylationRate * strength) / feedbackThreshold
    }
    if (!Number.isFinite(inhibition)) return 0
    const byComplexes = (inhibitionHill * inhibition * feedbackThreshold) / (complexes * total)
    return (-rate * byComplexes) / (1 + inhibition)
  }
}
