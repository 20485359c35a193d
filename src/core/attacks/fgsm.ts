import type { Target } from '../target.ts'
import { iterativeFgsm } from './iterative-fgsm.ts'

/**
 * Fast gradient sign method: one L∞ step against the output.
 *
 * x' = clip(x − ε·sgn ∂f/∂x), sgn(0) = 0; `x` an array of the target's dimension, ε ≥ 0 in its units. Returns a
 * new array within the bounds, none of whose coordinates is further than ε from `x` as computed in doubles (when `x`
 * is within the bounds). Source: Goodfellow et al., arXiv:1412.6572.
 */
export function fgsm(target: Target, x: Float64Array, epsilon: number): Float64Array {
  return iterativeFgsm(target, x, epsilon, { steps: 1 })
}
