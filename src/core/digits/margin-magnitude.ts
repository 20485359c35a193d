import type { DenseLayer, Network } from './network.ts'
import type { PixelRange } from './pixel-range.ts'

/** Beyond this magnitude squares and sums of margins, and of their derivatives, could overflow. */
export const GREATEST_MAGNITUDE = 1e150

/**
 * A magnitude that neither the margin of a network nor any of its derivatives exceeds, whatever the image in a range: its
 * layers with all numbers at their absolute values, s = |W| a + |b| and a = s^p forwards, g = |W|ᵀ (g a'(s)) backwards,
 * times n/θ for the Hill input. Infinite or NaN where numbers could overflow on the way, and for a Hill input with
 * n < 1, which has no greatest slope.
 */
export function greatestMagnitude({ hill, layers }: Network, { lower, upper }: PixelRange): number {
  const brightest = hill === null ? Math.max(Math.abs(lower), Math.abs(upper)) : 1
  let values = new Float64Array(layers[0]!.inputs).fill(brightest)
  const steepness = layers.map((layer) => {
    const { power } = layer
    const sums = absoluteSums(layer, values)
    values = power === null ? sums : sums.map((sum) => sum ** power)
    return power === null ? sums.map(() => 1) : sums.map((sum) => power * sum ** (power - 1))
  })
  let slopes = values.map(() => 1)
  for (let k = layers.length - 1; k >= 0; k--) {
    slopes = absolutePulledBack(
      layers[k]!,
      slopes.map((slope, unit) => slope * steepness[k]![unit]!),
    )
  }
  const filter = hill === null ? 1 : hill.n < 1 ? Number.POSITIVE_INFINITY : hill.n / hill.theta
  const margin = values.reduce((sum, value) => sum + value, 0)
  return slopes.reduce((most, slope) => Math.max(most, slope * filter), margin)
}

/** |W| values + |b|. */
function absoluteSums({ inputs, weights, bias }: DenseLayer, values: Float64Array) {
  return bias.map((constant, unit) => {
    let sum = Math.abs(constant)
    for (let i = 0; i < inputs; i++) sum += Math.abs(weights[unit * inputs + i]!) * values[i]!
    return sum
  })
}

/** |W|ᵀ slopes. */
function absolutePulledBack({ inputs, weights }: DenseLayer, slopes: Float64Array) {
  const below = new Float64Array(inputs)
  slopes.forEach((slope, unit) => {
    for (let i = 0; i < inputs; i++) below[i]! += Math.abs(weights[unit * inputs + i]!) * slope
  })
  return below
}
