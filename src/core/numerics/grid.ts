import { InvalidInput } from '../errors.ts'

/** `points` values from `from` to `to`, both included, evenly spaced in the value or in its logarithm. */
export interface GridRange {
  readonly from: number
  readonly to: number
  readonly points: number
  readonly scale?: 'linear' | 'log'
}

/** One axis of a field: its values, or a range of them. */
export type Grid = readonly number[] | GridRange

/** The scale of a range when nothing is said. */
export const GRID_DEFAULTS = { scale: 'linear' } as const

/** A field may have this many points at the most, and one of its axes this many values. */
export const MOST_GRID_POINTS = 10_000_000
export const MOST_AXIS_POINTS = 100_000

/** How many values an axis has, without making them. */
export function gridLength(grid: Grid): number {
  return 'points' in grid ? grid.points : grid.length
}

/**
 * Refuses a field with an axis, or with axes together, of too many points. `axes` gives each grid with its path;
 * `path` is where the fault is when it is theirs together. Throws `InvalidInput`.
 */
export function checkGridSize(
  axes: readonly { readonly grid: Grid; readonly path: string }[],
  path: string,
): void {
  for (const axis of axes) {
    const length = gridLength(axis.grid)
    if (length > MOST_AXIS_POINTS) throw tooLarge(axis.path, `an axis of ${length} points`, MOST_AXIS_POINTS)
  }
  const points = axes.reduce((product, { grid }) => product * gridLength(grid), 1)
  if (points > MOST_GRID_POINTS) throw tooLarge(path, `a grid of ${points} points`, MOST_GRID_POINTS)
}

function tooLarge(path: string, what: string, most: number): InvalidInput {
  return new InvalidInput('grid-too-large', path, `${what} is too large; at most ${most} are allowed`)
}

/**
 * The values of a grid, in its own order; the ends of a range are exact.
 *
 * linear: x_i = from + (to − from) i/(n−1) · log: x_i = from (to/from)^(i/(n−1)). Throws `InvalidInput`, its path
 * relative to the grid, for a range without a meaning and for values that are not finite.
 */
export function expandGrid(grid: Grid): Float64Array {
  if (!('points' in grid)) return checkedList(grid)
  const { from, to, points, scale = GRID_DEFAULTS.scale } = grid
  checkRange(grid)
  if (points === 1) return Float64Array.of(from)
  const last = points - 1
  const values = new Float64Array(points)
  if (scale === 'log') {
    const [start, span] = [Math.log10(from), Math.log10(to) - Math.log10(from)]
    for (let i = 0; i < last; i++) values[i] = 10 ** (start + (span * i) / last)
  } else {
    for (let i = 0; i < last; i++) values[i] = from + ((to - from) * i) / last
  }
  values[0] = from
  values[last] = to
  return values
}

function checkedList(values: readonly number[]): Float64Array {
  if (values.length === 0) throw new InvalidInput('empty-grid', '', 'a grid needs a value')
  const wrong = values.findIndex((value) => !Number.isFinite(value))
  if (wrong !== -1)
    throw new InvalidInput('not-finite', `/${wrong}`, `${values[wrong]} is not a finite number`)
  return Float64Array.from(values)
}

function checkRange({ from, to, points, scale }: GridRange): void {
  for (const [path, value] of [
    ['/from', from],
    ['/to', to],
  ] as const) {
    if (!Number.isFinite(value)) throw new InvalidInput('not-finite', path, `${value} is not a finite number`)
    if (scale === 'log' && value <= 0) {
      throw new InvalidInput('log-of-zero', path, `a logarithmic grid has values above 0, not ${value}`)
    }
  }
  if (!Number.isFinite(to - from))
    throw new InvalidInput('not-finite', '/to', 'the range is too long to represent')
  if (!Number.isInteger(points) || points < 1) {
    throw new InvalidInput('grid-points', '/points', `a grid has a whole number of points, not ${points}`)
  }
  if (points === 1 && from !== to) {
    throw new InvalidInput('grid-points', '/points', `one point cannot reach from ${from} to ${to}`)
  }
  if (points > 1 && from === to) {
    throw new InvalidInput(
      'empty-interval',
      '/to',
      `${points} points from ${from} to ${to} would all be the same`,
    )
  }
}

/** The values of a grid that must ascend, each above the one before. Throws `InvalidInput` as `expandGrid` does. */
export function expandAscending(grid: Grid): Float64Array {
  const values = expandGrid(grid)
  const wrong = values.findIndex((value, i) => i > 0 && value <= values[i - 1]!)
  if (wrong === -1) return values
  const path = 'points' in grid ? '' : `/${wrong}`
  throw new InvalidInput('not-ascending', path, `${values[wrong]} is not above ${values[wrong - 1]}`)
}
