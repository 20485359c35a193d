/**
 * Rates (1/s) at which a bound receptor walks through its states 0 … N, and how they change with the number of
 * complexes c that drive the feedback.
 */
export interface ChainRates {
  /** `forward[n]`: n → n + 1, n = 0 … N − 1. */
  readonly forward: Float64Array
  /** `backward[n]`: n → n − 1, n = 1 … N; entry 0 is 0. */
  readonly backward: Float64Array
  /** ∂forward/∂c and ∂backward/∂c. */
  readonly forwardSlope: Float64Array
  readonly backwardSlope: Float64Array
}

/**
 * A mechanistic model of early T-cell decision, as far as the models differ: receptors bind ligands with rate κ each,
 * a bound one walks through states 0 … N with the rates below, and falls back to unbound and unmodified with rate 1/τ
 * from each. The output is Σ_l C_N^l. The number of complexes c = Σ_l C_m^l sets the rates, at once.
 */
export interface ProofreadingNetwork {
  readonly name: string
  /** N. */
  readonly steps: number
  /** m, or null where nothing feeds back. */
  readonly feedbackStep: number | null
  /** κ, per receptor, ligand and s. */
  readonly bindingRate: number
  /** R. */
  readonly receptors: number
  /** Whether C_m itself depends on the rates that c sets, so that c must be solved for. */
  readonly implicit: boolean
  /** Writes the rates for c complexes in state m. Each must slow the walk up, or leave it, as c rises. */
  ratesInto(complexes: number, rates: ChainRates): void
}

/** Sets `values[from … to − 1]`: for arrays this short a loop is several times as fast as the built-in `fill`. */
export function fillRange(values: Float64Array, value: number, from: number, to: number): void {
  for (let i = from; i < to; i++) values[i] = value
}

/** Rates of a chain of `steps` steps, all zero. */
export function emptyRates(steps: number): ChainRates {
  return {
    forward: new Float64Array(steps),
    backward: new Float64Array(steps + 1),
    forwardSlope: new Float64Array(steps),
    backwardSlope: new Float64Array(steps + 1),
  }
}
