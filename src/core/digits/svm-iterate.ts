/**
 * A point inside what the support vector machine and its dual allow:
 *
 *     y_i (w·z_i + b) − 1 = s_i − ξ_i,  s > 0, ξ > 0,    w = Σ α_i y_i z_i,  Σ α_i y_i = 0,  0 < α < C.
 *
 * At the solution α_i s_i = 0 and β_i ξ_i = 0, β = C − α, for every point z_i.
 */
export interface Iterate {
  readonly points: Float64Array
  /** y: 1 for class 0, −1 for class 1. */
  readonly signs: Float64Array
  readonly dimension: number
  readonly c: number
  readonly alpha: Float64Array
  /** C − α, kept by itself: where it is near 0 the difference would be rounding. */
  readonly beta: Float64Array
  /** s: how far a point is beyond the margin on its own side. */
  readonly surplus: Float64Array
  /** ξ: how far it is short of it. */
  readonly slack: Float64Array
  readonly weights: Float64Array
  bias: number
  /** The least share of the mean that α s or β ξ of a point may have: no one runs ahead of the others. */
  readonly centrality: number
}

type Complements = Pick<Iterate, 'alpha' | 'beta' | 'surplus' | 'slack'>
type Multipliers = Pick<Iterate, 'points' | 'signs' | 'dimension' | 'alpha'>

/** The share that the long-step method allows; the start may have less where the classes are of unlike size. */
const USUAL_CENTRALITY = 1e-3

/** The start: all α of a class alike, half of C in the smaller one, and slacks beyond what any point needs. */
export function startOf(points: Float64Array, classes: Uint8Array, c: number): Iterate {
  const count = classes.length
  const dimension = points.length / count
  const ones = classes.reduce((sum, value) => sum + value, 0)
  const least = Math.min(ones, count - ones)
  const signs = Float64Array.from(classes, (value) => 1 - 2 * value)
  const alpha = Float64Array.from(classes, (value) => ((c / 2) * least) / (value === 1 ? ones : count - ones))
  const { weights } = dualWeights({ points, signs, dimension, alpha })
  const excess = new Float64Array(count)
  productsInPlace(points, weights, excess)
  for (let i = 0; i < count; i++) excess[i] = signs[i]! * excess[i]! - 1
  const most = 2 * excess.reduce((greatest, value) => Math.max(greatest, Math.abs(value)), 1)
  const start = {
    points,
    signs,
    dimension,
    c,
    alpha,
    beta: alpha.map((value) => c - value),
    surplus: excess.map((value) => most + value),
    slack: new Float64Array(count).fill(most),
    weights,
    bias: 0,
  }
  const { mean, least: smallest } = complementarity(start)
  return { ...start, centrality: Math.min(USUAL_CENTRALITY, smallest / mean / 2) }
}

/** Mean and least of all α s and β ξ; the duality gap is the number of them times the mean. */
export function complementarity({ alpha, beta, surplus, slack }: Complements): {
  readonly mean: number
  readonly least: number
} {
  let [sum, least] = [0, Number.POSITIVE_INFINITY]
  for (let i = 0; i < alpha.length; i++) {
    const beyond = alpha[i]! * surplus[i]!
    const short = beta[i]! * slack[i]!
    sum += beyond + short
    least = Math.min(least, beyond, short)
  }
  return { mean: sum / (2 * alpha.length), least }
}

/** Σ α y z, and Σ α y. */
export function dualWeights({ points, signs, dimension, alpha }: Multipliers): {
  readonly weights: Float64Array
  readonly balance: number
} {
  const weights = new Float64Array(dimension)
  let balance = 0
  for (let i = 0; i < alpha.length; i++) {
    const share = alpha[i]! * signs[i]!
    balance += share
    for (let j = 0; j < dimension; j++) weights[j]! += share * points[i * dimension + j]!
  }
  return { weights, balance }
}

/** weights·z of each point. */
export function productsInPlace(points: Float64Array, weights: Float64Array, products: Float64Array): void {
  const dimension = weights.length
  for (let i = 0; i < products.length; i++) {
    let sum = 0
    for (let j = 0; j < dimension; j++) sum += weights[j]! * points[i * dimension + j]!
    products[i] = sum
  }
}
