import type { HillInput } from './network.ts'

/** Whole exponents up to this are raised by repeated squaring, which is faster than `Math.pow`. */
const LARGEST_SQUARED_EXPONENT = 1024

/** Pixels that one turn of a loop takes: one a turn takes thrice as long, most of it spent on turning. */
const BLOCK = 4

/**
 * The Hill input: the share p/(1 + p), p = (x/θ)^n, of a pixel x in [0, ∞]; in [0, 1], and 0 at 0.
 *
 * It never falls as x rises (but for the rounding of its last places), so that the image of an interval lies between
 * those of its ends. Source: arXiv:1807.04270, section V.
 */
export function hill(x: number, { n, theta }: HillInput): number {
  const ratio = x * (1 / theta)
  return shareOf(isSquared(n) ? raised(ratio, n - 1) * ratio : ratio ** n)
}

/**
 * The derivative n/θ · (x/θ)^(n−1)/(1 + p)², p = (x/θ)^n, of the Hill input, per unit of a pixel. At x = 0 it is 0 for
 * n > 1, 1/θ for n = 1 and `Infinity` for n < 1.
 */
export function hillDerivative(x: number, { n, theta }: HillInput): number {
  if (x === 0 && n < 1) return Number.POSITIVE_INFINITY
  const ratio = x * (1 / theta)
  return slopeOf(isSquared(n) ? raised(ratio, n - 1) : ratio ** (n - 1), ratio, n / theta)
}

/** Writes `hill` of every pixel of `x` into `values`, an array of the same length; it may be `x`. */
export function filterPixels(x: Float64Array, input: HillInput, values: Float64Array): void {
  const done = isSquared(input.n) ? filterBlocks(x, input, values, null) : 0
  for (let i = done; i < x.length; i++) values[i] = hill(x[i]!, input)
}

/**
 * Turns slopes with respect to what the Hill input lets through into those with respect to the pixels `x`, in place:
 * times `hillDerivative`. A slope of 0 stays 0 where that is infinite.
 */
export function filterSlopes(x: Float64Array, input: HillInput, slopes: Float64Array): void {
  const done = isSquared(input.n) ? filterBlocks(x, input, null, slopes) : 0
  for (let i = done; i < x.length; i++) {
    if (slopes[i] !== 0) slopes[i] = slopes[i]! * hillDerivative(x[i]!, input)
  }
}

/** What the two above do, for whole blocks and a whole exponent; returns how many pixels that were. */
function filterBlocks(
  x: Float64Array,
  { n, theta }: HillInput,
  values: Float64Array | null,
  slopes: Float64Array | null,
): number {
  const below = (n | 0) - 1
  const scale = 1 / theta
  const steepness = n / theta
  const first = secondBit(below)
  const end = x.length - (x.length % BLOCK)
  for (let i = 0; i < end; i += BLOCK) {
    const a = x[i]! * scale
    const b = x[i + 1]! * scale
    const c = x[i + 2]! * scale
    const d = x[i + 3]! * scale
    // Most of a digit is black.
    if (a + b + c + d === 0 && below > 0) {
      if (values !== null) clearBlock(values, i)
      if (slopes !== null) clearBlock(slopes, i)
      continue
    }
    let p = below === 0 ? 1 : a
    let q = below === 0 ? 1 : b
    let r = below === 0 ? 1 : c
    let s = below === 0 ? 1 : d
    for (let bit = first; bit >= 0; bit--) {
      const odd = ((below >> bit) & 1) === 1
      p *= odd ? p * a : p
      q *= odd ? q * b : q
      r *= odd ? r * c : r
      s *= odd ? s * d : s
    }
    if (values !== null) {
      values[i] = shareOf(p * a)
      values[i + 1] = shareOf(q * b)
      values[i + 2] = shareOf(r * c)
      values[i + 3] = shareOf(s * d)
    }
    if (slopes !== null) {
      slopes[i] = slopes[i]! * slopeOf(p, a, steepness)
      slopes[i + 1] = slopes[i + 1]! * slopeOf(q, b, steepness)
      slopes[i + 2] = slopes[i + 2]! * slopeOf(r, c, steepness)
      slopes[i + 3] = slopes[i + 3]! * slopeOf(s, d, steepness)
    }
  }
  return end
}

/** Zeros in one block; `fill` takes ten times as long for so few. */
function clearBlock(array: Float64Array, from: number): void {
  array[from] = 0
  array[from + 1] = 0
  array[from + 2] = 0
  array[from + 3] = 0
}

/** p/(1 + p); 1 where p is infinite. */
function shareOf(power: number): number {
  return power < Number.POSITIVE_INFINITY ? power / (1 + power) : 1
}

/** n/θ · r^(n−1)/(1 + r^n)²; 0 where the powers are infinite. */
function slopeOf(below: number, ratio: number, steepness: number): number {
  const finite = Math.min(below, Number.MAX_VALUE)
  const rest = 1 / (1 + finite * ratio)
  return steepness * (finite * rest) * rest
}

function isSquared(exponent: number): boolean {
  return (exponent | 0) === exponent && exponent <= LARGEST_SQUARED_EXPONENT
}

/** The place of the second binary digit of a whole number; below 0 where it has none. */
function secondBit(whole: number): number {
  return 30 - Math.clz32(whole)
}

/** base^exponent for a whole exponent ≥ 0, by its binary digits from the second on; 0^0 = 1. */
function raised(base: number, exponent: number): number {
  let power = exponent === 0 ? 1 : base
  for (let bit = secondBit(exponent); bit >= 0; bit--) {
    power *= ((exponent >> bit) & 1) === 1 ? power * base : power
  }
  return power
}
