import type { Frame } from './axes.ts'
import { element, hundredth } from './svg.ts'

/** Counts between edges, of which there is one more. */
export interface Histogram {
  readonly edges: ArrayLike<number>
  readonly counts: ArrayLike<number>
}

/** Narrower bars than this, in px, are drawn as one as high as the highest of them. */
const LEAST_WIDTH = 1

/**
 * Bars from the lower edge of a plot, as one shape for each colour; `colourOf` is asked for the middle of each bin.
 */
export function histogramBars(
  { x, y, size: { height } }: Frame,
  { edges, counts }: Histogram,
  colourOf: (middle: number) => string,
): string[] {
  const shapes = new Map<string, string>()
  for (let start = 0; start < counts.length; ) {
    const colour = colourOf((edges[start]! + edges[start + 1]!) / 2)
    const left = x.of(edges[start]!)
    let end = start
    let highest = 0
    do highest = Math.max(highest, counts[end++]!)
    while (
      end < counts.length &&
      x.of(edges[end + 1]!) - left < LEAST_WIDTH &&
      colourOf(edges[end]!) === colour
    )
    if (highest > 0) {
      const [from, to, top] = [left, x.of(edges[end]!), y.of(highest)].map(hundredth)
      shapes.set(colour, `${shapes.get(colour) ?? ''}M${from} ${height}V${top}H${to}V${height}Z`)
    }
    start = end
  }
  return Array.from(shapes, ([fill, d]) => element('path', { d, fill, 'fill-opacity': 0.75 }))
}

/** A histogram as a line of steps, from 0 at its first edge to 0 at its last. */
export function stepsOf({ edges, counts }: Histogram): { x: Float64Array; y: Float64Array } {
  const x = Float64Array.from({ length: 2 * counts.length + 2 }, (_, i) => edges[i >> 1]!)
  return { x, y: x.map((_, i) => counts[((i + 1) >> 1) - 1] ?? 0) }
}

/** Edges of so many bins of this width, from 0 on. */
export function evenEdges(binWidth: number, bins: number): Float64Array {
  return Float64Array.from({ length: bins + 1 }, (_, i) => i * binWidth)
}
