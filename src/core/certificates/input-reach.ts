import { sumOfLargest } from './sum-of-largest.ts'

/**
 * Bounds take this share of the sum of all absolute terms off for rounding. A sum of 784 products, however ordered, is
 * off by at most 1e-13 of it; the output that the bound is compared with is such a sum too.
 */
export const ROUNDING_SLACK = 1e-12

/** The values that the inputs of a layer may take together: as far as weighted sums of them can tell. */
export interface Reach {
  /**
   * Writes bounds of Σ_i w_i y_i, i from 0, to range[0] (lower) and range[1] (upper), with the slack. The w_i are
   * `weights` from `from` on.
   */
  boundInto(weights: Float64Array, from: number, range: Float64Array): void
  /** An upper bound of Σ_i w_i |y_i|, for weights ≥ 0. */
  absoluteSum(weights: Float64Array): number
}

/** Every value anywhere between two ends, whatever the others do: bounds of a sum are exact. */
export class BoxReach implements Reach {
  readonly #centres: Float64Array
  /** Half the widths, and the slack. */
  readonly #radii: Float64Array

  constructor(lower: Float64Array, upper: Float64Array) {
    const count = lower.length
    const centres = new Float64Array(count)
    const radii = new Float64Array(count)
    for (let i = 0; i < count; i++) {
      const centre = (lower[i]! + upper[i]!) / 2
      const radius = (upper[i]! - lower[i]!) / 2
      centres[i] = centre
      radii[i] = radius + ROUNDING_SLACK * (Math.abs(centre) + radius)
    }
    this.#centres = centres
    this.#radii = radii
  }

  boundInto(weights: Float64Array, from: number, range: Float64Array): void {
    const centres = this.#centres
    const radii = this.#radii
    let centre = 0
    let radius = 0
    for (let i = 0; i < centres.length; i++) {
      const weight = weights[from + i]!
      centre += weight * centres[i]!
      radius += Math.abs(weight) * radii[i]!
    }
    range[0] = centre - radius
    range[1] = centre + radius
  }

  absoluteSum(weights: Float64Array): number {
    const centres = this.#centres
    const radii = this.#radii
    let sum = 0
    for (let i = 0; i < weights.length; i++) sum += weights[i]! * (Math.abs(centres[i]!) + radii[i]!)
    return sum
  }
}

/** Values whose changes, each over its steepness, have a Euclidean length of at most ε, and that stay in a box. */
export class BallReach implements Reach {
  readonly #box: BoxReach
  readonly #values: Float64Array
  readonly #steepness: Float64Array
  readonly #epsilon: number

  constructor(box: BoxReach, values: Float64Array, steepness: Float64Array, epsilon: number) {
    this.#box = box
    this.#values = values
    this.#steepness = steepness
    this.#epsilon = epsilon
  }

  /** The tighter of the box's bounds and Σ w_i y_i ± ε √Σ (w_i s_i)², s the steepness: the dual norm. */
  boundInto(weights: Float64Array, from: number, range: Float64Array): void {
    this.#box.boundInto(weights, from, range)
    const values = this.#values
    const steepness = this.#steepness
    let sum = 0
    let absolute = 0
    let squares = 0
    for (let i = 0; i < values.length; i++) {
      const weight = weights[from + i]!
      const steep = weight * steepness[i]!
      const term = weight * values[i]!
      sum += term
      absolute += Math.abs(term)
      squares += steep * steep
    }
    const radius = this.#epsilon * Math.sqrt(squares)
    const slack = ROUNDING_SLACK * (absolute + radius)
    // A comparison with NaN, which an infinite steepness and a weight of 0 make, leaves the box's bound.
    if (sum - radius - slack > range[0]!) range[0] = sum - radius - slack
    if (sum + radius + slack < range[1]!) range[1] = sum + radius + slack
  }

  absoluteSum(weights: Float64Array): number {
    return this.#box.absoluteSum(weights)
  }
}

/** Values of which at most `count` leave their place, for anywhere between two ends: bounds of a sum are exact. */
export class FewReach implements Reach {
  readonly #values: Float64Array
  readonly #lower: Float64Array
  readonly #upper: Float64Array
  readonly #count: number
  readonly #falls: Float64Array
  readonly #rises: Float64Array

  constructor(values: Float64Array, lower: Float64Array, upper: Float64Array, count: number) {
    this.#values = values
    this.#lower = lower
    this.#upper = upper
    this.#count = count
    this.#falls = new Float64Array(values.length)
    this.#rises = new Float64Array(values.length)
  }

  /** Σ w_i y_i less the `count` deepest falls that single values can bring, and plus the highest rises. */
  boundInto(weights: Float64Array, from: number, range: Float64Array): void {
    const values = this.#values
    const lower = this.#lower
    const upper = this.#upper
    const falls = this.#falls
    const rises = this.#rises
    let sum = 0
    let absolute = 0
    for (let i = 0; i < values.length; i++) {
      const weight = weights[from + i]!
      const value = values[i]!
      const term = weight * value
      const down = weight * (value - lower[i]!)
      const up = weight * (upper[i]! - value)
      falls[i] = weight > 0 ? down : -up
      rises[i] = weight > 0 ? up : -down
      sum += term
      absolute += Math.abs(term)
    }
    const fall = sumOfLargest(falls, this.#count)
    const rise = sumOfLargest(rises, this.#count)
    const slack = ROUNDING_SLACK * (absolute + fall + rise)
    range[0] = sum - fall - slack
    range[1] = sum + rise + slack
  }

  absoluteSum(weights: Float64Array): number {
    const lower = this.#lower
    const upper = this.#upper
    let sum = 0
    for (let i = 0; i < weights.length; i++) {
      sum += weights[i]! * Math.max(Math.abs(lower[i]!), Math.abs(upper[i]!))
    }
    return sum
  }
}
