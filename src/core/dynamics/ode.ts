import { InvalidInput } from '../errors.ts'

/** An autonomous system of ordinary differential equations, y' = f(y); time in s, the state in the system's own units. */
export interface OdeSystem {
  /** n: entries of the state. */
  readonly dimension: number
  /** Writes f(y), n entries, in units of the state a second. */
  rates(y: Float64Array, out: Float64Array): void
  /** Writes the exact Jacobian, row-major n×n, out[i·n + j] = ∂f_i/∂y_j (1/s); `out` comes filled with zeros. */
  jacobian(y: Float64Array, out: Float64Array): void
}

/** Explicit: Dormand and Prince, for smooth problems. Stiff: Rodas, where fast rates stand beside slow ones. */
export type OdeMethod = 'explicit' | 'stiff'

/** Options of an integration; what each means stands with its default below. */
export interface IntegrationOptions {
  /** Error a step may make in an entry, relative to that entry. */
  readonly relativeTolerance: number
  /** Error a step may make in an entry besides, in the units of the state; below it an entry counts as nothing. */
  readonly absoluteTolerance: number
  /** Steps that may be tried, those rejected included. */
  readonly maxSteps: number
}

/** Six figures; an entry below 1e-9 counts as nothing. */
export const INTEGRATION_DEFAULTS: IntegrationOptions = {
  relativeTolerance: 1e-6,
  absoluteTolerance: 1e-9,
  maxSteps: 100_000,
}

/** Below this a relative tolerance asks for more than double precision gives. */
export const SMALLEST_RELATIVE_TOLERANCE = 1e-13

/** What an integration took. */
export interface IntegrationStatistics {
  /** Steps that were accepted. */
  readonly steps: number
  /** Steps that were tried again with a smaller size. */
  readonly rejected: number
  /** Evaluations of f. */
  readonly evaluations: number
  /** Evaluations of the Jacobian. */
  readonly jacobians: number
}

/** Refuses options that have no meaning; throws `InvalidInput`, its paths relative to the request. */
export function checkIntegrationOptions(options: IntegrationOptions): void {
  const { relativeTolerance, absoluteTolerance, maxSteps } = options
  if (!(relativeTolerance >= SMALLEST_RELATIVE_TOLERANCE && relativeTolerance < 1)) {
    const meaning = `a relative tolerance is from ${SMALLEST_RELATIVE_TOLERANCE} to below 1`
    throw new InvalidInput('tolerance', '/options/relativeTolerance', `${meaning}, not ${relativeTolerance}`)
  }
  if (!(absoluteTolerance > 0 && absoluteTolerance < Number.POSITIVE_INFINITY)) {
    const message = `an absolute tolerance is above 0, not ${absoluteTolerance}`
    throw new InvalidInput('tolerance', '/options/absoluteTolerance', message)
  }
  if (!(Number.isInteger(maxSteps) && maxSteps > 0)) {
    const message = `the most steps are a whole number above 0, not ${maxSteps}`
    throw new InvalidInput('max-steps', '/options/maxSteps', message)
  }
}
