import type { IntegrationOptions } from './ode.ts'

/** A tolerance a step may use up: absolute + relative·|y_i| for each entry i. */
export type Tolerance = Pick<IntegrationOptions, 'relativeTolerance' | 'absoluteTolerance'>

/**
 * Largest |v_i| in units of the tolerance, over all entries: max_i |v_i| / (absolute + relative·max(|y_i|, |z_i|)).
 *
 * The largest and not the mean, which would let one fast receptor state among 200 slow ones go astray. A NaN or an
 * infinity anywhere gives Infinity.
 */
export function inTolerances(
  v: Float64Array,
  y: Float64Array,
  z: Float64Array,
  { relativeTolerance, absoluteTolerance }: Tolerance,
): number {
  let largest = 0
  for (let i = 0; i < v.length; i++) {
    const magnitude = Math.max(Math.abs(y[i]!), Math.abs(z[i]!))
    const ratio = Math.abs(v[i]!) / (absoluteTolerance + relativeTolerance * magnitude)
    if (!Number.isFinite(ratio) || !Number.isFinite(magnitude)) return Number.POSITIVE_INFINITY
    if (ratio > largest) largest = ratio
  }
  return largest
}

/** Whether no entry is NaN or infinite. */
export function allFinite(v: Float64Array): boolean {
  return v.every((value) => Number.isFinite(value))
}
