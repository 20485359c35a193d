import { goldenSection, type LinePoint } from '../numerics/golden-section.ts'

/** Places looked at between the ends, as shares of the way: evenly in the logarithm, and evenly. */
const SHARES = [
  0,
  ...Array.from({ length: 24 }, (_, i) => 1e-6 ** (1 - i / 24)),
  ...Array.from({ length: 16 }, (_, i) => (i + 1) / 16),
].toSorted((a, b) => a - b)

/** How many values a search takes, about. */
export const VALUES_PER_LINE = SHARES.length + 36

/**
 * The least value of `f` between `from` and `to`, and where: the least of some forty places, ends included, refined
 * between its neighbours by golden sections. Never above the value at either end.
 */
export function leastBetween(f: (x: number) => number, from: number, to: number): LinePoint {
  const points = SHARES.map((share) => {
    const place = share === 1 ? to : from + share * (to - from)
    return { place, value: f(place) }
  })
  const best = points.reduce((least, point, i) => (point.value < points[least]!.value ? i : least), 0)
  const low = points[Math.max(0, best - 1)]!.place
  const high = points[Math.min(points.length - 1, best + 1)]!.place
  const refined = goldenSection(f, low, high)
  return refined.value < points[best]!.value ? refined : points[best]!
}
