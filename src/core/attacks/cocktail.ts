import type { CellModel } from '../cells/cell-model.ts'
import { checkMixture, type Mixture } from '../cells/mixture.ts'
import { Interrupted } from '../errors.ts'
import type { RandomStream } from '../numerics/random.ts'
import { leastBetween } from './least-between.ts'

/** Antagonists alone: a panel's ligands from the critical binding time on are left out. */
export const COCKTAIL_DEFAULTS = { onlyBelowCritical: true } as const

/** What a cocktail may be made of. */
export interface CocktailBudget {
  /** Ligands in all, at the most. */
  readonly total: number
  /** Kinds of ligand, at the most. */
  readonly kinds: number
}

/** Quantities of the panel's ligands, in its order, and the output that they leave. */
export interface Cocktail {
  readonly quantities: Float64Array
  readonly output: number
}

/** An exchange that lowers the output by less than this (relative) ends the search. */
const LEAST_GAIN = 1e-10

/** Exchanges from one start at the most; each changes two kinds. */
const MOST_EXCHANGES = 200

/** How many of the best single kinds the search starts from. */
const STARTS = 4

/** A cell that faces fixed ligands and a cocktail made of a panel. */
export class CocktailProblem {
  readonly #model: CellModel
  readonly #fixed: Mixture
  readonly #panel: Float64Array
  readonly #shouldStop: () => boolean
  readonly #mixture: Mixture

  /** `panel` holds binding times (s), one a kind. Throws `InvalidInput` for fixed ligands that are no mixture. */
  constructor(model: CellModel, fixed: Mixture, panel: Float64Array, shouldStop: () => boolean) {
    checkMixture(fixed)
    this.#model = model
    this.#fixed = fixed
    this.#panel = panel
    this.#shouldStop = shouldStop
    this.#mixture = {
      bindingTimes: Float64Array.from([...fixed.bindingTimes, ...panel]),
      quantities: Float64Array.from([...fixed.quantities, ...new Float64Array(panel.length)]),
    }
  }

  get kinds(): number {
    return this.#panel.length
  }

  output(quantities: Float64Array): number {
    if (this.#shouldStop()) throw new Interrupted()
    this.#mixture.quantities.set(quantities, this.#fixed.quantities.length)
    return this.#model.output(this.#mixture)
  }

  /** ∂output/∂L of each kind of the panel. */
  slopes(quantities: Float64Array): Float64Array {
    this.#mixture.quantities.set(quantities, this.#fixed.quantities.length)
    return this.#model.gradient(this.#mixture).quantity.slice(this.#fixed.quantities.length)
  }
}

/**
 * The cocktail that lowers the output the most, of at most `total` ligands and at most `kinds` kinds.
 *
 * First each kind alone, its quantity by a search on the line from none to all; then, from the best of these, ligands
 * are exchanged between two kinds (or with those not used) as long as that lowers the output: pairwise Frank–Wolfe
 * steps, which end where no exchange helps. For adaptive proofreading, whose output is a ratio of functions linear in
 * the quantities, the best cocktail is one kind in full, and the first stage finds it. Throws `Interrupted`.
 */
export function worstCocktail(problem: CocktailProblem, { total, kinds }: CocktailBudget): Cocktail {
  const singles = Array.from({ length: problem.kinds }, (_, kind) => bestSingle(problem, kind, total))
  singles.sort((a, b) => a.output - b.output)
  const none = new Float64Array(problem.kinds)
  const starts = [...singles.slice(0, STARTS), { quantities: none, output: problem.output(none) }]
  const ends = starts.map((start) => (kinds > 1 ? exchanged(problem, start, total, kinds) : start))
  return withinTotal(
    problem,
    ends.reduce((best, end) => (end.output < best.output ? end : best)),
    total,
  )
}

/** What rounding has put above the total is taken from the most frequent kind. */
function withinTotal(problem: CocktailProblem, cocktail: Cocktail, total: number): Cocktail {
  const quantities = cocktail.quantities.slice()
  const excess = () => quantities.reduce((sum, quantity) => sum + quantity, 0) - total
  if (!(excess() > 0)) return cocktail
  const most = quantities.indexOf(quantities.reduce((a, b) => Math.max(a, b)))
  for (let over = excess(); over > 0; over = excess()) quantities[most] = quantities[most]! - over
  return { quantities, output: problem.output(quantities) }
}

function bestSingle(problem: CocktailProblem, kind: number, total: number): Cocktail {
  const quantities = new Float64Array(problem.kinds)
  const at = (quantity: number) => {
    quantities[kind] = quantity
    return problem.output(quantities)
  }
  const { place, value } = leastBetween(at, 0, total)
  quantities[kind] = place
  return { quantities, output: value }
}

/** Exchanges between kinds until none helps any more. Index −1 stands for the ligands that are not used. */
function exchanged(problem: CocktailProblem, start: Cocktail, total: number, kinds: number): Cocktail {
  let best = start
  for (let count = 0; count < MOST_EXCHANGES; count++) {
    const next = bestExchange(problem, best, total, kinds)
    if (next === null || !(next.output < best.output * (1 - LEAST_GAIN))) return best
    best = next
  }
  return best
}

function bestExchange(
  problem: CocktailProblem,
  from: Cocktail,
  total: number,
  kinds: number,
): Cocktail | null {
  const slopes = problem.slopes(from.quantities)
  const used = from.quantities.reduce((sum, quantity) => sum + quantity, 0)
  const support = from.quantities.reduce((count, quantity) => count + (quantity > 0 ? 1 : 0), 0)
  const held = (kind: number) => (kind === -1 ? Math.max(0, total - used) : from.quantities[kind]!)
  const slope = (kind: number) => (kind === -1 ? 0 : slopes[kind]!)
  let best: Cocktail | null = null
  const places = [-1, ...slopes.keys()]
  for (const giver of places.filter((kind) => held(kind) > 0)) {
    for (const taker of places) {
      if (taker === giver || slope(taker) >= slope(giver)) continue
      const isNew = taker !== -1 && from.quantities[taker] === 0
      // A new kind beyond the allowed number must replace its giver altogether.
      const whole = isNew && support >= kinds
      if (whole && giver === -1) continue
      const next = exchange(problem, from, giver, taker, held(giver), whole)
      if (best === null || next.output < best.output) best = next
    }
  }
  return best
}

function exchange(
  problem: CocktailProblem,
  from: Cocktail,
  giver: number,
  taker: number,
  most: number,
  whole: boolean,
): Cocktail {
  const moved = (amount: number) => {
    const quantities = from.quantities.slice()
    if (giver !== -1) quantities[giver] = amount === most ? 0 : quantities[giver]! - amount
    if (taker !== -1) quantities[taker] = quantities[taker]! + amount
    return quantities
  }
  const at = (amount: number) => problem.output(moved(amount))
  const amount = whole ? most : leastBetween(at, 0, most).place
  const quantities = moved(amount)
  return { quantities, output: problem.output(quantities) }
}

/** A random cocktail of the same size: so many different kinds, a total split between them evenly at random. */
export function randomCocktail(
  problem: CocktailProblem,
  total: number,
  kinds: number,
  random: RandomStream,
): Cocktail {
  const quantities = new Float64Array(problem.kinds)
  const left = Array.from(quantities.keys())
  const weights = Array.from({ length: kinds }, () => -Math.log(1 - random.uniform()))
  const sum = weights.reduce((a, b) => a + b, 0)
  for (const weight of weights) {
    const [kind] = left.splice(Math.floor(random.uniform() * left.length), 1)
    quantities[kind!] = (total * weight) / sum
  }
  return { quantities, output: problem.output(quantities) }
}
