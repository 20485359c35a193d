import type { ChainRates } from './proofreading-network.ts'

/**
 * Where bound receptors of one kind are at steady state, as shares of all that are bound.
 *
 * With T_n the share in state n or above, the net flow from n − 1 to n makes up for what unbinds above:
 * f_(n−1) C_(n−1) − d_n C_n = T_n/τ. So with y_n = C_n/C_(n−1) and t_n = T_n/C_n,
 *
 *     t_N = 1,  y_n = f_(n−1) τ/(d_n τ + t_n),  t_(n−1) = 1 + y_n t_n,  C_n = y_1 … y_n / t_0,
 *
 * all sums of positive terms, so that nothing cancels. Holds its results until the next call; τ in s, finite and ≥ 0.
 */
export class ProofreadingChain {
  readonly #steps: number
  readonly #feedbackStep: number
  /** C_m and C_N. */
  feedback = 0
  final = 0
  /** Their derivatives by τ and by the number of complexes c that sets the rates. */
  feedbackByTime = 0
  feedbackByComplexes = 0
  finalByTime = 0
  finalByComplexes = 0
  /** Shares in state m or above, and above m. */
  reached = 0
  passed = 0
  readonly #ratio: Float64Array
  readonly #above: Float64Array
  readonly #ratioByTime: Float64Array
  readonly #ratioByComplexes: Float64Array

  /** Without a feedback step, what concerns state m is that of state 0. */
  constructor(steps: number, feedbackStep: number | null) {
    this.#steps = steps
    this.#feedbackStep = feedbackStep ?? 0
    this.#ratio = new Float64Array(steps + 1)
    this.#above = new Float64Array(steps + 1)
    this.#ratioByTime = new Float64Array(steps + 1)
    this.#ratioByComplexes = new Float64Array(steps + 1)
  }

  /** Fills in the shares, not their derivatives. */
  solve(bindingTime: number, { forward, backward }: ChainRates): void {
    const ratio = this.#ratio
    const above = this.#above
    let t = 1
    above[this.#steps] = 1
    for (let n = this.#steps; n > 0; n--) {
      const y = (forward[n - 1]! * bindingTime) / (backward[n]! * bindingTime + t)
      ratio[n] = y
      t = 1 + y * t
      above[n - 1] = t
    }
    const m = this.#feedbackStep
    let share = 1 / t
    for (let n = 1; n <= m; n++) share *= ratio[n]!
    this.feedback = share
    this.reached = share * above[m]!
    this.passed = m < this.#steps ? share * ratio[m + 1]! * above[m + 1]! : 0
    for (let n = m + 1; n <= this.#steps; n++) share *= ratio[n]!
    this.final = share
  }

  /** Fills in the shares C_m and C_N and their derivatives. */
  differentiate(bindingTime: number, rates: ChainRates): void {
    const { forward, backward, forwardSlope, backwardSlope } = rates
    let t = 1
    let tByTime = 0
    let tByComplexes = 0
    for (let n = this.#steps; n > 0; n--) {
      // One division a step: they take longer than all else here.
      const inverse = 1 / (backward[n]! * bindingTime + t)
      const y = forward[n - 1]! * bindingTime * inverse
      const byTime = (forward[n - 1]! - y * (backward[n]! + tByTime)) * inverse
      const byComplexes =
        (forwardSlope[n - 1]! * bindingTime - y * (backwardSlope[n]! * bindingTime + tByComplexes)) * inverse
      this.#ratio[n] = y
      this.#ratioByTime[n] = byTime
      this.#ratioByComplexes[n] = byComplexes
      tByTime = byTime * t + y * tByTime
      tByComplexes = byComplexes * t + y * tByComplexes
      t = 1 + y * t
    }
    this.#multiplyOut(t, tByTime, tByComplexes)
  }

  /** The shares from the ratios, by the product rule. */
  #multiplyOut(t: number, tByTime: number, tByComplexes: number): void {
    const inverse = 1 / t
    let product = 1
    let byTime = 0
    let byComplexes = 0
    for (let n = 0; ; n++) {
      if (n === this.#feedbackStep) {
        this.feedback = product * inverse
        this.feedbackByTime = (byTime - this.feedback * tByTime) * inverse
        this.feedbackByComplexes = (byComplexes - this.feedback * tByComplexes) * inverse
      }
      if (n === this.#steps) break
      const y = this.#ratio[n + 1]!
      byTime = byTime * y + product * this.#ratioByTime[n + 1]!
      byComplexes = byComplexes * y + product * this.#ratioByComplexes[n + 1]!
      product *= y
    }
    this.final = product * inverse
    this.finalByTime = (byTime - this.final * tByTime) * inverse
    this.finalByComplexes = (byComplexes - this.final * tByComplexes) * inverse
  }
}
