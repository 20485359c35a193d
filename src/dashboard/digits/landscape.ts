import type { DigitLandscapeShape, LandscapeShape } from '../../api/result-shapes.ts'
import { formatNumber } from '../../look/numbers.ts'

/** The output of a cell, or the margin of a network, on a plane; its boundary is given as lines of points. */
export type Landscape = (LandscapeShape | DigitLandscapeShape) & {
  readonly boundary: readonly (readonly (readonly number[])[])[]
  /** For each value of y, one for each value of x. */
  readonly output: readonly (readonly number[])[]
}

/** Where colours go by factors rather than by differences: positive outputs that span more decades than this. */
const LINEAR_DECADES = 1.5

/** How outputs become places on a colour map. */
export interface OutputScale {
  readonly least: number
  readonly greatest: number
  readonly log: boolean
  /** From 0 at the least to 1 at the greatest. */
  shareOf(output: number): number
}

export function scaleOf({ output }: Landscape): OutputScale {
  const values = output.flat().filter(Number.isFinite)
  const least = values.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY)
  const greatest = values.reduce((high, value) => Math.max(high, value), Number.NEGATIVE_INFINITY)
  const log = least > 0 && greatest / least > 10 ** LINEAR_DECADES
  const measure = log ? Math.log10 : (value: number) => value
  const span = measure(greatest) - measure(least) || 1
  return { least, greatest, log, shareOf: (value) => (measure(value) - measure(least)) / span }
}

/** What the output is called: a network's is a margin. */
export function calledOf(landscape: Landscape): string {
  return 'image' in landscape ? 'margin' : 'output T'
}

/** An axis with its unit. A network's coordinates are pixels. */
export function axisLabel(landscape: Landscape, axis: 'x' | 'y'): string {
  const { label, unit } = landscape[axis]
  return `${label} (${unit === '' ? 'pixel values' : unit})`
}

/** A place on the grid of a landscape. */
export interface GridPlace {
  readonly column: number
  readonly row: number
}

/** What there is at a place, in words. */
export function readingAt(landscape: Landscape, { column, row }: GridPlace): string {
  const { x, y, output, threshold } = landscape
  const value = output[row]![column]!
  const is = value > threshold
  const answer = 'image' in landscape ? (is ? 'told rightly' : 'misled') : is ? 'responds' : 'silent'
  const at = ({ label, unit, values }: Landscape['x'], i: number) =>
    `${label} ${formatNumber(values[i]!, 3)}${unit && ` ${unit}`}`
  return `${at(x, column)}, ${at(y, row)}: ${calledOf(landscape)} ${formatNumber(value, 4)}, ${answer}`
}

/** The points of interest: the corners that the plane goes through, else where the input itself lies. */
export function pointsOf({ origin, corners }: Landscape) {
  if (corners === null) {
    return [{ label: 'the input itself', shape: 'circle' as const, x: origin.x, y: origin.y }]
  }
  const shapes = ['circle', 'diamond', 'up'] as const
  return corners.map((corner, i) => ({
    label: `${corner.label}: ${'told' in corner ? `told as a ${corner.told}` : corner.responds ? 'responds' : 'silent'}`,
    shape: shapes[i % shapes.length]!,
    x: corner.x,
    y: corner.y,
  }))
}

/** Where the areas of samples end along an axis: halfway between them, and as far beyond the first and the last. */
export function edgesOf(samples: readonly number[]): number[] {
  const middle = (i: number) => (samples[i - 1]! + samples[i]!) / 2
  const inner = samples.slice(1).map((_, i) => middle(i + 1))
  const [first, last] = [samples[0]!, samples.at(-1)!]
  return [2 * first - (inner[0] ?? first), ...inner, 2 * last - (inner.at(-1) ?? last)]
}

/** The sample nearest to a value. */
export function nearest(samples: readonly number[], value: number): number {
  return samples.reduce(
    (best, sample, i) => (Math.abs(sample - value) < Math.abs(samples[best]! - value) ? i : best),
    0,
  )
}
