import { differentialEvolution, type EvolutionOptions } from '../numerics/differential-evolution.ts'
import type { RandomStream } from '../numerics/random.ts'
import { responds, type Target } from '../target.ts'
import { greedyPath } from './greedy-coordinates.ts'
import { Lowest } from './lowest.ts'

/** How the coordinates to be changed, and their values, are sought. */
export type FewCoordinateMethod = 'greedy' | 'differential-evolution'

/** `candidates`, from 2, is for the greedy method; population and generations are for the other. */
export interface FewCoordinateOptions extends EvolutionOptions {
  readonly method: FewCoordinateMethod
  /** How many different coordinates are looked at before each pick. */
  readonly candidates: number
}

/** Enough to find one pixel among a thousand; Su et al. take four times the population for pixels of three colours. */
export const FEW_COORDINATE_DEFAULTS = {
  method: 'greedy',
  candidates: 128,
  population: 100,
  generations: 50,
} as const

/**
 * Attacks of size k in L0, for each of `sizes` (whole, from 0 to the target's dimension): at most k coordinates of `x`
 * take any values within their bounds, which are finite. Yields the attacked points in the order of the sizes, each
 * a new array whose output is not above that at `x`; what it gives for a size does not depend on the other sizes.
 * Returns `fewest`: the least k up to the largest size at which this attack silences the target, or null.
 *
 * `stream` opens the same random stream each time. Sources: see `greedyPath`; Su, Vargas, Sakurai, arXiv:1710.08864.
 */
export function fewCoordinates(
  target: Target,
  x: Float64Array,
  sizes: readonly number[],
  options: FewCoordinateOptions,
  stream: () => RandomStream,
): Generator<Float64Array, number | null, void> {
  return options.method === 'greedy'
    ? greedily(target, x, sizes, options)
    : byEvolution(target, x, sizes, options, stream)
}

/** One path serves all sizes: it is followed as far as the next of them needs. */
function* greedily(
  target: Target,
  x: Float64Array,
  sizes: readonly number[],
  { candidates }: FewCoordinateOptions,
): Generator<Float64Array, number | null, void> {
  const path = greedyPath(target, x, candidates)
  const kept = new Map<number, Float64Array>([[0, x]])
  const wanted = new Set(sizes)
  let current: Float64Array = x.slice()
  let reached = 0
  let fewest = responds(target, x) ? null : 0
  for (const size of sizes) {
    while (reached < size) {
      reached++
      const { value } = path.next()
      if (value) current = value.x
      if (value && fewest === null && value.output <= target.threshold) fewest = reached
      if (wanted.has(reached)) kept.set(reached, current)
    }
    yield kept.get(size)!.slice()
  }
  return fewest
}

function* byEvolution(
  target: Target,
  x: Float64Array,
  sizes: readonly number[],
  options: EvolutionOptions,
  stream: () => RandomStream,
): Generator<Float64Array, number | null, void> {
  let silent = responds(target, x) ? Number.POSITIVE_INFINITY : 0
  const responding = [0]
  for (const size of sizes) {
    const attacked = evolve(target, x, size, options, stream())
    yield attacked
    if (responds(target, attacked)) responding.push(size)
    else silent = Math.min(silent, size)
  }
  if (silent === Number.POSITIVE_INFINITY) return null
  // Between two sizes that were tried; as a rule more coordinates silence what fewer do.
  let most = Math.max(0, ...responding.filter((size) => size < silent))
  while (silent - most > 1) {
    const middle = Math.floor((silent + most) / 2)
    if (responds(target, evolve(target, x, middle, options, stream()))) most = middle
    else silent = middle
  }
  return silent
}

/** The members are `count` pairs: which coordinate, and which value, both as shares. A coordinate's last value counts. */
function evolve(
  target: Target,
  x: Float64Array,
  count: number,
  options: EvolutionOptions,
  random: RandomStream,
): Float64Array {
  const lowest = new Lowest(target, x)
  if (count === 0) return lowest.x
  const { lower, upper } = target.bounds
  const pointOf = (shares: Float64Array) => {
    const point = x.slice()
    for (let k = 0; k < count; k++) {
      const i = Math.min(x.length - 1, Math.floor(shares[2 * k]! * x.length))
      point[i] = Math.min(lower[i]! + shares[2 * k + 1]! * (upper[i]! - lower[i]!), upper[i]!)
    }
    return point
  }
  const value = (shares: Float64Array) => target.output(pointOf(shares))
  lowest.see(pointOf(differentialEvolution(value, 2 * count, options, random).point))
  return lowest.x
}
