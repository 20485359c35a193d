import { Interrupted, NumericalFailure } from '../errors.ts'
import { randomStream } from './random.ts'
import { type SymmetricEigen, symmetricEigen } from './symmetric-eigen.ts'

/** The iterated subspace has so many dimensions for each wanted vector, and so many more: it then converges fast. */
const SUBSPACE = { each: 2, more: 8 }

/** How often the subspace is multiplied before its eigenvectors are looked at, which costs as much. */
const POWERS_PER_LOOK = 3
const MOST_LOOKS = 300

/** Angle (radians) by which a vector may be off. */
export const EIGENVECTOR_TOLERANCE = 1e-8

/** Stream of the subspace that the iteration starts from: any will do, the same each time. */
const START = { seed: 0, stream: 0 }

/**
 * The `count` eigenvectors of the greatest eigenvalues of a symmetric matrix without negative ones (row-major, n×n,
 * 1 ≤ count ≤ n): subspace iteration with the Rayleigh–Ritz procedure.
 *
 * A subspace Q of more dimensions than asked for is replaced by an orthonormal basis of A·Q again and again; its
 * Ritz vectors v, of values λ, converge like (λ_(b+1)/λ_i)^k, b its dimensions. It ends when each one's residual
 * |A v − λ v| is at most 1e-8 of the gap between λ and its neighbours, which bounds the angle to the eigenvector
 * (Davis and Kahan). Each vector has length 1, and its entry of greatest magnitude is positive.
 *
 * Throws `NumericalFailure` where that is not reached: so it is for eigenvalues that are alike, whose vectors could be
 * any, to within rounding, some 1e-6 of the greatest; and `Interrupted`. Source: Saad, Numerical Methods for Large
 * Eigenvalue Problems, 2nd edition, section 5.2.
 */
export function leadingEigenvectors(
  matrix: Float64Array,
  n: number,
  count: number,
  shouldStop: () => boolean = () => false,
): SymmetricEigen {
  const width = Math.min(n, SUBSPACE.each * count + SUBSPACE.more)
  const random = randomStream(START.seed, START.stream)
  let basis: Float64Array = Float64Array.from({ length: width * n }, () => random.uniform() - 0.5)
  orthonormaliseInPlace(basis, width, n)
  for (let look = 0; look < MOST_LOOKS; look++) {
    if (shouldStop()) throw new Interrupted()
    for (let power = 1; power < POWERS_PER_LOOK; power++) {
      basis = products(basis, matrix, n)
      orthonormaliseInPlace(basis, width, n)
    }
    const image = products(basis, matrix, n)
    const ritz = symmetricEigen(products(basis, image, n), width)
    const vectors = combined(ritz.vectors, basis, n)
    const images = combined(ritz.vectors, image, n)
    if (haveConverged(ritz.values, vectors, images, n, count)) {
      return { values: ritz.values.slice(0, count), vectors: withSigns(vectors.slice(0, count * n), n) }
    }
    basis = images
    orthonormaliseInPlace(basis, width, n)
  }
  throw new NumericalFailure(
    'components-not-converged',
    '/components',
    `the first ${count} components are not told apart to 1e-8: some are as strong as others, or as the next`,
  )
}

function haveConverged(
  values: Float64Array,
  vectors: Float64Array,
  images: Float64Array,
  n: number,
  count: number,
): boolean {
  for (let i = 0; i < count; i++) {
    let residual = 0
    for (let j = i * n; j < (i + 1) * n; j++) residual += (images[j]! - values[i]! * vectors[j]!) ** 2
    const above = i === 0 ? Number.POSITIVE_INFINITY : values[i - 1]! - values[i]!
    const below = i + 1 === values.length ? Number.POSITIVE_INFINITY : values[i]! - values[i + 1]!
    const gap = Math.min(above, below)
    // Without a gap the vector is not defined, though its residual may be zero.
    if (!(gap > 0 && Math.sqrt(residual) <= EIGENVECTOR_TOLERANCE * gap)) return false
  }
  return true
}

/**
 * Gram and Schmidt's method on rows, each gone through twice: what rounding leaves of the others after the first time is
 * gone after the second (Parlett, The Symmetric Eigenvalue Problem, section 6.9). A row of which the second takes more
 * than half lies among the others, as it must where the matrix has a lower rank, and becomes zero.
 */
function orthonormaliseInPlace(rows: Float64Array, count: number, n: number): void {
  for (let row = 0; row < count * n; row += n) {
    scaleInPlace(rows, row, n)
    takeOthersInPlace(rows, row, n)
    scaleInPlace(rows, row, n)
    takeOthersInPlace(rows, row, n)
    if (dot(rows, row, rows, row, n) < 0.25) rows.fill(0, row, row + n)
    else scaleInPlace(rows, row, n)
  }
}

function takeOthersInPlace(rows: Float64Array, row: number, n: number): void {
  for (let other = 0; other < row; other += n) {
    const share = dot(rows, row, rows, other, n)
    for (let j = 0; j < n; j++) rows[row + j]! -= share * rows[other + j]!
  }
}

/** To length 1; zeros stay as they are. */
function scaleInPlace(rows: Float64Array, row: number, n: number): void {
  const length = Math.sqrt(dot(rows, row, rows, row, n))
  if (length > 0) for (let j = row; j < row + n; j++) rows[j]! /= length
}

/** The matrix of products of the rows of `a` with those of `b`, all of n entries; b symmetric makes it a·b. */
function products(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const [count, others] = [a.length / n, b.length / n]
  const result = new Float64Array(count * others)
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < others; j++) result[i * others + j] = dot(a, i * n, b, j * n, n)
  }
  return result
}

/** Rows Σ_k weights_ik · rows_k. */
function combined(weights: Float64Array, rows: Float64Array, n: number): Float64Array {
  const count = rows.length / n
  const result = new Float64Array(rows.length)
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < count; k++) {
      const weight = weights[i * count + k]!
      for (let j = 0; j < n; j++) result[i * n + j]! += weight * rows[k * n + j]!
    }
  }
  return result
}

/** Product of n entries of `a` from `i` on with those of `b` from `j` on: four sums side by side, as one waits for itself. */
function dot(a: Float64Array, i: number, b: Float64Array, j: number, n: number): number {
  let first = 0
  let second = 0
  let third = 0
  let fourth = 0
  let k = 0
  for (; k + 3 < n; k += 4) {
    first += a[i + k]! * b[j + k]!
    second += a[i + k + 1]! * b[j + k + 1]!
    third += a[i + k + 2]! * b[j + k + 2]!
    fourth += a[i + k + 3]! * b[j + k + 3]!
  }
  for (; k < n; k++) first += a[i + k]! * b[j + k]!
  return first + second + (third + fourth)
}

function withSigns(vectors: Float64Array, n: number): Float64Array {
  for (let start = 0; start < vectors.length; start += n) {
    const row = vectors.subarray(start, start + n)
    let greatest = 0
    for (let j = 1; j < n; j++) if (Math.abs(row[j]!) > Math.abs(row[greatest]!)) greatest = j
    if (row[greatest]! < 0) for (let j = 0; j < n; j++) row[j] = -row[j]!
  }
  return vectors
}
