/** Exponents up to this are raised by repeated multiplication, which is faster than `Math.pow`. */
const LARGEST_MULTIPLIED_EXPONENT = 16

/**
 * A function x ↦ x^exponent for x ≥ 0 that is quick for small whole exponents; 0^0 = 1.
 *
 * Whole exponents are computed by multiplying, which differs from `Math.pow` by some units in the last place at the
 * most, and is the same on every machine.
 */
export function powerFunction(exponent: number): (x: number) => number {
  if (!Number.isInteger(exponent) || exponent < 0 || exponent > LARGEST_MULTIPLIED_EXPONENT) {
    return (x) => x ** exponent
  }
  return (x) => {
    let result = 1
    for (let i = 0; i < exponent; i++) result *= x
    return result
  }
}
