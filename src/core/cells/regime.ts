/** Whether the gradient has a critical point where ligands do not bind at all; the two regimes of the paper. */
export type Regime = 'critical-point' | 'no-critical-point'

/** How long weakly binding ligands take to leave the origin: a finite time, exponentially, or algebraically slowly. */
export type EscapeClass = 'finite' | 'exponential' | 'algebraic'

/**
 * The regime of adaptive proofreading: as τ → 0, ∂T/∂τ ∝ −m τ^(m−1), which vanishes for m > 1 only. For m = 0 the
 * origin is the minimum itself, and weak ligands feel a pull towards it. Source: arXiv:1807.04270, section IV.
 */
export function regimeOf(m: number): Regime {
  return m > 1 ? 'critical-point' : 'no-critical-point'
}

/** The escape class of adaptive proofreading: dτ/dt ∝ τ^(m−1) leaves the origin as its integral says. */
export function escapeClassOf(m: number): EscapeClass {
  if (m < 2) return 'finite'
  return m === 2 ? 'exponential' : 'algebraic'
}
