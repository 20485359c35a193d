import { factoriseInPlace, type LuWorkspace, luWorkspace, solveInPlace } from '../numerics/lu.ts'
import { complementarity, dualWeights, type Iterate, productsInPlace } from './svm-iterate.ts'

/** A step goes this share of the way to where the first number would reach 0. */
const SHARE_TO_BOUNDARY = 0.995

/** It is shortened by this factor until no point runs ahead of the others and the mean has fallen enough. */
const SHORTENING = 0.9
/** How much the mean is to fall at the least, as a share of the step. */
const LEAST_FALL = 0.01
/** Shortest step of a corrected direction, and of a plain one: less leads nowhere. */
const SHORTEST = { corrected: 0.05, plain: 1e-9 }

/** Share of the mean complementarity that a step aims at: at the least, and at the most. */
const CENTRING = { least: 1e-4, most: 0.5 }

/** Changes of an iterate's numbers, each under its name. */
interface Direction {
  readonly alpha: Float64Array
  readonly surplus: Float64Array
  readonly slack: Float64Array
  readonly weights: Float64Array
  readonly bias: number
}

/** Newton's equations of an iterate, boiled down to w and b. */
interface NewtonSystem {
  readonly iterate: Iterate
  /** d = 1/(s/α + ξ/β) of each point. */
  readonly pulls: Float64Array
  /** Σ α y z − w and Σ α y: 0 but for rounding, which a step takes back. */
  readonly lag: Float64Array
  /** y f − 1 − s + ξ of each point: so is this, which began beside an f of thousands. */
  readonly drift: Float64Array
  /** I + Σ d z zᵀ bordered by Σ d z and Σ d, factorised. */
  readonly matrix: LuWorkspace
}

/**
 * One step of the long-step path-following method, in place: Newton's, towards α s = β ξ = σμ with μ their mean, and
 * so far that all stay above 0, none falls below its share of the mean, and the mean falls.
 *
 * How much the mean would fall along the step for σ = 0 decides σ, and how that step bends the products corrects the
 * direction (Mehrotra, SIAM J. Optim. 2, 575, 1992); where it goes nowhere the direction is left uncorrected, of which
 * the theory knows that it leads on. Returns false, with the iterate as it was, where rounding allows no step any more.
 */
export function newtonStep(iterate: Iterate): boolean {
  const system = newtonSystem(iterate)
  if (system === null) return false
  const { mean } = complementarity(iterate)
  const straight = directionTo(system, 0)
  const fallen = complementarity(moved(iterate, straight, Math.min(1, greatestStep(iterate, straight)))).mean
  const aim = mean * Math.min(Math.max((fallen / mean) ** 3, CENTRING.least), CENTRING.most)
  const next =
    allowedMove(iterate, directionTo(system, aim, straight), SHORTEST.corrected) ??
    allowedMove(iterate, directionTo(system, aim), SHORTEST.plain)
  if (next === null) return false
  for (const name of ['alpha', 'beta', 'surplus', 'slack', 'weights'] as const) iterate[name].set(next[name])
  iterate.bias = next.bias
  return true
}

/** Where the longest step that is allowed leads; null where it would be shorter than `shortest`. */
function allowedMove(iterate: Iterate, direction: Direction, shortest: number): Iterate | null {
  const { mean } = complementarity(iterate)
  let step = Math.min(1, SHARE_TO_BOUNDARY * greatestStep(iterate, direction))
  // Written so that a NaN ends it.
  for (; step > shortest; step *= SHORTENING) {
    const next = moved(iterate, direction, step)
    const reached = complementarity(next)
    const balanced = reached.least > 0 && reached.least >= iterate.centrality * reached.mean
    if (balanced && reached.mean <= (1 - LEAST_FALL * step) * mean) return next
  }
  return null
}

function newtonSystem(iterate: Iterate): NewtonSystem | null {
  const { points, signs, dimension, alpha, beta, surplus, slack, bias } = iterate
  const order = dimension + 1
  const matrix = luWorkspace(order)
  const a = matrix.matrix
  const pulls = alpha.map((value, i) => 1 / (surplus[i]! / value + slack[i]! / beta[i]!))
  for (let i = 0; i < pulls.length; i++) {
    const z = points.subarray(i * dimension, (i + 1) * dimension)
    for (let j = 0; j < dimension; j++) {
      const pull = pulls[i]! * z[j]!
      for (let k = j; k < dimension; k++) a[j * order + k]! += pull * z[k]!
      a[j * order + dimension]! += pull
    }
    a[dimension * order + dimension]! += pulls[i]!
  }
  for (let j = 0; j < order; j++) {
    if (j < dimension) a[j * order + j]! += 1
    for (let k = j + 1; k < order; k++) a[k * order + j] = a[j * order + k]!
  }
  const { weights, balance } = dualWeights(iterate)
  const lag = Float64Array.of(...weights.map((weight, j) => weight - iterate.weights[j]!), balance)
  const drift = new Float64Array(pulls.length)
  productsInPlace(points, iterate.weights, drift)
  for (let i = 0; i < drift.length; i++)
    drift[i] = signs[i]! * (drift[i]! + bias) - 1 - surplus[i]! + slack[i]!
  return factoriseInPlace(matrix) ? { iterate, pulls, lag, drift, matrix } : null
}

/** Newton's direction to where α s = β ξ = `aim` at every point, less what a step along `along` bends them by. */
function directionTo(
  { iterate, pulls, lag, drift, matrix }: NewtonSystem,
  aim: number,
  along?: Direction,
): Direction {
  const { points, signs, dimension, alpha, beta, surplus, slack } = iterate
  const bend = (i: number, change: Float64Array) => along!.alpha[i]! * change[i]!
  const beyond = alpha.map((_, i) => (along === undefined ? aim : aim - bend(i, along.surplus)))
  const short = alpha.map((_, i) => (along === undefined ? aim : aim + bend(i, along.slack)))
  const wanted = alpha.map((value, i) => beyond[i]! / value - surplus[i]! - short[i]! / beta[i]! + slack[i]!)
  const solution = lag.slice()
  for (let i = 0; i < wanted.length; i++) {
    const share = pulls[i]! * wanted[i]! * signs[i]!
    for (let j = 0; j < dimension; j++) solution[j]! += share * points[i * dimension + j]!
    solution[dimension]! += share
  }
  solveInPlace(matrix, solution)
  const [weights, bias] = [solution.slice(0, dimension), solution[dimension]!]
  const change = { alpha: alpha.slice(), surplus: surplus.slice(), slack: slack.slice(), weights, bias }
  const products = new Float64Array(wanted.length)
  productsInPlace(points, weights, products)
  for (let i = 0; i < wanted.length; i++) {
    const outwards = signs[i]! * (products[i]! + bias)
    const alphaChange = pulls[i]! * (wanted[i]! - outwards)
    const slackChange = (short[i]! + slack[i]! * alphaChange) / beta[i]! - slack[i]!
    change.alpha[i] = alphaChange
    change.slack[i] = slackChange
    change.surplus[i] = outwards + drift[i]! + slackChange
  }
  return change
}

/** The step at which the first number reaches 0; infinite where none does. */
function greatestStep({ alpha, beta, surplus, slack }: Iterate, direction: Direction): number {
  let greatest = Number.POSITIVE_INFINITY
  for (let i = 0; i < alpha.length; i++) {
    const change = direction.alpha[i]!
    if (change < 0) greatest = Math.min(greatest, -alpha[i]! / change)
    if (change > 0) greatest = Math.min(greatest, beta[i]! / change)
    if (direction.surplus[i]! < 0) greatest = Math.min(greatest, -surplus[i]! / direction.surplus[i]!)
    if (direction.slack[i]! < 0) greatest = Math.min(greatest, -slack[i]! / direction.slack[i]!)
  }
  return greatest
}

function moved(iterate: Iterate, direction: Direction, step: number): Iterate {
  return {
    ...iterate,
    alpha: iterate.alpha.map((value, i) => value + step * direction.alpha[i]!),
    beta: iterate.beta.map((value, i) => value - step * direction.alpha[i]!),
    surplus: iterate.surplus.map((value, i) => value + step * direction.surplus[i]!),
    slack: iterate.slack.map((value, i) => value + step * direction.slack[i]!),
    weights: iterate.weights.map((value, j) => value + step * direction.weights[j]!),
    bias: iterate.bias + step * direction.bias,
  }
}
