/** Whether the gradient has a critical point where ligands do not bind at all; the two regimes of the paper. */
export type Regime = 'critical-point' | 'no-critical-point'

/** How long weakly binding ligands take to leave the origin: a finite time, exponentially, or algebraically slowly. */
export type EscapeClass = 'finite' | 'exponential' | 'algebraic'

/**
 * The regime of a cell whose feedback pulls on weakly binding ligands as −τ^α (`CellModel.pullExponent`): the pull
 * vanishes at the origin for α > 0. Without feedback nothing pulls weak ligands up, and there is no critical point
 * either. For adaptive proofreading α = m − 1; the mechanistic models have α = m, since a complex must form first.
 * Source: arXiv:1807.04270, section IV.
 */
export function regimeOf(pullExponent: number | null): Regime {
  return pullExponent !== null && pullExponent > 0 ? 'critical-point' : 'no-critical-point'
}

/** The escape class: dτ/dt ∝ τ^α leaves the origin as its integral says. */
export function escapeClassOf(pullExponent: number | null): EscapeClass {
  if (pullExponent === null || pullExponent < 1) return 'finite'
  return pullExponent === 1 ? 'exponential' : 'algebraic'
}
