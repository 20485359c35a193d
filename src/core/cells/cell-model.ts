import type { Bounds } from '../target.ts'
import type { Mixture } from './mixture.ts'
import type { ProofreadingNetwork } from './proofreading-network.ts'

/** What of a mixture can be changed. */
export type MixtureCoordinates = 'bindingTime' | 'quantity'

/** A cell's output and its derivatives, one entry a kind of ligand: per second, and per ligand. */
export interface MixtureGradient {
  readonly output: number
  readonly bindingTime: Float64Array
  readonly quantity: Float64Array
}

/**
 * A cell whose ligands keep their binding times while their quantities change, as the bins of a histogram do.
 * What depends on the binding times alone is computed once.
 */
export interface FixedBindingTimes {
  /** The output for these quantities; one entry a binding time. */
  output(quantities: Float64Array): number
  /**
   * Writes the slope (∂output/∂τ_i)/L_i, which is that of one ligand alone, for these quantities into `out`. Unlike
   * the derivative it has a value where there is no ligand (yet).
   */
  slopesInto(quantities: Float64Array, out: Float64Array): void
}

/** The least output that ligands free to choose their binding time can bring about, or a bound that it is not below. */
export interface LeastOutput {
  readonly output: number
  /** Where all of them then sit, in s; null where only a bound is known. */
  readonly bindingTime: number | null
}

/** What no attack on a cell's ligands can go below. */
export interface CellCertificates {
  /** Whether some attack attains the outputs given; else they are lower bounds. */
  readonly exact: boolean
  /** Free ligands may take any binding times in [0, critical), the agonists stay. */
  belowCritical(agonists: Mixture, freeCount: number): LeastOutput
  /** Free ligands may take the given binding times only (the centres of the bins they can reach). */
  among(agonists: Mixture, freeCount: number, places: Float64Array): LeastOutput
  /** Up to so many ligands, of the given binding times only, may be added to a mixture. */
  ofCocktail(fixed: Mixture, total: number, places: Float64Array): number
  /** The coordinates named may take any values within the box (s, or ligands), the others stay. */
  withinBox(mixture: Mixture, coordinates: MixtureCoordinates, box: Bounds): number
}

/**
 * A model of a cell that decides by a threshold on one output. Its functions throw `InvalidInput` for a mixture that is
 * none, or whose output cannot be represented; paths are relative to the mixture.
 */
export interface CellModel {
  readonly name: string
  /** Responds iff output > threshold. */
  readonly threshold: number
  /** Ligands that bind longer than this, in s, are agonists. */
  readonly criticalBindingTime: number
  /**
   * The power of τ with which the feedback's pull on a weakly binding ligand vanishes: ∂output/∂τ ∝ −τ^α as τ → 0,
   * receptors that the ligand takes from others left out. Null where there is no feedback.
   */
  readonly pullExponent: number | null
  /** The reactions behind the model, where it has any. */
  readonly network?: ProofreadingNetwork
  output(mixture: Mixture): number
  gradient(mixture: Mixture): MixtureGradient
  atBindingTimes(bindingTimes: Float64Array): FixedBindingTimes
  readonly certificates: CellCertificates
}
