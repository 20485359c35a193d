import { Interrupted } from '../errors.ts'
import { concatenate } from '../numerics/concatenate.ts'
import type { RandomStream } from '../numerics/random.ts'
import { type MutualInformation, mutualInformation } from './mutual-information.ts'
import {
  type BestThreshold,
  errorRateOf,
  type RocCurve,
  receiverOperatingCharacteristic,
} from './receiver-operating-characteristic.ts'
import {
  histogramOf,
  QUANTILE_LEVELS,
  type SampleHistogram,
  shareAbove,
  summaryOf,
} from './sample-statistics.ts'

/** Outputs of many cells under one condition, over time; one entry a time but for the histogram. */
export interface OutputStatistics {
  readonly mean: readonly number[]
  readonly standardDeviation: readonly number[]
  /** By level. */
  readonly quantiles: Readonly<Record<string, readonly number[]>>
  /** Share of the cells whose output is above the threshold. */
  readonly respondingFraction: readonly number[]
  /** Of the last time. */
  readonly histogram: SampleHistogram
}

/** Errors of cells that decide by a threshold, agonists and non-agonists being equally likely. */
export interface DecisionErrors {
  /** Share of the cells that respond though they should not. */
  readonly falsePositiveRate: number
  /** Share of the cells that should respond and do not. */
  readonly falseNegativeRate: number
  /** The mean of the two. */
  readonly errorRate: number
  /** The threshold that makes the fewest errors. */
  readonly best: BestThreshold
}

/** What cells under one condition came to, and whether they should have responded. */
export interface DecidedCondition {
  /** s */
  readonly bindingTime: number
  readonly shouldRespond: boolean
  /** One a cell. */
  readonly outputs: Float64Array
}

/** Null where the conditions are all such as should respond, or all such as should not; information: of one binding time. */
export interface DecisionStatistics {
  readonly decisions: DecisionErrors | null
  readonly roc: RocCurve | null
  readonly mutualInformation: MutualInformation | null
}

/** Statistics of `outputs`, one row a cell and one column a time. Throws `Interrupted` when `shouldStop` says so. */
export function outputStatistics(
  outputs: Float64Array,
  times: number,
  threshold: number,
  shouldStop: () => boolean,
): OutputStatistics {
  const columns = Array.from({ length: times }, (_, column) => {
    if (shouldStop()) throw new Interrupted()
    const samples = columnOf(outputs, times, column)
    return { ...summaryOf(samples), respondingFraction: shareAbove(samples, threshold) }
  })
  return {
    mean: columns.map(({ mean }) => mean),
    standardDeviation: columns.map(({ standardDeviation }) => standardDeviation),
    quantiles: Object.fromEntries(
      QUANTILE_LEVELS.map((level, i) => [String(level), columns.map(({ quantiles }) => quantiles[i]!)]),
    ),
    respondingFraction: columns.map(({ respondingFraction }) => respondingFraction),
    histogram: histogramOf(columnOf(outputs, times, times - 1)),
  }
}

/** One column of a row-major field. */
export function columnOf(field: Float64Array, columns: number, column: number): Float64Array {
  const values = new Float64Array(field.length / columns)
  for (let row = 0; row < values.length; row++) values[row] = field[row * columns + column]!
  return values
}

/**
 * How well the outputs tell what to respond to, at the threshold (a response is an output above it) and at any other, and how much
 * they tell of the binding time while the quantity is unknown: all conditions are equally likely, those of one
 * binding time being its quantities. As many outputs of each condition, at least one.
 *
 * `random` permutes the control of the information. Throws `Interrupted` when `shouldStop` says so.
 */
export function decisionStatistics(
  conditions: readonly DecidedCondition[],
  threshold: number,
  random: RandomStream,
  shouldStop: () => boolean,
): DecisionStatistics {
  const positives = joined(conditions.filter(({ shouldRespond }) => shouldRespond))
  const negatives = joined(conditions.filter(({ shouldRespond }) => !shouldRespond))
  const byBindingTime = Map.groupBy(conditions, ({ bindingTime }) => bindingTime)
  const information =
    byBindingTime.size < 2
      ? null
      : mutualInformation([...byBindingTime.values()].map(joined), random, shouldStop)
  if (positives.length === 0 || negatives.length === 0) {
    return { decisions: null, roc: null, mutualInformation: information }
  }
  const { curve, best } = receiverOperatingCharacteristic(positives, negatives)
  const falsePositiveRate = shareAbove(negatives, threshold)
  const falseNegativeRate = 1 - shareAbove(positives, threshold)
  const errorRate = errorRateOf(falsePositiveRate, falseNegativeRate)
  return {
    decisions: { falsePositiveRate, falseNegativeRate, errorRate, best },
    roc: curve,
    mutualInformation: information,
  }
}

function joined(conditions: readonly DecidedCondition[]): Float64Array {
  return concatenate(conditions.map(({ outputs }) => outputs))
}
