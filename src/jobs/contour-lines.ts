import { loadLater } from '../load-later.ts'

const d3 = loadLater<typeof import('d3-contour')>('d3-contour')

/** Points a side on which contours are computed: where a field has more, so many of them, evenly. */
export const MOST_CONTOUR_POINTS = 300

/** A place on two axes. */
export type Place = readonly [number, number]

/** A field at samples along two axes, at least two each; `values` row by row. */
export interface SampledField {
  readonly x: readonly number[]
  readonly y: readonly number[]
  readonly values: readonly number[]
}

/** The lines, in the units of the axes, on which a field has a value; it is taken as linear between samples. */
export function contourLines({ x, y, values }: SampledField, level: number): Place[][] {
  const { coordinates } = d3()
    .contours()
    .size([x.length, y.length])
    .contour([...values], level)
  const atEdge = ([column, row]: Place) => column <= 0 || row <= 0 || column >= x.length || row >= y.length
  return (
    coordinates
      .flat()
      .flatMap((ring) => withoutEdge(ring as unknown as Place[], atEdge))
      .map((line) => line.map(([column, row]): Place => [placeOf(x, column), placeOf(y, row)]))
      // Beside a value that is no number there is no place between.
      .map((line) => line.filter((place) => place.every(Number.isFinite)))
      .filter(({ length }) => length > 1)
  )
}

/** Where a place among samples lies, the i-th of which d3 takes to be at i + ½. */
function placeOf(samples: readonly number[], place: number): number {
  const at = Math.min(Math.max(place - 0.5, 0), samples.length - 1)
  const low = Math.min(Math.floor(at), samples.length - 2)
  return samples[low]! + (at - low) * (samples[low + 1]! - samples[low]!)
}

/** The parts of a closed ring that do not run along the edge of the grid, where it only closes an area. */
function withoutEdge(ring: readonly Place[], atEdge: (place: Place) => boolean): Place[][] {
  const start = ring.findIndex(atEdge)
  if (start === -1) return [[...ring]]
  const open = ring.slice(0, -1)
  const lines: Place[][] = [[]]
  for (let i = 0; i < open.length; i++) {
    const place = open[(start + i) % open.length]!
    if (!atEdge(place)) lines.at(-1)!.push(place)
    else if (lines.at(-1)!.length > 0) lines.push([])
  }
  return lines.filter(({ length }) => length > 1)
}
