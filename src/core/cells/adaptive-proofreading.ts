import { type LeastRatio, leastRatio, leastRatioAmong } from '../certificates/population-ratio.ts'
import { leastRatioOverPlaces, leastRatioOverQuantities } from '../certificates/ratio-in-box.ts'
import { InvalidInput } from '../errors.ts'
import { powerFunction } from '../numerics/powers.ts'
import type { CellModel, FixedBindingTimes, LeastOutput, MixtureGradient } from './cell-model.ts'
import { checkMixture, type Mixture } from './mixture.ts'

/** `N` proofreading steps, of which step `m` switches the inhibition on; `criticalBindingTime` in s. */
export interface AdaptiveProofreadingParameters {
  readonly N: number
  readonly m: number
  readonly criticalBindingTime: number
}

/** The output above which the cell responds: one kind of ligand at the critical binding time gives just this. */
const THRESHOLD = 1

/**
 * Ideal adaptive proofreading, for real N > m ≥ 0.
 *
 * T = S_N / S_m · τc^-(N-m), S_k = Σ_i L_i τ_i^k; the cell responds iff T > 1. Computed in units of τc, where no
 * power overflows before T does. A mixture in which no ligand binds at all (every τ = 0 and m > 0, or every L = 0) has
 * T = 0, the limit of weakly binding ones; as T is nowhere less, its gradient is given as zero there. Throws
 * `InvalidInput` for parameters out of range.
 * Source: arXiv:1807.04270, eq. 4; Lalanne & François, Phys. Rev. Lett. 110, 218102 (2013).
 */
export function adaptiveProofreading(parameters: AdaptiveProofreadingParameters): CellModel {
  checkParameters(parameters)
  const { N, m, criticalBindingTime } = parameters
  const powerN = powerFunction(N)
  const powerM = powerFunction(m)
  const sums = ({ bindingTimes, quantities }: Mixture) => {
    let sumN = 0
    let sumM = 0
    for (let i = 0; i < bindingTimes.length; i++) {
      const u = bindingTimes[i]! / criticalBindingTime
      sumN += quantities[i]! * powerN(u)
      sumM += quantities[i]! * powerM(u)
    }
    return { sumN, sumM }
  }
  const inSeconds = ({ ratio, place }: LeastRatio): LeastOutput => ({
    output: ratio,
    bindingTime: place * criticalBindingTime,
  })
  return {
    name: 'adaptive-proofreading',
    threshold: THRESHOLD,
    criticalBindingTime,
    // ∂T/∂τ ∝ −m τ^(m−1).
    pullExponent: m === 0 ? null : m - 1,
    output(mixture) {
      checkMixture(mixture)
      const { sumN, sumM } = sums(mixture)
      return ratio(sumN, sumM)
    },
    gradient(mixture): MixtureGradient {
      checkMixture(mixture)
      const { sumN, sumM } = sums(mixture)
      const zero = () => new Float64Array(mixture.bindingTimes.length)
      if (sumM === 0) return { output: 0, bindingTime: zero(), quantity: zero() }
      const output = ratio(sumN, sumM)
      const bindingTime = mixture.bindingTimes.map((tau, i) => {
        const quantity = mixture.quantities[i]!
        // Where there is no ligand nothing changes, even at a binding time where the slope diverges.
        if (quantity === 0) return 0
        return (quantity * slope(tau / criticalBindingTime, N, m, output)) / (sumM * criticalBindingTime)
      })
      const quantity = mixture.bindingTimes.map((tau) => {
        const u = tau / criticalBindingTime
        return (powerN(u) - output * powerM(u)) / sumM
      })
      return { output, bindingTime, quantity }
    },
    atBindingTimes: (bindingTimes) => fixedBindingTimes(bindingTimes, parameters),
    certificates: {
      exact: true,
      belowCritical(agonists, freeCount) {
        const { sumN, sumM } = sums(agonists)
        return inSeconds(leastRatio({ sumN, sumM, freeCount, N, m }))
      },
      among(agonists, freeCount, places) {
        const { sumN, sumM } = sums(agonists)
        const candidates = places.map((tau) => tau / criticalBindingTime)
        return inSeconds(leastRatioAmong({ sumN, sumM, freeCount, N, m }, candidates))
      },
      // A ratio of functions linear in the quantities is least where none are added, or all of one kind.
      ofCocktail(fixed, total, places) {
        const { sumN, sumM } = sums(fixed)
        const added = places.map((tau) => tau / criticalBindingTime)
        const full = leastRatioAmong({ sumN, sumM, freeCount: total, N, m }, added).ratio
        return Math.min(ratio(sumN, sumM), full)
      },
      withinBox(mixture, coordinates, box) {
        checkMixture(mixture)
        const scaled = (times: Float64Array) => times.map((tau) => tau / criticalBindingTime)
        if (coordinates === 'quantity')
          return leastRatioOverQuantities(scaled(mixture.bindingTimes), box, N, m)
        const places = { lower: scaled(box.lower), upper: scaled(box.upper) }
        return leastRatioOverPlaces(mixture.quantities, places, N, m)
      },
    },
  }
}

function checkParameters({ N, m, criticalBindingTime }: AdaptiveProofreadingParameters): void {
  if (!Number.isFinite(m) || m < 0) {
    throw new InvalidInput('parameter-out-of-range', '/m', `m is a finite number of at least 0, not ${m}`)
  }
  if (!Number.isFinite(N) || N <= m) {
    throw new InvalidInput(
      'parameter-out-of-range',
      '/N',
      `N must be above m: N = ${N} is not above m = ${m}`,
    )
  }
  if (!Number.isFinite(criticalBindingTime) || criticalBindingTime <= 0) {
    throw new InvalidInput(
      'parameter-out-of-range',
      '/criticalBindingTime',
      `the critical binding time is above 0 s, not ${criticalBindingTime}`,
    )
  }
}

function ratio(sumN: number, sumM: number): number {
  if (!Number.isFinite(sumN) || !Number.isFinite(sumM)) {
    throw new InvalidInput(
      'output-overflows',
      '/ligands',
      'a binding time to the power N is too large to represent',
    )
  }
  return sumM === 0 ? 0 : sumN / sumM
}

/**
 * u^(m-1) (N u^(N-m) − m T), the derivative of T times S_m / L in units of τc.
 * At u = 0 the product is 0·∞ or ∞·0 in floating point, so its limit is taken by hand.
 */
function slope(u: number, N: number, m: number, output: number): number {
  if (m === 0) return N * u ** (N - 1)
  if (u > 0) return u ** (m - 1) * (N * u ** (N - m) - m * output)
  if (m > 1 || output === 0) return 0
  return m === 1 ? -output : Number.NEGATIVE_INFINITY
}

function fixedBindingTimes(
  bindingTimes: Float64Array,
  { N, m, criticalBindingTime }: AdaptiveProofreadingParameters,
): FixedBindingTimes {
  const u = bindingTimes.map((tau) => tau / criticalBindingTime)
  const powerN = u.map(powerFunction(N))
  const powerM = u.map(powerFunction(m))
  // (∂T/∂τ_i)/L_i = (rise_i − T fall_i) / S_m, both terms fixed with the binding times.
  const rise = u.map((x) => (N * x ** (N - 1)) / criticalBindingTime)
  const fall = u.map((x) => (m === 0 ? 0 : (m * x ** (m - 1)) / criticalBindingTime))
  const sum = (quantities: Float64Array, power: Float64Array) => {
    let total = 0
    for (let i = 0; i < power.length; i++) total += quantities[i]! * power[i]!
    return total
  }
  return {
    output: (quantities) => ratio(sum(quantities, powerN), sum(quantities, powerM)),
    slopesInto(quantities, out) {
      const sumM = sum(quantities, powerM)
      const output = ratio(sum(quantities, powerN), sumM)
      for (let i = 0; i < out.length; i++) out[i] = (rise[i]! - output * fall[i]!) / sumM
    },
  }
}
