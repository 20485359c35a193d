import { powerFunction } from '../numerics/powers.ts'

/**
 * A population whose agonists are fixed, with sums `sumN` = Σ L u^N and `sumM` = Σ L u^m over them, and whose
 * `freeCount` other ligands may be anywhere in [0, 1). Binding times u are in units of the critical one.
 */
export interface FixedAndFree {
  readonly sumN: number
  readonly sumM: number
  readonly freeCount: number
  readonly N: number
  readonly m: number
}

/** The least ratio, and the place (in units of the critical binding time) where all free ligands then sit. */
export interface LeastRatio {
  readonly ratio: number
  readonly place: number
}

/**
 * The least T = (sumN + Σ u_i^N)/(sumM + Σ u_i^m) over all places of the free ligands in [0, 1): what no attack
 * on them can go below.
 *
 * T is a ratio of two functions linear in the counts, so its least value puts all free ligands in one place.
 * That place is found by Dinkelbach's iteration (Manage. Sci. 13, 492, 1967): given λ, the numerator minus λ
 * times the denominator is least at u* = (mλ/N)^(1/(N−m)), and T(u*) is the next λ; it falls to the minimum,
 * as a rule faster than linearly. Where u* ≥ 1 the infimum is the limit u → 1.
 */
export function leastRatio(population: FixedAndFree): LeastRatio {
  const { sumN, sumM, freeCount, N, m } = population
  if (freeCount === 0) return { ratio: sumN / sumM, place: 0 }
  if (sumM === 0) return { ratio: 0, place: 0 }
  const powerN = powerFunction(N)
  const powerM = powerFunction(m)
  const ratioAt = (u: number) => (sumN + freeCount * powerN(u)) / (sumM + freeCount * powerM(u))
  let place = 1
  let least = ratioAt(place)
  for (;;) {
    // For tiny m the place underflows; at 0 itself u^m would jump from nearly 1 to 0, so it stays above.
    const next = m === 0 ? 0 : Math.min(1, Math.max(Number.MIN_VALUE, ((m * least) / N) ** (1 / (N - m))))
    const ratio = ratioAt(next)
    // The sequence only falls; once rounding stops it, it is as low as doubles can tell.
    if (!(ratio < least)) return { ratio: least, place }
    least = ratio
    place = next
  }
}

/** As `leastRatio`, with the free ligands confined to the given places. Takes one pass over them. */
export function leastRatioAmong(population: FixedAndFree, places: Float64Array): LeastRatio {
  const { sumN, sumM, freeCount, N, m } = population
  if (freeCount === 0 || places.length === 0) return { ratio: sumN / sumM, place: 0 }
  const powerN = powerFunction(N)
  const powerM = powerFunction(m)
  let best: LeastRatio = { ratio: Number.POSITIVE_INFINITY, place: 0 }
  for (const place of places) {
    const ratio = (sumN + freeCount * powerN(place)) / (sumM + freeCount * powerM(place))
    if (ratio < best.ratio) best = { ratio, place }
  }
  return best
}
