/** A curve has this many points at the most. */
export const MOST_ROC_POINTS = 1000

/** True against false positives for every threshold, from the highest threshold, (0, 0), to the lowest, (1, 1). */
export interface RocCurve {
  readonly falsePositiveRate: readonly number[]
  readonly truePositiveRate: readonly number[]
  /** Probability that an agonist's output is above a non-agonist's, ties counted half. */
  readonly area: number
}

/** A threshold, and (false positive rate + false negative rate)/2 with it. */
export interface BestThreshold {
  readonly threshold: number
  readonly errorRate: number
}

/** Shares of outputs on the wrong side of a threshold; the error rate is that of both sides alike, their mean. */
export function errorRateOf(falsePositiveRate: number, falseNegativeRate: number): number {
  return (falsePositiveRate + falseNegativeRate) / 2
}

/**
 * How well a threshold tells the outputs of agonists (`positives`) from those of others, neither empty: the curve, and the threshold
 * of the least error rate, half-way between two outputs; of equal ones the highest.
 *
 * A response is an output above the threshold. The area is the rank statistic P(X > Y) + P(X = Y)/2. Of more than 1 000
 * points, those are kept with which the sum of the two rates first reaches another 998th of its range, and both ends.
 */
export function receiverOperatingCharacteristic(
  positives: Float64Array,
  negatives: Float64Array,
): { readonly curve: RocCurve; readonly best: BestThreshold } {
  const falsePositiveRate: number[] = []
  const truePositiveRate: number[] = []
  let area = 0
  let best = { threshold: 0, errorRate: Number.POSITIVE_INFINITY }
  let before = { falsePositive: 0, truePositive: 0, slot: -1 }
  for (const { threshold, falsePositive, truePositive } of thresholdsOf(positives, negatives)) {
    area += ((falsePositive - before.falsePositive) * (truePositive + before.truePositive)) / 2
    const errorRate = errorRateOf(falsePositive, 1 - truePositive)
    if (errorRate < best.errorRate) best = { threshold, errorRate }
    const slot = Math.floor(((falsePositive + truePositive) / 2) * (MOST_ROC_POINTS - 2))
    if (slot > before.slot || falsePositive + truePositive === 2) {
      falsePositiveRate.push(falsePositive)
      truePositiveRate.push(truePositive)
    }
    before = { falsePositive, truePositive, slot }
  }
  return { curve: { falsePositiveRate, truePositiveRate, area }, best }
}

/** Every threshold that makes a difference, from the highest down, with the shares of outputs above it. */
function* thresholdsOf(positives: Float64Array, negatives: Float64Array) {
  const agonists = positives.toSorted()
  const others = negatives.toSorted()
  let a = agonists.length
  let o = others.length
  let above: number | undefined
  while (a > 0 || o > 0) {
    const value = Math.max(
      agonists[a - 1] ?? Number.NEGATIVE_INFINITY,
      others[o - 1] ?? Number.NEGATIVE_INFINITY,
    )
    yield {
      threshold: above === undefined ? value : (value + above) / 2,
      falsePositive: 1 - o / others.length,
      truePositive: 1 - a / agonists.length,
    }
    while (a > 0 && agonists[a - 1] === value) a--
    while (o > 0 && others[o - 1] === value) o--
    above = value
  }
  yield { threshold: above! - 0.5, falsePositive: 1, truePositive: 1 }
}
