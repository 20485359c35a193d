import { powerFunction } from '../numerics/powers.ts'
import type { Bounds } from '../target.ts'

/**
 * The least T = Σ L_i u_i^N / Σ L_i u_i^m over all u in a box (in units of the critical binding time), quantities
 * fixed: what no attack that stays in the box can go below, and one attains.
 *
 * Dinkelbach's iteration: given λ, numerator minus λ times denominator is a sum of L_i (u^N − λ u^m), each of which
 * falls up to u* = (mλ/N)^(1/(N−m)) and rises after it, so that its minimiser is u* brought into the bounds.
 */
export function leastRatioOverPlaces(quantities: Float64Array, box: Bounds, N: number, m: number): number {
  const powerN = powerFunction(N)
  const powerM = powerFunction(m)
  return dinkelbach((lambda) => {
    const best = m === 0 ? 0 : Math.max(Number.MIN_VALUE, ((m * lambda) / N) ** (1 / (N - m)))
    let sumN = 0
    let sumM = 0
    for (let i = 0; i < quantities.length; i++) {
      const u = Math.min(Math.max(best, box.lower[i]!), box.upper[i]!)
      sumN += quantities[i]! * powerN(u)
      sumM += quantities[i]! * powerM(u)
    }
    return { sumN, sumM }
  })
}

/** The same over all quantities in a box, places fixed: a ligand is taken in full where u^N < λ u^m, else at its least. */
export function leastRatioOverQuantities(places: Float64Array, box: Bounds, N: number, m: number): number {
  const powersN = places.map(powerFunction(N))
  const powersM = places.map(powerFunction(m))
  return dinkelbach((lambda) => {
    let sumN = 0
    let sumM = 0
    for (let i = 0; i < places.length; i++) {
      const quantity = powersN[i]! < lambda * powersM[i]! ? box.upper[i]! : box.lower[i]!
      if (quantity === 0) continue
      sumN += quantity * powersN[i]!
      sumM += quantity * powersM[i]!
    }
    return { sumN, sumM }
  })
}

/**
 * Iterates λ ← ratio at the minimiser for λ until rounding stops its fall. Starts from infinity, for which any
 * point of the box will do; 0 where the box lets every ligand go unbound.
 */
function dinkelbach(minimiser: (lambda: number) => { sumN: number; sumM: number }): number {
  let least = Number.MAX_VALUE
  for (;;) {
    const { sumN, sumM } = minimiser(least)
    if (sumM === 0) return 0
    const ratio = sumN / sumM
    if (!(ratio < least)) return least
    least = ratio
  }
}
