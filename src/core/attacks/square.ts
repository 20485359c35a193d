import type { RandomStream } from '../numerics/random.ts'
import type { Picture, Target } from '../target.ts'
import { ballAround } from './ball.ts'

/** How the square attack goes about it. */
export interface SquareOptions {
  /** Outputs it asks for at the most, that of the start among them; a whole number from 1. */
  readonly queries: number
}

/** About twice the outputs and gradients that PGD asks for when nothing is said. */
export const SQUARE_DEFAULTS = { queries: 1000 } as const

/** The share of the coordinates that the first patches cover, as for the robust networks of digits in the source. */
const FIRST_SHARE = 0.8

/** The shares of the queries after which patches cover half as many coordinates as before. */
const HALVINGS = [10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000].map((query) => query / 10_000)

/**
 * Square attack: random search in the L∞ ball of radius ε around `x`, which looks at outputs alone.
 *
 * From vertical stripes of ±ε on: a square of the picture, in a random place, is set to x ± ε with one random sign, and
 * stays so if that lowers the output; the squares become smaller by a schedule. Coordinates that are no picture count as
 * one row of one. Stops as soon as the target is silent. Returns the lowest of all points seen, `x` among them,
 * as a new array: within the bounds and the ball as computed in doubles. Source: Andriushchenko et al.,
 * arXiv:1912.00049, algorithms 1 and 2, and the authors' schedule.
 */
export function squareAttack(
  target: Target,
  x: Float64Array,
  epsilon: number,
  { queries }: SquareOptions,
  random: RandomStream,
): Float64Array {
  const start = { point: x.slice(), output: target.output(x) }
  if (!(start.output > target.threshold) || queries < 2) return start.point
  const picture = target.picture ?? { width: x.length, height: 1 }
  const corners = cornersAround(target, x, epsilon)
  const stripes = striped(corners, picture, random)
  let current = { point: stripes, output: target.output(stripes) }
  for (let query = 2; query < queries && current.output > target.threshold; query++) {
    const patch = randomPatch(picture, shareAt(query / queries), random)
    const point = patched(current.point, corners, patch, picture, random)
    if (point === null) continue
    const output = target.output(point)
    if (output < current.output) current = { point, output }
  }
  return current.output < start.output ? current.point : start.point
}

/** The lowest and the highest admissible value of each coordinate, the former first. */
type Corners = readonly [Float64Array, Float64Array]

function cornersAround({ bounds }: Target, x: Float64Array, epsilon: number): Corners {
  const ball = ballAround(x, epsilon, 'linf', bounds)
  const ones = new Float64Array(x.length).fill(1)
  return [ball.step(x, ones, epsilon), ball.step(x, ones, -epsilon)]
}

function striped(corners: Corners, { width, height }: Picture, random: RandomStream): Float64Array {
  const point = new Float64Array(width * height)
  for (let column = 0; column < width; column++) {
    const corner = corners[random.uniform() < 0.5 ? 0 : 1]
    for (let i = column; i < point.length; i += width) point[i] = corner[i]!
  }
  return point
}

/** The share of the coordinates that patches cover once this share of the queries is spent. */
function shareAt(spent: number): number {
  return FIRST_SHARE / 2 ** HALVINGS.filter((halving) => spent > halving).length
}

interface Patch {
  readonly row: number
  readonly column: number
  readonly rows: number
  readonly columns: number
}

/** A square of this share of the picture, of one pixel at the least; wider where it would be higher than the picture. */
function randomPatch({ width, height }: Picture, share: number, random: RandomStream): Patch {
  const area = share * width * height
  const side = Math.max(1, Math.round(Math.sqrt(area)))
  const rows = Math.min(side, height)
  const columns = Math.min(Math.max(side < height ? side : Math.round(area / rows), 1), width)
  return {
    row: Math.floor(random.uniform() * (height - rows + 1)),
    column: Math.floor(random.uniform() * (width - columns + 1)),
    rows,
    columns,
  }
}

/**
 * `point` with a patch at one corner, a new array: at a random one, but where all of the patch is there already at the
 * other. Null where both are the same.
 */
function patched(
  point: Float64Array,
  corners: Corners,
  patch: Patch,
  picture: Picture,
  random: RandomStream,
): Float64Array | null {
  const [first, second] = random.uniform() < 0.5 ? corners : [corners[1], corners[0]]
  const changed = point.slice()
  const hasChanged =
    fillInPlace(changed, first, patch, picture) || fillInPlace(changed, second, patch, picture)
  return hasChanged ? changed : null
}

/** Copies a patch of `from`; returns whether that changed anything. */
function fillInPlace(
  point: Float64Array,
  from: Float64Array,
  { row, column, rows, columns }: Patch,
  { width }: Picture,
): boolean {
  let hasChanged = false
  for (let r = row; r < row + rows; r++) {
    for (let i = r * width + column; i < r * width + column + columns; i++) {
      if (point[i] !== from[i]) hasChanged = true
      point[i] = from[i]!
    }
  }
  return hasChanged
}
