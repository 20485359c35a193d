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

/** Over a stretch this narrow (relative) h is taken to be smooth: to bend one way, so as to dip to the diagonal once. */
const NARROW = 1e-2

/**
 * The least c ≥ 0 with c = h(c): where a feedback settles that starts from nothing. Most have no other root; a steep
 * one may, and is then bistable.
 *
 * Walks up from 0 in steps over which the lower bound says that h stays above the diagonal, so that no root is
 * passed. Where that takes steps too narrow, as near a fold where two roots meet, it looks for the lowest point of
 * h − c instead. Ends with Newton's method inside the bracket that it finds. To the precision of doubles.
 */
export function leastFixedPoint(map: FeedbackMap): number {
  let from = 0
  let step = map.value(0)
  if (step === 0) return 0
  while (from < map.greatest) {
    const to = Math.min(from + step, map.greatest)
    if (map.lowerBound(from, to) <= to) {
      if (step > NARROW * to) {
        step /= 4
        continue
      }
      const end = crossingBefore(map, from, to)
      if (end !== null) return refine(map, from, end)
    }
    from = to
    step *= 2
  }
  return map.greatest
}

/** A point of the narrow [low, high] where h is not above the diagonal, as it is at `low`; or null. */
function crossingBefore(map: FeedbackMap, low: number, high: number): number | null {
  const { value, slope } = map.withSlope(high)
  if (value <= high) return high
  if (slope <= 1 || map.withSlope(low).slope >= 1) return null
  // h − c falls at one end and rises at the other: bisection of its slope leads to the lowest point between.
  let falling = low
  let rising = high
  for (;;) {
    const c = 0.5 * (falling + rising)
    if (c === falling || c === rising) return null
    const at = map.withSlope(c)
    if (at.value <= c) return c
    // Its tangents lie below it: what is left of the fall cannot reach the diagonal.
    if (at.value - c > Math.abs(at.slope - 1) * (rising - falling)) return null
    if (at.slope < 1) falling = c
    else rising = c
  }
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
