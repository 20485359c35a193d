/** A square matrix and what its factorisation needs; made once, filled and factorised again and again. */
export interface LuWorkspace {
  /** n: rows and columns. */
  readonly order: number
  /** Row-major, n×n. In: the matrix A. Once factorised: U on and above the diagonal, L below it without its ones. */
  readonly matrix: Float64Array
  /** The row that took the place of row k, k = 0 … n − 1. */
  readonly pivots: Int32Array
  /** Largest magnitude of each row of A. */
  readonly rowScales: Float64Array
}

/** Room for matrices of n rows and columns. */
export function luWorkspace(order: number): LuWorkspace {
  return {
    order,
    matrix: new Float64Array(order * order),
    pivots: new Int32Array(order),
    rowScales: new Float64Array(order),
  }
}

/**
 * Replaces the matrix A by its factors, P·A = L·U, by Gaussian elimination with partial pivoting; allocates nothing.
 *
 * Returns false, the matrix then being of no use, when A is singular to working precision: a pivot that is not above
 * 2^-52 of the largest entry its row had in A is rounding. So it does for entries that are not finite.
 */
export function factoriseInPlace({ order: n, matrix: a, pivots, rowScales }: LuWorkspace): boolean {
  for (let i = 0; i < n; i++) rowScales[i] = largestMagnitude(a, i * n, n)
  for (let k = 0; k < n; k++) {
    const pivotRow = pivotInColumn(a, n, k)
    pivots[k] = pivotRow
    if (pivotRow !== k) swapRows(a, rowScales, n, k, pivotRow)
    const pivot = a[k * n + k]!
    // Written so that a NaN and an infinite row count as singular.
    if (!(Math.abs(pivot) > Number.EPSILON * rowScales[k]!)) return false
    for (let i = k + 1; i < n; i++) {
      const factor = a[i * n + k]! / pivot
      a[i * n + k] = factor
      // Reaction networks are sparse: most rows need no work.
      if (factor === 0) continue
      for (let j = k + 1; j < n; j++) a[i * n + j]! -= factor * a[k * n + j]!
    }
  }
  return true
}

/** Replaces b, of n entries, by A⁻¹·b, with the factors that `factoriseInPlace` left. */
export function solveInPlace({ order: n, matrix: a, pivots }: LuWorkspace, b: Float64Array): void {
  for (let k = 0; k < n; k++) {
    const pivotRow = pivots[k]!
    const value = b[pivotRow]!
    b[pivotRow] = b[k]!
    b[k] = value
  }
  for (let i = 1; i < n; i++) {
    let sum = b[i]!
    for (let j = 0; j < i; j++) sum -= a[i * n + j]! * b[j]!
    b[i] = sum
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = b[i]!
    for (let j = i + 1; j < n; j++) sum -= a[i * n + j]! * b[j]!
    b[i] = sum / a[i * n + i]!
  }
}

/** Sign of det A, from the factors that `factoriseInPlace` left. */
export function determinantSign({ order: n, matrix: a, pivots }: LuWorkspace): 1 | -1 {
  let negative = false
  for (let k = 0; k < n; k++) {
    if (a[k * n + k]! < 0) negative = !negative
    if (pivots[k] !== k) negative = !negative
  }
  return negative ? -1 : 1
}

function largestMagnitude(a: Float64Array, start: number, count: number): number {
  let largest = 0
  for (let j = start; j < start + count; j++) {
    const magnitude = Math.abs(a[j]!)
    if (!(magnitude <= largest)) largest = magnitude
    if (Number.isNaN(magnitude)) return magnitude
  }
  return largest
}

/** The row, from k on, with the largest magnitude in column k. */
function pivotInColumn(a: Float64Array, n: number, k: number): number {
  let row = k
  for (let i = k + 1; i < n; i++) {
    if (Math.abs(a[i * n + k]!) > Math.abs(a[row * n + k]!)) row = i
  }
  return row
}

function swapRows(a: Float64Array, rowScales: Float64Array, n: number, first: number, second: number): void {
  for (let j = 0; j < n; j++) {
    const value = a[first * n + j]!
    a[first * n + j] = a[second * n + j]!
    a[second * n + j] = value
  }
  const scale = rowScales[first]!
  rowScales[first] = rowScales[second]!
  rowScales[second] = scale
}
