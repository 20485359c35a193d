import type { Scale } from './scale.ts'

/** A point in px. */
export type Place = readonly [x: number, y: number]

/** Lines with more points than this are thinned. */
const MOST_POINTS = 2000
/** Columns a px into which a longer line is sorted. */
const COLUMNS = 2

/**
 * The runs of points that have a place on both axes. A value that is not finite, or that a logarithmic axis does not
 * have, ends a run.
 */
export function runsOf(x: Scale, y: Scale, xs: ArrayLike<number>, ys: ArrayLike<number>): Place[][] {
  const runs: Place[][] = [[]]
  for (let i = 0; i < xs.length; i++) {
    const place: Place = [x.of(xs[i]!), y.of(ys[i]!)]
    if (place.every(Number.isFinite)) runs.at(-1)!.push(place)
    else if (runs.at(-1)!.length > 0) runs.push([])
  }
  return runs.filter(({ length }) => length > 0).map(thinned)
}

/**
 * A line that looks the same with fewer points: the first, the lowest, the highest and the last of each column of px
 * that follow one another (Jugel et al. 2014, M4).
 */
function thinned(run: readonly Place[]): Place[] {
  if (run.length <= MOST_POINTS) return [...run]
  const kept: Place[] = []
  for (let start = 0; start < run.length; ) {
    const column = Math.floor(COLUMNS * run[start]![0])
    let end = start
    let [low, high] = [start, start]
    for (; end < run.length && Math.floor(COLUMNS * run[end]![0]) === column; end++) {
      if (run[end]![1] < run[low]![1]) low = end
      if (run[end]![1] > run[high]![1]) high = end
    }
    const indices = [...new Set([start, low, high, end - 1])].sort((a, b) => a - b)
    kept.push(...indices.map((i) => run[i]!))
    start = end
  }
  return kept
}

/** Points as attributes give them. */
export function pointsOf(run: readonly Place[]): string {
  return run.map(([x, y]) => `${Math.round(100 * x) / 100},${Math.round(100 * y) / 100}`).join(' ')
}
