import { hill, hillDerivative } from '../digits/hill.ts'
import type { HillInput } from '../digits/network.ts'
import { ROUNDING_SLACK } from './input-reach.ts'

/** Halvings of the interval in which a chord touches; fewer only leave the slope greater. */
const HALVINGS = 12

/**
 * A slope that no chord of the Hill input from `x` to another point of [lower, upper] exceeds, per unit of a pixel; at
 * most some per cent above the steepest chord. May be `Infinity` where n < 1.
 *
 * The curve is convex up to its inflection θ((n−1)/(n+1))^(1/n) and concave from there on. So the steepest chord from a
 * point below the inflection to one above it touches the curve where it ends, and the slope of the curve between the
 * inflection and that end is no less than its own; likewise downwards.
 */
export function steepestChord(x: number, lower: number, upper: number, input: HillInput): number {
  const { n, theta } = input
  const inflection = n > 1 ? theta * ((n - 1) / (n + 1)) ** (1 / n) : 0
  return Math.max(chordTowards(x, upper, inflection, input), chordTowards(x, lower, inflection, input))
}

/** The steepest of the chords from `x` to any point between it and `end`. */
function chordTowards(x: number, end: number, inflection: number, input: HillInput): number {
  if (end === x) return 0
  const up = end > x
  if (up ? x >= inflection : x <= inflection) return hillDerivative(x, input)
  const value = hill(x, input)
  // The difference of two values is off by the rounding of both.
  const slopeTo = (point: number) => {
    const other = hill(point, input)
    return (Math.abs(other - value) + ROUNDING_SLACK * Math.max(other, value)) / Math.abs(point - x)
  }
  const crosses = up ? end > inflection : end < inflection
  const slopeAtEnd = hillDerivative(end, input)
  if (!crosses || slopeAtEnd > slopeTo(end)) return Math.min(slopeAtEnd, slopeTo(end))
  let near = inflection
  let far = end
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (near + far) / 2
    if (hillDerivative(middle, input) > slopeTo(middle)) near = middle
    else far = middle
  }
  return hillDerivative(near, input)
}
