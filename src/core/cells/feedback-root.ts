/** The complexes in the feedback's state that a number c of them, through the rates it sets, brings about. */
export interface FeedbackMap {
  /** h(c). */
  value(c: number): number
  /** h(c) and h'(c). */
  withSlope(c: number): { readonly value: number; readonly slope: number }
  /** A lower bound of h over [from, to] that tends to h as they meet. */
  lowerBound(from: number, to: number): number
  /** h never exceeds this. */
  readonly greatest: number
}

/** A bracket of the first root this narrow (relative) is taken to hold no other. */
const NARROW = 0.1

/** Steps narrower than this (relative) say that h only touches the diagonal, up to rounding. */
const TOUCHING = 1e-13

/**
 * The least c ≥ 0 with c = h(c): where a feedback settles that starts from nothing. Most have no other root; a steep
 * one may, and is then bistable.
 *
 * Walks up from 0 in steps over which the lower bound says that h stays above the diagonal, so that no root is
 * passed, and ends with Newton's method inside the bracket that it finds. To the precision of doubles.
 */
export function leastFixedPoint(map: FeedbackMap): number {
  let from = 0
  let step = map.value(0)
  if (step === 0) return 0
  while (from < map.greatest) {
    const to = Math.min(from + step, map.greatest)
    if (map.lowerBound(from, to) > to) {
      from = to
      step *= 2
    } else if (step <= NARROW * to && map.value(to) <= to) {
      return refine(map, from, to)
    } else if (step <= TOUCHING * to) {
      from = to
      step *= 4
    } else {
      step /= 2
    }
  }
  return map.greatest
}

/** The root of h(c) − c between `low`, where it is positive, and `high`, where it is not: Newton, kept in by halving. */
function refine(map: FeedbackMap, low: number, high: number): number {
  let c = 0.5 * (low + high)
  for (;;) {
    const { value, slope } = map.withSlope(c)
    if (value > c) low = c
    else high = c
    const newton = c + (value - c) / (1 - slope)
    const next = newton > low && newton < high ? newton : 0.5 * (low + high)
    if (Math.abs(next - c) <= 2 * Number.EPSILON * c || next === low || next === high) return next
    c = next
  }
}
