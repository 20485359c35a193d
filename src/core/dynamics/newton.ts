import {
  determinantSign,
  factoriseInPlace,
  type LuWorkspace,
  luWorkspace,
  solveInPlace,
} from '../numerics/lu.ts'
import type { OdeSystem } from './ode.ts'
import type { Work } from './stepper.ts'

const MOST_ITERATIONS = 20

/** An update below this, relative to each entry, is rounding. */
const ROUNDING = 4 * Number.EPSILON

/** Where updates no longer shrink they are rounding too, if below this: a condition of up to 1e9. */
const COARSEST_ROUNDING = 1e-6

/** Newton's method on f(y) = 0 with the exact Jacobian. */
export class Newton {
  readonly #system: OdeSystem
  readonly #work: Work
  readonly #lu: LuWorkspace

  /** Counts its evaluations in `work`. */
  constructor(system: OdeSystem, work: Work) {
    this.#system = system
    this.#work = work
    this.#lu = luWorkspace(system.dimension)
  }

  /**
   * Replaces f(y) by −J⁻¹·f(y), the way left to the root as far as f is linear.
   *
   * False when there is no stable root to speak of: J is singular, or det(−J) < 0 says that an odd number of modes grow.
   */
  updateInPlace(jacobian: Float64Array, rates: Float64Array): boolean {
    const { matrix } = this.#lu
    for (let i = 0; i < matrix.length; i++) matrix[i] = -jacobian[i]!
    if (!factoriseInPlace(this.#lu) || determinantSign(this.#lu) < 0) return false
    solveInPlace(this.#lu, rates)
    return true
  }

  /**
   * The root that Newton's method reaches from y, or undefined when it reaches none.
   *
   * Ends when no entry changes by more than rounding, or when the largest relative change, being below 1e-6, no longer
   * halves: there a badly conditioned system has its rounding. Entries below `floor` count relative to that.
   */
  polish(y: Float64Array, floor: number): Float64Array | undefined {
    const root = y.slice()
    const update = new Float64Array(y.length)
    const jacobian = new Float64Array(y.length * y.length)
    let before = Number.POSITIVE_INFINITY
    for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
      this.#system.rates(root, update)
      this.#system.jacobian(root, jacobian.fill(0))
      this.#work.evaluations++
      this.#work.jacobians++
      if (!this.updateInPlace(jacobian, update)) return undefined
      let change = 0
      for (let i = 0; i < root.length; i++) {
        root[i]! += update[i]!
        change = Math.max(change, Math.abs(update[i]!) / (Math.abs(root[i]!) + floor))
      }
      if (!Number.isFinite(change)) return undefined
      if (change <= ROUNDING || (change <= COARSEST_ROUNDING && change > before / 2)) return root
      before = change
    }
    return undefined
  }
}
