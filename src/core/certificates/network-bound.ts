import { ProofreadingChain } from '../cells/proofreading-chain.ts'
import { emptyRates, type ProofreadingNetwork } from '../cells/proofreading-network.ts'
import { freeReceptors } from '../cells/receptor-binding.ts'

/** Ligands of one kind whose binding time (s) and quantity may lie anywhere in these ranges. */
export interface RangedLigand {
  readonly shortest: number
  readonly longest: number
  readonly fewest: number
  readonly most: number
}

/** `count` ligands that may bind for any time in any of the intervals (s). */
export interface FreeLigands {
  readonly count: number
  readonly intervals: readonly { readonly shortest: number; readonly longest: number }[]
}

/** The number of complexes is cut into so many slices, evenly in its logarithm; what lies below them is one more. */
export const SLICES = 256

/**
 * From one edge of a slice to the next; more slices in the same six decades make the bound tighter. All edges but the
 * highest are powers of it, whatever the ligands: so more freedom never raises the bound.
 */
const SLICE_RATIO = 10 ** (6 / SLICES)

/** How often the greatest number of complexes is bounded anew; without an implicit feedback the first is exact. */
const TIGHTENINGS = 3

/** Shares that are the difference of two are taken to be off by so much of the larger: some rounding errors a step. */
const ROUNDING = 1e-13

/** Steps of the search for the best price; any price gives a valid bound. */
const PRICE_STEPS = 40

/**
 * A lower bound of the steady-state output of a proofreading network: whatever binding times and quantities the ligands
 * take in their ranges, no output lies below it. `free` ligands may besides choose their binding times one by one.
 *
 * The true number of complexes c lies in some slice [c1, c2]. There the output is at least what the rates at c2, and
 * the fewest free receptors, leave of every ligand's. Slices that no choice of the ligands can bring about do not
 * count: shares T_n in or above a state rise with τ and fall with c, so that C_m ≤ T_m(longest, c1) −
 * T_(m+1)(shortest, c2). What free ligands must themselves give away to bring c about is bounded by duality: for any
 * price λ ≥ 0, Σ y_j ≥ λ (needed − Σ x_j) + Σ y_j ≥ λ·needed + count·min(y − λx) over the intervals, x the most
 * complexes and y the least output of one ligand.
 */
export function leastNetworkOutput(
  network: ProofreadingNetwork,
  ligands: readonly RangedLigand[],
  free: FreeLigands,
): number {
  const bounds = new SliceBounds(network, ligands, free)
  if (network.feedbackStep === null) return bounds.outputBelow(0)
  let low = bounds.sharesAt(0)
  const greatest = greatestComplexes(bounds, low)
  const top = Math.ceil(Math.log(greatest) / Math.log(SLICE_RATIO))
  let least = Number.POSITIVE_INFINITY
  for (let slice = 0; slice <= SLICES; slice++) {
    const edge = SLICE_RATIO ** (top - SLICES + slice)
    const high = bounds.sharesAt(slice === SLICES ? greatest : Math.min(edge, greatest))
    least = Math.min(least, bounds.leastOutput(low, high))
    low = high
  }
  return least
}

/**
 * The most complexes that the ligands can form. The feedback can hold receptors back in state m that would pass it
 * without, so that at first none may be taken to be above; what is found then says how many must be.
 */
function greatestComplexes(bounds: SliceBounds, none: Shares): number {
  let greatest = bounds.greatestComplexes(none, { ...none, passed: new Float64Array(none.passed.length) })
  for (let i = 0; i < TIGHTENINGS; i++) greatest = bounds.greatestComplexes(none, bounds.sharesAt(greatest))
  return greatest
}

/** Shares of all ligands and intervals for the rates that one number of complexes sets. */
interface Shares {
  readonly complexes: number
  /** In or above state m at the longest, above m at the shortest, and in N at the shortest binding time. */
  readonly reached: Float64Array
  readonly passed: Float64Array
  readonly final: Float64Array
}

class SliceBounds {
  readonly #network: ProofreadingNetwork
  readonly #ligands: readonly RangedLigand[]
  readonly #count: number
  /** All ranges of binding times, those of the ligands first. */
  readonly #ranges: readonly { readonly shortest: number; readonly longest: number }[]
  /** For each range the greatest and the least share of its ligands that is bound. */
  readonly #mostBound: Float64Array
  readonly #leastBound: Float64Array
  readonly #chain: ProofreadingChain

  constructor(network: ProofreadingNetwork, ligands: readonly RangedLigand[], free: FreeLigands) {
    this.#network = network
    this.#ligands = ligands
    this.#count = free.intervals.length === 0 ? 0 : free.count
    this.#ranges = [...ligands, ...free.intervals]
    this.#chain = new ProofreadingChain(network.steps, network.feedbackStep)
    const { bindingRate, receptors } = network
    const longestFree = free.intervals.reduce((longest, interval) => Math.max(longest, interval.longest), 0)
    const freeAt = (times: number[], quantities: number[]) =>
      freeReceptors(
        Float64Array.from(times, (tau) => bindingRate * tau),
        Float64Array.from(quantities),
        receptors,
      )
    const fewest = freeAt(
      [...ligands.map(({ longest }) => longest), longestFree],
      [...ligands.map(({ most }) => most), this.#count],
    )
    const most = freeAt(
      ligands.map(({ shortest }) => shortest),
      ligands.map((ligand) => ligand.fewest),
    )
    const boundShare = (tau: number, receptorsFree: number) => {
      const filling = bindingRate * tau * receptorsFree
      return filling / (1 + filling)
    }
    this.#mostBound = Float64Array.from(this.#ranges, ({ longest }) => boundShare(longest, most))
    this.#leastBound = Float64Array.from(this.#ranges, ({ shortest }) => boundShare(shortest, fewest))
  }

  sharesAt(complexes: number): Shares {
    const rates = emptyRates(this.#network.steps)
    this.#network.ratesInto(complexes, rates)
    const shares = {
      complexes,
      reached: new Float64Array(this.#ranges.length),
      passed: new Float64Array(this.#ranges.length),
      final: new Float64Array(this.#ranges.length),
    }
    this.#ranges.forEach(({ shortest, longest }, i) => {
      this.#chain.solve(longest, rates)
      shares.reached[i] = this.#chain.reached
      this.#chain.solve(shortest, rates)
      shares.passed[i] = this.#chain.passed
      shares.final[i] = this.#chain.final
    })
    return shares
  }

  /** The output where there is no feedback. */
  outputBelow(complexes: number): number {
    return this.#ligandOutput(this.sharesAt(complexes))
  }

  /** The most complexes there can be between two numbers of them. */
  greatestComplexes(low: Shares, high: Shares): number {
    const freeMost = this.#freeRanges().reduce(
      (most, i) => Math.max(most, this.#mostComplexes(i, low, high)),
      0,
    )
    return this.#ligandComplexes(low, high) + this.#count * freeMost
  }

  /** The least output while the number of complexes is between the two; infinite where it cannot be. */
  leastOutput(low: Shares, high: Shares): number {
    if (this.greatestComplexes(low, high) < low.complexes) return Number.POSITIVE_INFINITY
    const needed = Math.max(0, low.complexes - this.#ligandComplexes(low, high))
    return this.#ligandOutput(high) + this.#freeOutput(needed, low, high)
  }

  #freeRanges(): number[] {
    return Array.from(this.#ranges.keys()).slice(this.#ligands.length)
  }

  /** The most complexes that one ligand of a range can form. */
  #mostComplexes(range: number, low: Shares, high: Shares): number {
    const reached = low.reached[range]!
    return this.#mostBound[range]! * Math.max(0, reached * (1 + ROUNDING) - high.passed[range]!)
  }

  #ligandComplexes(low: Shares, high: Shares): number {
    return this.#ligands.reduce((sum, { most }, i) => sum + most * this.#mostComplexes(i, low, high), 0)
  }

  #ligandOutput({ final }: Shares): number {
    return this.#ligands.reduce((sum, { fewest }, i) => sum + fewest * this.#leastBound[i]! * final[i]!, 0)
  }

  /** The least output of the free ligands when they must form `needed` complexes: the best of some prices. */
  #freeOutput(needed: number, low: Shares, high: Shares): number {
    if (needed === 0) return 0
    const ranges = this.#freeRanges()
    const complexes = ranges.map((i) => this.#mostComplexes(i, low, high))
    const outputs = ranges.map((i) => this.#leastBound[i]! * high.final[i]!)
    const at = (price: number) =>
      price * needed +
      this.#count *
        outputs.reduce(
          (least, output, j) => Math.min(least, output - price * complexes[j]!),
          Number.POSITIVE_INFINITY,
        )
    let from = 0
    let to = outputs.reduce(
      (most, output, j) => (complexes[j]! > 0 ? Math.max(most, output / complexes[j]!) : most),
      0,
    )
    // The bound is concave in the price, so that thirds close in on the best one.
    for (let step = 0; step < PRICE_STEPS; step++) {
      const [left, right] = [from + (to - from) / 3, to - (to - from) / 3]
      if (at(left) < at(right)) from = left
      else to = right
    }
    return Math.max(0, at((from + to) / 2))
  }
}
