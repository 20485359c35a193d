/** How the size of the next step follows from the error of the last two; err is the error in units of the tolerance. */
export interface StepControl {
  /** p: the error of one step falls like h^p. */
  readonly order: number
  /** α: the step changes by the factor 0.9·err^−α·err_before^β. */
  readonly exponent: number
  /** β: 0 for a controller without memory. */
  readonly memory: number
  readonly largestGrowth: number
}

/** Evaluations made so far. */
export interface Work {
  evaluations: number
  jacobians: number
}

/** A one-step method that estimates its local error; all that the adaptive loop knows of a method. */
export interface Stepper {
  readonly control: StepControl
  readonly work: Work
  /** y, where the step begins, and f(y). */
  readonly state: Float64Array
  readonly rates: Float64Array
  /** Where the last attempt ended, f there, and the estimate of the error made. */
  readonly next: Float64Array
  readonly nextRates: Float64Array
  readonly error: Float64Array
  /** Takes y0 as the state and evaluates f there. */
  start(y0: Float64Array): void
  /** Computes one step of h (s) from the state, which it leaves as it is; false when its equations are singular. */
  attempt(h: number): boolean
  /** Makes the end of the last attempt, of h (s), the state, and keeps what `interpolate` needs. */
  accept(h: number): void
  /** Writes the state at the fraction θ of the step last accepted, to the order of the error estimate. */
  interpolate(theta: number, out: Float64Array): void
}

/** out = base + factor·Σ_j weights[j]·vectors[j]. */
export function combine(
  out: Float64Array,
  base: Float64Array,
  factor: number,
  weights: readonly number[],
  vectors: readonly Float64Array[],
): void {
  for (let i = 0; i < out.length; i++) {
    let sum = 0
    for (let j = 0; j < weights.length; j++) sum += weights[j]! * vectors[j]![i]!
    out[i] = base[i]! + factor * sum
  }
}

/** As many vectors of n zeros. */
export function vectors(count: number, dimension: number): Float64Array[] {
  return Array.from({ length: count }, () => new Float64Array(dimension))
}
