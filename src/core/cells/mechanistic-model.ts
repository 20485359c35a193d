import { networkCertificates } from '../certificates/network-certificates.ts'
import { InvalidInput } from '../errors.ts'
import type { CellModel } from './cell-model.ts'
import { checkMixture } from './mixture.ts'
import { checkPositive, checkWhole } from './parameters.ts'
import type { ProofreadingNetwork } from './proofreading-network.ts'
import { NetworkSteadyState } from './steady-state.ts'

/** What all mechanistic models have in common. */
export interface MechanisticParameters {
  /** N, a whole number. */
  readonly steps: number
  /** φ, 1/s. */
  readonly phosphorylationRate: number
  /** κ, per receptor, ligand and s. */
  readonly bindingRate: number
  /** R. */
  readonly receptors: number
  /** τc, s: the cell's threshold is its output for a saturating dose of ligands that bind so long. */
  readonly criticalBindingTime: number
}

/** More steps than any model has, and few enough that no share underflows where it matters. */
export const MOST_STEPS = 20

/** Refuses what no mechanistic model can be made of. Throws `InvalidInput`, its paths into the parameters. */
export function checkMechanistic(parameters: MechanisticParameters): void {
  checkWhole(parameters, 'steps', 1, MOST_STEPS, 'N')
  checkPositive(parameters, 'phosphorylationRate', 'bindingRate', 'receptors', 'criticalBindingTime')
}

/**
 * The decision model of a proofreading network: output Σ_l C_N^l at steady state, threshold the output for a dose
 * that binds every receptor for the critical binding time. Throws `InvalidInput` where that threshold is 0 or none.
 */
export function mechanisticModel(network: ProofreadingNetwork, criticalBindingTime: number): CellModel {
  const steady = new NetworkSteadyState(network)
  const threshold = steady.saturatedOutput(criticalBindingTime)
  if (!(threshold > 0 && Number.isFinite(threshold))) {
    throw new InvalidInput(
      'unreachable-threshold',
      '/criticalBindingTime',
      `a saturating dose at the critical binding time gives an output of ${threshold}, which makes no threshold`,
    )
  }
  const finite = (output: number): number => {
    if (Number.isFinite(output)) return output
    throw new InvalidInput(
      'output-overflows',
      '/ligands',
      'the output, or the binding behind it, is too large to represent',
    )
  }
  const slopes = (bindingTimes: Float64Array, quantities: Float64Array) => {
    const result = steady.slopes(bindingTimes, quantities)
    finite(result.output)
    return result
  }
  return {
    name: network.name,
    threshold,
    criticalBindingTime,
    pullExponent: network.feedbackStep,
    network,
    certificates: networkCertificates(network, criticalBindingTime),
    output(mixture) {
      checkMixture(mixture)
      return finite(steady.output(mixture.bindingTimes, mixture.quantities))
    },
    gradient(mixture) {
      checkMixture(mixture)
      const { output, perLigand, quantity } = slopes(mixture.bindingTimes, mixture.quantities)
      // The slope of one ligand becomes that of its kind in place: nobody else has the array.
      for (let l = 0; l < perLigand.length; l++) perLigand[l] = perLigand[l]! * mixture.quantities[l]!
      return { output, bindingTime: perLigand, quantity }
    },
    atBindingTimes: (bindingTimes) => ({
      output: (quantities) => finite(steady.output(bindingTimes, quantities)),
      slopesInto: (quantities, out) => out.set(slopes(bindingTimes, quantities).perLigand),
    }),
  }
}
