import { powerFunction } from '../numerics/powers.ts'

/** A function that never falls, and its slope. */
export interface Activation {
  readonly value: (sum: number) => number
  readonly slope: (sum: number) => number
}

/** The rectified power max(0, z)^power, power ≥ 1; its slope at 0 is 0. */
export function rectifiedPower(power: number): Activation {
  const raised = powerFunction(power)
  const below = powerFunction(power - 1)
  return {
    // Written so that NaN, which overflow leaves behind, stays NaN.
    value: (sum) => (sum <= 0 ? 0 : raised(sum)),
    slope: (sum) => (sum <= 0 ? 0 : power * below(sum)),
  }
}
