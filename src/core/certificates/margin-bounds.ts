import type { Size } from '../attacks/random-noise.ts'
import { filterPixels } from '../digits/hill.ts'
import type { DenseLayer, HillInput, Network } from '../digits/network.ts'
import type { Bounds } from '../target.ts'
import { steepestChord } from './hill-chord.ts'
import { BallReach, BoxReach, FewReach, type Reach, ROUNDING_SLACK } from './input-reach.ts'
import { type MarginRow, rowBefore, rowBeforePower, scoreRow } from './margin-row.ts'
import { rectifiedPower } from './rectified-power.ts'

/** A pixel may be further from its place by this share of its size and ε, and its computed distance be ε. */
const EDGE_SLACK = 2 ** -52

/**
 * A lower bound of the margin of an image: whatever perturbation of at most this size, within the bounds, is put on `x`,
 * score(trueClass) − score(other) does not lie below it. Above 0, the image is told rightly: *certified*.
 *
 * Interval bounds: the values that enter the first layer are bounded for the norm, those of every later one by the
 * interval of each unit, [Σ w c − Σ |w| r, Σ w c + Σ |w| r] through its monotone activation, c and r the centres and
 * radii of the intervals before. The two scores are bounded together, by the difference of their rows; last layers
 * without an activation between them are one. So a network of which nothing else is left is bounded exactly in L∞ and L0.
 * Else the last activation is also replaced by straight lines that bound it in its intervals, which leaves one sum over
 * what enters the layer before it; the better of the two bounds counts. It need not fall as ε grows, since the lines
 * change; what is certified for one ε is so for every smaller one.
 *
 * Before the first layer: in L∞ the box [x − ε, x + ε], through the Hill input (monotone). In L2 for each sum the tighter
 * of that box and the dual norm, Σ w_i h(x_i) ± ε √Σ (w_i s_i)², s_i the steepest chord of the Hill input in the box, 1
 * where there is none. In L0 for each sum the ⌊ε⌋ largest changes that single pixels can bring, up or down.
 *
 * `x` lies within `bounds`, which are finite in L0 and not below 0 where there is a Hill input. The bound is computed in
 * doubles without directed rounding; instead `ROUNDING_SLACK` of the sum of absolute terms is taken off in every sum, so
 * that no margin computed in doubles, of layers of up to some thousand inputs, lies below it. `-Infinity` where numbers
 * overflow. Sources: Gowal et al., arXiv:1810.12715, section 3; Zhang et al., arXiv:1811.00866, for the lines.
 */
export function leastMargin(
  { hill, layers }: Network,
  trueClass: 0 | 1,
  x: Float64Array,
  size: Size,
  bounds: Bounds,
): number {
  let row = scoreRow(trueClass)
  let last = layers.length - 1
  for (; last >= 0 && layers[last]!.power === null; last--) row = rowBefore(layers[last]!, row)
  let reach = pixelReach(hill, x, size, bounds)
  if (last < 0) return leastSum(row, reach)
  for (const layer of layers.slice(0, last)) reach = throughLayer(layer, reach)
  const layer = layers[last]!
  const { lower, upper } = sumsOf(layer, reach)
  const activation = rectifiedPower(layer.power!)
  const lines = rowBefore(layer, rowBeforePower(activation, lower, upper, row))
  return Math.max(
    leastSum(row, new BoxReach(lower.map(activation.value), upper.map(activation.value))),
    leastSum(lines, reach),
  )
}

/** The least that a row can come to; `-Infinity` where numbers overflow. */
function leastSum({ weights, sizes, constant, constantSize }: MarginRow, reach: Reach): number {
  const range = new Float64Array(2)
  reach.boundInto(weights, 0, range)
  const least = range[0]! + constant - ROUNDING_SLACK * (reach.absoluteSum(sizes) + constantSize)
  return Number.isFinite(least) ? least : Number.NEGATIVE_INFINITY
}

/** Intervals of what a layer lets through. */
function throughLayer(layer: DenseLayer, reach: Reach): Reach {
  const { lower, upper } = sumsOf(layer, reach)
  if (layer.power === null) return new BoxReach(lower, upper)
  const { value } = rectifiedPower(layer.power)
  return new BoxReach(lower.map(value), upper.map(value))
}

/** Intervals of the sums W x + b of a layer. */
function sumsOf({ inputs, outputs, weights, bias }: DenseLayer, reach: Reach): Bounds {
  const lower = new Float64Array(outputs)
  const upper = new Float64Array(outputs)
  const range = new Float64Array(2)
  for (let unit = 0; unit < outputs; unit++) {
    reach.boundInto(weights, unit * inputs, range)
    const slack = ROUNDING_SLACK * Math.abs(bias[unit]!)
    lower[unit] = range[0]! + bias[unit]! - slack
    upper[unit] = range[1]! + bias[unit]! + slack
  }
  return { lower, upper }
}

/** What a perturbation of the pixels can make of the values that enter the first layer. */
function pixelReach(
  input: HillInput | null,
  x: Float64Array,
  { epsilon, norm }: Size,
  bounds: Bounds,
): Reach {
  if (norm === 'l0') {
    return new FewReach(
      filtered(x, input),
      filtered(bounds.lower, input),
      filtered(bounds.upper, input),
      Math.floor(epsilon),
    )
  }
  const [lower, upper] = [new Float64Array(x.length), new Float64Array(x.length)]
  for (let i = 0; i < x.length; i++) {
    const slack = EDGE_SLACK * (Math.abs(x[i]!) + epsilon)
    lower[i] = Math.max(x[i]! - epsilon - slack, bounds.lower[i]!)
    upper[i] = Math.min(x[i]! + epsilon + slack, bounds.upper[i]!)
  }
  const box = new BoxReach(filtered(lower, input), filtered(upper, input))
  return norm === 'linf'
    ? box
    : new BallReach(box, filtered(x, input), steepness(x, lower, upper, input), epsilon)
}

function filtered(x: Float64Array, input: HillInput | null): Float64Array {
  if (input === null) return x
  const values = new Float64Array(x.length)
  filterPixels(x, input, values)
  return values
}

/** The steepest chord of the Hill input for each pixel in its interval. */
function steepness(
  x: Float64Array,
  lower: Float64Array,
  upper: Float64Array,
  input: HillInput | null,
): Float64Array {
  const slopes = new Float64Array(x.length).fill(1)
  if (input === null) return slopes
  for (let i = 0; i < x.length; i++) {
    // Pixels come in runs, of black ones above all.
    const same = i > 0 && x[i] === x[i - 1] && lower[i] === lower[i - 1] && upper[i] === upper[i - 1]
    slopes[i] = same ? slopes[i - 1]! : steepestChord(x[i]!, lower[i]!, upper[i]!, input)
  }
  return slopes
}
