import { goldenSection, type LinePoint } from '../numerics/golden-section.ts'
import { partOf } from '../restricted-target.ts'
import type { Target } from '../target.ts'
import { coordinateGroups, shortlist } from './coordinate-groups.ts'

/** A point on the way, and the output there. */
export interface ChangedPoint {
  readonly x: Float64Array
  readonly output: number
}

/**
 * Where a coordinate is looked at, as shares of its range: evenly, and more closely towards its least value, since a
 * range may reach far beyond the place where a ligand hurts most.
 */
const SHARES = [0, 1 / 64, 1 / 32, 1 / 16, 1 / 8, 1 / 4, 3 / 8, 1 / 2, 5 / 8, 3 / 4, 7 / 8, 1]

/** So many of the candidates that look best are looked at closely. */
const REFINED = 4

/** Outputs that one candidate takes, for what the attack is said to cost. */
export const SCANNED_VALUES = SHARES.length

/** Steps of all changed coordinates together after each pick, and lengths of one that are tried. */
const SLIDES = 3
const HALVINGS = 10

/** The common move by which curvatures are told, as a share of a coordinate's range. */
const NUDGE = 1e-4

/**
 * Changes one coordinate after the other, each time the one that lowers the output most, anywhere within its bounds
 * (which are finite). The k-th point differs from `x` in k coordinates at the most, among them those of the one before.
 *
 * Each candidate is moved through a coarse set of values, and the best of them through a golden section, so that a
 * coordinate without a slope where it stands (a receptor without a ligand, for m > 1) is found as well. After each
 * pick all that were changed move on together. Ends where no single coordinate lowers the output.
 */
export function* greedyPath(
  target: Target,
  x: Float64Array,
  candidates: number,
): Generator<ChangedPoint, void, void> {
  const groups = coordinateGroups(target, x)
  const changed: number[] = []
  let current: ChangedPoint = { x: x.slice(), output: target.output(x) }
  for (;;) {
    const listed = shortlist(groups, target, current.x, candidates)
    const next = bestChange(
      target,
      current,
      listed.map((group) => group.at(-1)!),
    )
    if (next === null) return
    changed.push(next.coordinate)
    listed.find((group) => group.at(-1) === next.coordinate)!.pop()
    current = slide(target, next, changed)
    yield current
  }
}

interface Change extends ChangedPoint {
  readonly coordinate: number
}

/** The one change of a candidate that lowers the output most, or null. */
function bestChange(target: Target, current: ChangedPoint, candidates: readonly number[]): Change | null {
  const point = current.x.slice()
  const along = (i: number) => (place: number) => {
    point[i] = place
    const output = target.output(point)
    point[i] = current.x[i]!
    return output
  }
  const scanned = candidates
    .map((i) => ({ coordinate: i, ...scan(along(i), gridOf(target, i)) }))
    .sort((a, b) => a.least.value - b.least.value)
  let best: (LinePoint & { coordinate: number }) | null = null
  for (const { coordinate, least, low, high } of scanned.slice(0, REFINED)) {
    const refined = goldenSection(along(coordinate), low, high)
    const lower = refined.value < least.value ? refined : least
    if (lower.value < (best?.value ?? current.output)) best = { ...lower, coordinate }
  }
  if (best === null) return null
  point[best.coordinate] = best.place
  return { x: point, output: best.value, coordinate: best.coordinate }
}

function gridOf({ bounds }: Target, i: number): number[] {
  const [lower, upper] = [bounds.lower[i]!, bounds.upper[i]!]
  return SHARES.map((share) => (share === 1 ? upper : lower + share * (upper - lower)))
}

/** The least of a function on a grid, and the grid's places on either side of it. */
function scan(value: (place: number) => number, grid: readonly number[]) {
  const values = grid.map(value)
  const k = values.reduce((best, next, i) => (next < values[best]! ? i : best), 0)
  const least: LinePoint = { place: grid[k]!, value: values[k]! }
  return { least, low: grid[k - 1] ?? least.place, high: grid[k + 1] ?? least.place }
}

/**
 * The changed coordinates all together downhill, each by its slope over its curvature, in steps that lower the output.
 * Curvatures are secants of the slopes along a small common move: scaled by them, plentiful and rare ligands go alike.
 */
function slide(target: Target, start: ChangedPoint, changed: readonly number[]): ChangedPoint {
  const { lower, upper } = target.bounds
  const moved = (x: Float64Array, by: (i: number, j: number) => number) => {
    const next = x.slice()
    changed.forEach((i, j) => {
      next[i] = Math.min(Math.max(x[i]! - by(i, j), lower[i]!), upper[i]!)
    })
    return next
  }
  // Where a slope diverges the coordinate is at a bound, and a step of any length would leave it too far.
  const slopesAt = (x: Float64Array) =>
    partOf(target.gradient(x), changed).map((g) => (Number.isFinite(g) ? g : 0))
  let current = start
  for (let k = 0; k < SLIDES; k++) {
    const { x } = current
    const slopes = slopesAt(x)
    const nudged = moved(x, (i, j) => NUDGE * (upper[i]! - lower[i]!) * Math.sign(slopes[j]!))
    const nudgedSlopes = slopesAt(nudged)
    const steps = slopes.map((slope, j) => {
      const i = changed[j]!
      const curvature = Math.abs((nudgedSlopes[j]! - slope) / (nudged[i]! - x[i]!))
      return curvature > 0
        ? Math.sign(slope) * Math.min(Math.abs(slope) / curvature, upper[i]! - lower[i]!)
        : 0
    })
    const next = lowestStep(current, (share) => {
      const point = moved(x, (_, j) => share * steps[j]!)
      return { x: point, output: target.output(point) }
    })
    if (next === current) break
    current = next
  }
  return current
}

/** The lowest of steps that are halved until they lower the output, and on while that lowers it further. */
function lowestStep(from: ChangedPoint, moved: (share: number) => ChangedPoint): ChangedPoint {
  let best = from
  for (let k = 0; k < HALVINGS; k++) {
    const next = moved(2 ** -k)
    if (next.output < best.output) best = next
    else if (best !== from) break
  }
  return best
}
