import { Interrupted, InvalidInput } from '../errors.ts'
import { leadingEigenvectors } from '../numerics/leading-eigenvectors.ts'

/** Samples that are read one at a time, so that attacked images need not all be held. */
export interface Samples {
  readonly count: number
  readonly dimension: number
  /** Sample `i`, of `dimension` finite values. Its next call may overwrite what this one returned. */
  at(i: number): Float64Array
}

/** The directions in which samples vary most. */
export interface PrincipalComponents {
  /** Mean of the samples. */
  readonly centre: Float64Array
  /** Components row by row, each `dimension` entries and of length 1, at right angles to one another. */
  readonly components: Float64Array
  /** Variance of the samples along each, the greatest first; the sum of squares over count − 1. */
  readonly variances: Float64Array
}

/** Samples are added to the covariance so many at a time: it is then read and written as much less often. */
const TOGETHER = 4

/**
 * The first `count` principal components of samples x: eigenvectors of Σ (x − c)(x − c)ᵀ/(samples − 1), c their mean,
 * accurate to an angle of 1e-8 (radians); of each, the entry of greatest magnitude is positive.
 *
 * To standardise samples by one mean and one deviation for all coordinates changes no component, and divides the
 * variances by deviation². The covariance is formed once, its upper triangle alone and past pixels that are 0, as
 * Σ x xᵀ − samples·c cᵀ: it is off by some 1e-16 of the mean squares. Throws `InvalidInput` unless
 * 1 ≤ count ≤ dimension and count < samples, `NumericalFailure` where components are as strong as one another or as
 * the next, and `Interrupted`. Source: Jolliffe, Principal Component Analysis, 2nd edition, section 1.1.
 */
export function principalComponents(
  samples: Samples,
  count: number,
  shouldStop: () => boolean = () => false,
): PrincipalComponents {
  const most = Math.min(samples.dimension, samples.count - 1)
  if (!(Number.isInteger(count) && count >= 1 && count <= most)) {
    throw new InvalidInput(
      'component-count',
      '/components',
      `${count} components are asked for; ${samples.count} samples of ${samples.dimension} values have 1 to ${most}`,
    )
  }
  const { centre, covariance } = covarianceOf(samples, shouldStop)
  const { values, vectors } = leadingEigenvectors(covariance, samples.dimension, count, shouldStop)
  return { centre, components: vectors, variances: values }
}

/** The mean, and the covariance as a whole symmetric matrix. */
function covarianceOf(
  samples: Samples,
  shouldStop: () => boolean,
): { readonly centre: Float64Array; readonly covariance: Float64Array } {
  const { count, dimension } = samples
  const covariance = new Float64Array(dimension * dimension)
  const sums = new Float64Array(dimension)
  const group = new Float64Array(TOGETHER * dimension)
  for (let first = 0; first < count; first += TOGETHER) {
    if (shouldStop()) throw new Interrupted()
    group.fill(0)
    for (let k = 0; k < TOGETHER && first + k < count; k++) {
      const sample = samples.at(first + k)
      for (let j = 0; j < dimension; j++) {
        group[j * TOGETHER + k] = sample[j]!
        sums[j]! += sample[j]!
      }
    }
    addProductsInPlace(covariance, group, dimension)
  }
  const centre = sums.map((sum) => sum / count)
  for (let i = 0; i < dimension; i++) {
    for (let j = i; j < dimension; j++) {
      const value = (covariance[i * dimension + j]! - sums[i]! * centre[j]!) / (count - 1)
      covariance[i * dimension + j] = value
      covariance[j * dimension + i] = value
    }
  }
  return { centre, covariance }
}

/** Adds x xᵀ of a group of four samples, four values a coordinate, to the upper triangle. */
function addProductsInPlace(matrix: Float64Array, group: Float64Array, dimension: number): void {
  const places = new Uint32Array(dimension)
  const values = new Float64Array(TOGETHER * dimension)
  let filled = 0
  for (let j = 0; j < dimension; j++) {
    const [a, b, c, d] = [group[4 * j]!, group[4 * j + 1]!, group[4 * j + 2]!, group[4 * j + 3]!]
    if (a === 0 && b === 0 && c === 0 && d === 0) continue
    values[4 * filled] = a
    values[4 * filled + 1] = b
    values[4 * filled + 2] = c
    values[4 * filled + 3] = d
    places[filled++] = j
  }
  for (let row = 0; row < filled; row++) {
    const start = places[row]! * dimension
    const a = values[4 * row]!
    const b = values[4 * row + 1]!
    const c = values[4 * row + 2]!
    const d = values[4 * row + 3]!
    for (let k = row; k < filled; k++) {
      matrix[start + places[k]!]! +=
        a * values[4 * k]! + b * values[4 * k + 1]! + (c * values[4 * k + 2]! + d * values[4 * k + 3]!)
    }
  }
}
