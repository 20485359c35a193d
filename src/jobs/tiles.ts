/** A part should take about so long … */
const PART_NANOSECONDS = 75e6

/** … but a small job has parts for this many workers, as long as each is worth the handing over. */
const PARTS_FOR_ALL_WORKERS = 32
const LEAST_PART_NANOSECONDS = 10e6

/** A job has this many parts at the most: each is a row in the store and a frame in the log. */
const MOST_PARTS = 5000

/** All frames of a job together hold this many numbers at the most. */
export const MOST_FRAME_NUMBERS = 100_000

/** How a field (row-major) is cut into parts, each a range of its flat indices. */
export interface Tiling {
  /** Length of each axis, the slowest first. */
  readonly shape: readonly number[]
  readonly points: number
  readonly parts: number
  /** Frames hold the points whose flat index this divides. */
  readonly stride: number
}

/** A frame: values of a tile, the flat indices [from, to); those that `stride` divides, in order. */
export interface TileFrame {
  readonly shape: readonly number[]
  readonly from: number
  readonly to: number
  readonly stride: number
  readonly values: readonly number[]
}

/**
 * Cuts a field of this shape into parts that take about 75 ms each, from an estimate of what a point costs. The same
 * arguments give the same tiling on any machine: nothing is measured.
 */
export function tilingOf(shape: readonly number[], nanosecondsPerPoint: number): Tiling {
  const points = shape.reduce((product, length) => product * length, 1)
  const cost = points * nanosecondsPerPoint
  const few = Math.min(PARTS_FOR_ALL_WORKERS, Math.floor(cost / LEAST_PART_NANOSECONDS))
  const wanted = Math.max(1, few, Math.ceil(cost / PART_NANOSECONDS))
  return {
    shape,
    points,
    parts: Math.min(wanted, points, MOST_PARTS),
    stride: Math.ceil(points / MOST_FRAME_NUMBERS),
  }
}

/** The flat indices [from, to) of a part; all parts together are the field, in order. */
export function tileRange(
  { points, parts }: Pick<Tiling, 'points' | 'parts'>,
  part: number,
): { from: number; to: number } {
  return { from: Math.floor((part * points) / parts), to: Math.floor(((part + 1) * points) / parts) }
}

/** The frame of a part whose values, one a point of its range, are given. */
export function tileFrame(tiling: Tiling, part: number, values: Float64Array): TileFrame {
  const { shape, stride } = tiling
  const { from, to } = tileRange(tiling, part)
  const kept: number[] = []
  for (let i = Math.ceil(from / stride) * stride; i < to; i += stride) kept.push(values[i - from]!)
  return { shape, from, to, stride, values: kept }
}

/** The field whose tiles are given in order. Throws where they do not fill it. */
export function joinTiles({ points }: Tiling, tiles: readonly Float64Array[]): Float64Array {
  const field = new Float64Array(points)
  let next = 0
  for (const tile of tiles) {
    field.set(tile, next)
    next += tile.length
  }
  if (next !== points) throw new Error(`the parts hold ${next} points, but the field has ${points}`)
  return field
}
