/** Iterations 0 … this are all kept. */
const DENSE_UP_TO = 1000

/** A trajectory has this many points at the most, the last one included. */
export const MOST_POINTS = 2000

/**
 * Which iterations of a run of unknown length are worth keeping: all up to 1 000, then evenly in log k, so that a
 * run of up to `maxIterations` keeps at most 2 000 of them, its last one included.
 *
 * Returns a function that gives the iteration to keep after iteration k.
 */
export function logSchedule(maxIterations: number): (k: number) => number {
  const sparse = MOST_POINTS - DENSE_UP_TO - 2
  const ratio = Math.max(1, maxIterations / DENSE_UP_TO) ** (1 / sparse)
  return (k) => (k < DENSE_UP_TO ? k + 1 : Math.max(k + 1, Math.ceil(k * ratio)))
}
