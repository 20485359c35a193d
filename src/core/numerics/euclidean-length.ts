/** A sum of squares between these has lost nothing to underflow or overflow that rounding would have kept. */
const LEAST_SUM = 2 ** -960
const MOST_SUM = Number.MAX_VALUE

/**
 * The Euclidean length √Σ v_i² of a vector, of whatever magnitude its entries are: infinite only where the length itself
 * is beyond the numbers, or an entry is infinite.
 */
export function euclideanLength(vector: Float64Array): number {
  const squares = sumOfSquares(vector, 1)
  if (squares >= LEAST_SUM && squares <= MOST_SUM) return Math.sqrt(squares)
  const largest = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  if (largest === 0 || largest === Number.POSITIVE_INFINITY) return largest
  return largest * Math.sqrt(sumOfSquares(vector, largest))
}

function sumOfSquares(vector: Float64Array, unit: number): number {
  let sum = 0
  for (let i = 0; i < vector.length; i++) sum += (vector[i]! / unit) ** 2
  return sum
}
