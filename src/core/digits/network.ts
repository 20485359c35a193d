/** A monotone filter on every pixel: x → x^n/(x^n + θ^n); n > 0 and θ > 0, in the units of a pixel. */
export interface HillInput {
  readonly n: number
  readonly theta: number
}

/**
 * One layer of a network: y = a(W x + b).
 *
 * `weights` is W, row by row (`outputs` rows of `inputs`), `bias` is b. The activation a is the identity where `power`
 * is null, else the rectified power max(0, z)^power, power ≥ 1; 1 is the rectified linear unit.
 */
export interface DenseLayer {
  readonly inputs: number
  readonly outputs: number
  readonly weights: Float64Array
  readonly bias: Float64Array
  readonly power: number | null
}

/**
 * A feed-forward network on the pixels of a digit, from 784 values to one score a class; the class of the higher score
 * is its answer. All classifiers have this form: a linear one has one layer, principal components with a linear
 * support vector machine have two without an activation between, a dense associative memory of exponent n has
 * rectified powers n − 1 between its memories and its classes (Krotov & Hopfield, arXiv:1606.01164, section 3).
 */
export interface Network {
  readonly hill: HillInput | null
  readonly layers: readonly DenseLayer[]
}

/** Pixels of a digit: 28 rows of 28. */
export const DIGIT_SIDE = 28
export const DIGIT_PIXELS = DIGIT_SIDE * DIGIT_SIDE

/** Classes of a classifier: it tells one digit from another. */
export const CLASSES = 2
