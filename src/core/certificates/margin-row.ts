import type { DenseLayer } from '../digits/network.ts'
import type { Activation } from './rectified-power.ts'

/** A lower bound of the margin of a network as a weighted sum of what enters a layer. */
export interface MarginRow {
  readonly weights: Float64Array
  /** Sums of the absolute terms that each weight is made of. */
  readonly sizes: Float64Array
  readonly constant: number
  /** Sum of the absolute terms of the constant. */
  readonly constantSize: number
}

/** score(trueClass) − score(other) over the two scores. */
export function scoreRow(trueClass: 0 | 1): MarginRow {
  return {
    weights: Float64Array.from([0, 1], (label) => (label === trueClass ? 1 : -1)),
    sizes: Float64Array.of(1, 1),
    constant: 0,
    constantSize: 0,
  }
}

/** A row over the sums W x + b of a layer as one over x. */
export function rowBefore({ inputs, outputs, weights, bias }: DenseLayer, after: MarginRow): MarginRow {
  const row = { weights: new Float64Array(inputs), sizes: new Float64Array(inputs) }
  let { constant, constantSize } = after
  for (let unit = 0; unit < outputs; unit++) {
    constant += after.weights[unit]! * bias[unit]!
    constantSize += after.sizes[unit]! * Math.abs(bias[unit]!)
  }
  const paired = outputs - (outputs % 2)
  for (let unit = 0; unit < paired; unit += 2) addUnits(row, after, unit, unit + 1, weights)
  if (paired < outputs) addUnits(row, after, paired, null, weights)
  return { ...row, constant, constantSize }
}

/** Adds what comes through one unit, or through two at once, which takes two thirds of the time. */
function addUnits(
  { weights: before, sizes }: Pick<MarginRow, 'weights' | 'sizes'>,
  after: MarginRow,
  one: number,
  other: number | null,
  weights: Float64Array,
): void {
  const [first, second] = [one * before.length, (other ?? one) * before.length]
  const [factor, size] = [after.weights[one]!, after.sizes[one]!]
  const [otherFactor, otherSize] = other === null ? [0, 0] : [after.weights[other]!, after.sizes[other]!]
  if (size === 0 && otherSize === 0) return
  for (let i = 0; i < before.length; i++) {
    const weight = weights[first + i]!
    const otherWeight = weights[second + i]!
    before[i] = before[i]! + (factor * weight + otherFactor * otherWeight)
    sizes[i] = sizes[i]! + (size * Math.abs(weight) + otherSize * Math.abs(otherWeight))
  }
}

/**
 * A row over what a rectified power lets through as one over the sums that enter it, each between its `lower` and its
 * `upper`. The power is convex: where it raises the margin, it is at least its tangent in the middle of the interval,
 * and where it lowers the margin, at most its chord. Source: Zhang et al., arXiv:1811.00866, section 3.
 */
export function rowBeforePower(
  { value, slope }: Activation,
  lower: Float64Array,
  upper: Float64Array,
  after: MarginRow,
): MarginRow {
  const weights = new Float64Array(lower.length)
  const sizes = new Float64Array(lower.length)
  let { constant, constantSize } = after
  for (let unit = 0; unit < lower.length; unit++) {
    const factor = after.weights[unit]!
    const [low, high] = [lower[unit]!, upper[unit]!]
    const [atLow, atHigh] = [value(low), value(high)]
    const place = factor > 0 ? (low + high) / 2 : low
    const steep = factor > 0 ? slope(place) : high > low ? (atHigh - atLow) / (high - low) : 0
    weights[unit] = factor * steep
    sizes[unit] = after.sizes[unit]! * steep
    constant += factor * (factor > 0 ? value(place) : atLow) - factor * (steep * place)
    constantSize += after.sizes[unit]! * (atHigh + steep * Math.max(Math.abs(low), Math.abs(high)))
  }
  return { weights, sizes, constant, constantSize }
}
