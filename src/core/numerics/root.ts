/** Bisection alone would need fewer than 1 100 steps between any two numbers; Brent's method at most its square. */
const MOST_STEPS = 10_000

/**
 * A root of `f` between `a` and `b`, where it has opposite signs; it may be infinite there, but nowhere NaN.
 *
 * Brent's method: inverse quadratic interpolation or a secant where that goes well, bisection where not. The root is
 * within `tolerance` of a change of sign, or as near as numbers lie. Throws when the signs are not opposite.
 * Source: Brent, Algorithms for Minimization without Derivatives (1973), chapter 4.
 */
export function root(f: (x: number) => number, a: number, b: number, tolerance: number): number {
  // `best` is the end nearer to the root, `other` the one across it, `previous` the best one before.
  let [other, best] = [a, b]
  let [fOther, fBest] = [f(a), f(b)]
  if (fOther === 0) return other
  if (fBest === 0) return best
  if (!(Math.sign(fOther) * Math.sign(fBest) < 0)) {
    throw new Error(`f(${a}) = ${fOther} and f(${b}) = ${fBest} do not have opposite signs`)
  }
  let [previous, fPrevious] = [other, fOther]
  let step = best - other
  let stepBefore = step
  for (let count = 0; count < MOST_STEPS; count++) {
    if (Math.abs(fOther) < Math.abs(fBest)) {
      ;[previous, fPrevious] = [best, fBest]
      ;[best, other] = [other, best]
      ;[fBest, fOther] = [fOther, fBest]
    }
    const least = 2 * Number.EPSILON * Math.abs(best) + tolerance / 2
    const half = (other - best) / 2
    if (Math.abs(half) <= least || fBest === 0) return best
    const interpolated = interpolate(best, fBest, previous, fPrevious, other, fOther)
    const short = Math.min(1.5 * Math.abs(half) - least / 2, Math.abs(stepBefore) / 2)
    const inward = interpolated * half > 0
    if (Math.abs(stepBefore) >= least && inward && Math.abs(interpolated) < short) {
      stepBefore = step
      step = interpolated
    } else {
      stepBefore = half
      step = half
    }
    ;[previous, fPrevious] = [best, fBest]
    best += Math.abs(step) > least ? step : Math.sign(half) * least
    fBest = f(best)
    if (fBest * Math.sign(fOther) > 0) {
      ;[other, fOther] = [previous, fPrevious]
      step = best - previous
      stepBefore = step
    }
  }
  throw new Error(`no root was found between ${a} and ${b}`)
}

/** The step from `best` to where an interpolation through the points has its root; NaN where there is none. */
function interpolate(
  best: number,
  fBest: number,
  previous: number,
  fPrevious: number,
  other: number,
  fOther: number,
): number {
  if (!Number.isFinite(fPrevious) || Math.abs(fPrevious) <= Math.abs(fBest)) return Number.NaN
  const s = fBest / fPrevious
  if (previous === other) return ((other - best) * s) / (s - 1)
  const q = fPrevious / fOther
  const r = fBest / fOther
  const numerator = s * ((other - best) * q * (q - r) - (best - previous) * (r - 1))
  return -numerator / ((q - 1) * (r - 1) * (s - 1))
}
