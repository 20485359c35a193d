import { Interrupted, InvalidInput } from '../errors.ts'
import type { RandomStream } from '../numerics/random.ts'

/** Permutations that the control is the mean of. */
const CONTROL_PERMUTATIONS = 10

/** Samples moved between two looks at whether to stop. */
const MOVES_BETWEEN_LOOKS = 65_536

export interface MutualInformation {
  /** Bias-corrected, and so at times a little below 0 where there is none. */
  readonly bits: number
  /** The same with the labels permuted: what is left where there is no information. */
  readonly control: number
  /** log2 of the number of labels. */
  readonly upperBound: number
  readonly binCount: number
}

/**
 * Mutual information in bits between a label, each as likely as any other, and a number: `samples[x]` are numbers seen
 * with label x, as many for each.
 *
 * Numbers are binned with equal probability, as far as ties, which are never parted, allow: √(samples a label) bins, or one a
 * label if that is more. Of the plug-in estimate I = Σ p(x, y) log2 p(x, y)/(p(x) p(y)) Miller and Madow's bias is
 * taken, (K_xy − K_x − K_y + 1)/(2n ln 2), K counting what is not empty. The control is the mean over 10 permutations
 * of the labels, drawn from `random`.
 *
 * Throws `InvalidInput` for unequal numbers of samples or fewer than two labels, and `Interrupted` when `shouldStop` says so.
 * Sources: Miller, in Information Theory in Psychology (1955); Paninski, Neural Comput. 15, 1191 (2003).
 */
export function mutualInformation(
  samples: readonly Float64Array[],
  random: RandomStream,
  shouldStop: () => boolean = () => false,
): MutualInformation {
  const labels = samples.length
  const each = samples[0]?.length ?? 0
  if (labels < 2 || each === 0 || samples.some(({ length }) => length !== each)) {
    throw new InvalidInput(
      'unequal-samples',
      '',
      'information needs two labels or more, with as many samples each',
    )
  }
  const pooled = new Float64Array(labels * each)
  for (const [x, numbers] of samples.entries()) pooled.set(numbers, x * each)
  const upper = upperValues(pooled, Math.max(labels, Math.floor(Math.sqrt(each))))
  const bins = Uint32Array.from(pooled, (value) => binOf(upper, value))
  const bits = correctedBits(bins, labels, upper.length)
  let control = 0
  for (let i = 0; i < CONTROL_PERMUTATIONS; i++) {
    permuteInPlace(bins, random, shouldStop)
    control += correctedBits(bins, labels, upper.length) / CONTROL_PERMUTATIONS
  }
  return { bits, control, upperBound: Math.log2(labels), binCount: upper.length }
}

/** The greatest value of each bin, ascending. A bin ends where the samples so far reach another share of them. */
function upperValues(samples: Float64Array, bins: number): Float64Array {
  const sorted = samples.toSorted()
  const upper: number[] = []
  for (let i = 0; i < sorted.length; i++) {
    if (sorted[i] === sorted[i + 1]) continue
    if (i + 1 === sorted.length || (i + 1) * bins >= (upper.length + 1) * sorted.length) {
      upper.push(sorted[i]!)
    }
  }
  return Float64Array.from(upper)
}

/** The first bin whose greatest value is not below this one. */
function binOf(upper: Float64Array, value: number): number {
  let low = 0
  let high = upper.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (upper[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}

/** Of `labels` blocks of bins, one after the other and of one length. */
function correctedBits(bins: Uint32Array, labels: number, binCount: number): number {
  const each = bins.length / labels
  const joint = new Float64Array(labels * binCount)
  const inBin = new Float64Array(binCount)
  for (const [i, y] of bins.entries()) {
    joint[Math.floor(i / each) * binCount + y]!++
    inBin[y]!++
  }
  let bits = 0
  let cells = 0
  for (const [at, count] of joint.entries()) {
    if (count === 0) continue
    cells++
    bits += (count / bins.length) * Math.log2((count * labels) / inBin[at % binCount]!)
  }
  return bits - (cells - labels - binCount + 1) / (2 * bins.length * Math.LN2)
}

/** Fisher and Yates'. */
function permuteInPlace(values: Uint32Array, { uniform }: RandomStream, shouldStop: () => boolean): void {
  for (let i = values.length - 1; i > 0; i--) {
    if (i % MOVES_BETWEEN_LOOKS === 0 && shouldStop()) throw new Interrupted()
    const j = Math.floor(uniform() * (i + 1))
    const value = values[i]!
    values[i] = values[j]!
    values[j] = value
  }
}
