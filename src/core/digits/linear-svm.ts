import { Interrupted, InvalidInput, NumericalFailure } from '../errors.ts'
import { dualWeights, type Iterate, productsInPlace, startOf } from './svm-iterate.ts'
import { newtonStep } from './svm-step.ts'

/** C of a soft margin, and how near the solution is to the best: gap ≤ tolerance · objective. */
export const SVM_DEFAULTS = { c: 1, tolerance: 1e-9 } as const

/** Interior point methods need some tens of steps, whatever the size; a few points far out can make it 150. */
const MOST_STEPS = 500

/** A linear classifier, f(z) = w·z + b: f > 0 for class 0. */
export interface LinearSvm {
  readonly weights: Float64Array
  readonly bias: number
  /** ½|w|² + C Σ max(0, 1 − y f(z)). */
  readonly objective: number
  /** How far at the most the objective is above the least there is. */
  readonly gap: number
  /** Newton steps that were made. */
  readonly steps: number
}

/**
 * The linear support vector machine of a soft margin, of points z of few dimensions (row by row, `classes.length` rows)
 * with y = 1 for class 0 and −1 for class 1:
 *
 *     min over w, b of ½|w|² + C Σ_i max(0, 1 − y_i (w·z_i + b)),
 *
 * the bias being free. A feasible interior point method follows the central path of the problem and its dual,
 * max over α in [0, C], Σ α y = 0, of Σ α − ½|Σ α y z|². It ends when their difference, which bounds what is left to
 * gain, is at most 1e-9 of the objective; w is then within √(2·gap) of the solution. Convergence is certain for
 * convex problems: Wright, Primal-Dual Interior-Point Methods (1997), chapter 5; for this one see Ferris and Munson,
 * SIAM J. Optim. 13, 783 (2002). Source: Cortes and Vapnik, Machine Learning 20, 273 (1995).
 *
 * Throws `InvalidInput` for a C that is not above 0, points that are not finite, and where a class is missing;
 * `NumericalFailure` where rounding ends it earlier; `Interrupted`.
 */
export function trainLinearSvm(
  points: Float64Array,
  classes: Uint8Array,
  c: number = SVM_DEFAULTS.c,
  shouldStop: () => boolean = () => false,
): LinearSvm {
  check(points, classes, c)
  const iterate = startOf(points, classes, c)
  let reached = evaluate(iterate)
  for (let steps = 0; steps < MOST_STEPS; steps++) {
    if (shouldStop()) throw new Interrupted()
    if (reached.gap <= SVM_DEFAULTS.tolerance * reached.objective) {
      return { weights: iterate.weights.slice(), bias: iterate.bias, ...reached, steps }
    }
    if (!newtonStep(iterate)) break
    reached = evaluate(iterate)
  }
  throw new NumericalFailure(
    'svm-not-converged',
    '/c',
    `the support vector machine is left ${reached.gap} above the least objective, of ${reached.objective}`,
  )
}

/** The objective at w and b, and how far it is above that of the dual at α, of which Σ α y is 0 but for rounding. */
function evaluate(iterate: Iterate): { readonly objective: number; readonly gap: number } {
  const { points, signs, alpha, weights, bias, c } = iterate
  const products = new Float64Array(signs.length)
  productsInPlace(points, weights, products)
  let [losses, sum] = [0, 0]
  for (let i = 0; i < signs.length; i++) {
    losses += Math.max(0, 1 - signs[i]! * (products[i]! + bias))
    sum += alpha[i]!
  }
  const objective = halfSquare(weights) + c * losses
  const dual = dualWeights(iterate)
  return { objective, gap: objective - sum + halfSquare(dual.weights) + Math.abs(dual.balance * bias) }
}

function halfSquare(vector: Float64Array): number {
  return vector.reduce((sum, value) => sum + value * value, 0) / 2
}

function check(points: Float64Array, classes: Uint8Array, c: number): void {
  if (!(c > 0 && Number.isFinite(c)))
    throw new InvalidInput('svm-c', '/c', `C is ${c}; a number above 0 is needed`)
  const dimension = points.length / classes.length
  if (!(Number.isInteger(dimension) && dimension >= 1)) {
    throw new InvalidInput(
      'svm-points',
      '/points',
      `${points.length} values are no points of the ${classes.length} that have a class`,
    )
  }
  if (!points.every(Number.isFinite))
    throw new InvalidInput('svm-points', '/points', 'a coordinate is not finite')
  for (const wanted of [0, 1]) {
    if (!classes.includes(wanted))
      throw new InvalidInput('svm-one-class', '/classes', `no point is of class ${wanted}`)
  }
}
