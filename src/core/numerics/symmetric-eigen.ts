/** Eigenvalues, greatest first, and the eigenvector of each: row i, n entries, of length 1. */
export interface SymmetricEigen {
  readonly values: Float64Array
  readonly vectors: Float64Array
}

/** Sweeps after which Jacobi's method has long converged: it does so quadratically. */
const MOST_SWEEPS = 60

/**
 * All eigenvalues and eigenvectors of a small symmetric matrix (row-major, n×n), by Jacobi's cyclic rotations.
 *
 * A rotation of rows and columns p and q by the angle of tangent t, t² + 2θt − 1 = 0 with θ = (a_qq − a_pp)/(2 a_pq),
 * makes a_pq vanish; sweeps over all pairs end when every entry off the diagonal is rounding. Source: Golub and Van
 * Loan, Matrix Computations, 4th edition, section 8.5.
 */
export function symmetricEigen(matrix: Float64Array, n: number): SymmetricEigen {
  const a = matrix.slice()
  const vectors = new Float64Array(n * n)
  for (let i = 0; i < n; i++) vectors[i * n + i] = 1
  for (let sweep = 0, rotated = true; rotated && sweep < MOST_SWEEPS; sweep++) {
    rotated = false
    for (let p = 0; p < n - 1; p++) {
      for (let q = p + 1; q < n; q++) if (rotateInPlace(a, vectors, n, p, q)) rotated = true
    }
  }
  return inOrder(a, vectors, n)
}

/** Makes a_pq vanish; false where it is too small beside both diagonal entries to matter. */
function rotateInPlace(a: Float64Array, vectors: Float64Array, n: number, p: number, q: number): boolean {
  const off = a[p * n + q]!
  const [first, second] = [a[p * n + p]!, a[q * n + q]!]
  if (!(Math.abs(off) > Number.EPSILON * Math.sqrt(Math.abs(first * second)))) return false
  const theta = (second - first) / (2 * off)
  const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1))
  const cosine = 1 / Math.sqrt(tangent * tangent + 1)
  const sine = tangent * cosine
  turnRowsInPlace(a, n, p, q, cosine, sine)
  for (let i = 0; i < n; i++) {
    const [x, y] = [a[i * n + p]!, a[i * n + q]!]
    a[i * n + p] = cosine * x - sine * y
    a[i * n + q] = sine * x + cosine * y
  }
  a[p * n + q] = 0
  a[q * n + p] = 0
  turnRowsInPlace(vectors, n, p, q, cosine, sine)
  return true
}

function turnRowsInPlace(
  rows: Float64Array,
  n: number,
  p: number,
  q: number,
  cosine: number,
  sine: number,
): void {
  for (let j = 0; j < n; j++) {
    const [x, y] = [rows[p * n + j]!, rows[q * n + j]!]
    rows[p * n + j] = cosine * x - sine * y
    rows[q * n + j] = sine * x + cosine * y
  }
}

function inOrder(a: Float64Array, vectors: Float64Array, n: number): SymmetricEigen {
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => a[j * n + j]! - a[i * n + i]!)
  const sorted = new Float64Array(n * n)
  order.forEach((from, to) => {
    sorted.set(vectors.subarray(from * n, (from + 1) * n), to * n)
  })
  return { values: Float64Array.from(order, (i) => a[i * n + i]!), vectors: sorted }
}
