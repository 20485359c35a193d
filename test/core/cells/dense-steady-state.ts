import type { Mixture } from '../../../src/core/cells/mixture.ts'
import {
  type ChainRates,
  emptyRates,
  type ProofreadingNetwork,
} from '../../../src/core/cells/proofreading-network.ts'

/** Solves A x = b by Gaussian elimination with row pivoting. */
export function solveDense(matrix: number[][], right: number[]): number[] {
  const a = matrix.map((row, i) => [...row, right[i]!])
  const n = a.length
  for (let k = 0; k < n; k++) {
    let pivot = k
    for (let i = k + 1; i < n; i++) if (Math.abs(a[i]![k]!) > Math.abs(a[pivot]![k]!)) pivot = i
    ;[a[k], a[pivot]] = [a[pivot]!, a[k]!]
    for (let i = k + 1; i < n; i++) {
      const factor = a[i]![k]! / a[k]![k]!
      for (let j = k; j <= n; j++) a[i]![j]! -= factor * a[k]![j]!
    }
  }
  const x = new Array<number>(n).fill(0)
  for (let i = n - 1; i >= 0; i--) {
    let sum = a[i]![n]!
    for (let j = i + 1; j < n; j++) sum -= a[i]![j]! * x[j]!
    x[i] = sum / a[i]![i]!
  }
  return x
}

/**
 * The shares of bound receptors in states 0 … N, from the master equation: what binds enters state 0 and leaves every
 * state at rate 1/τ. Times τ, so that τ = 0 has a solution, too.
 */
export function denseShares(bindingTime: number, { forward, backward }: ChainRates): number[] {
  const steps = forward.length
  const matrix = Array.from({ length: steps + 1 }, () => new Array<number>(steps + 1).fill(0))
  for (let n = 0; n <= steps; n++) {
    const up = n < steps ? forward[n]! * bindingTime : 0
    const down = n > 0 ? backward[n]! * bindingTime : 0
    matrix[n]![n]! += up + down + 1
    if (n < steps) matrix[n + 1]![n]! -= up
    if (n > 0) matrix[n - 1]![n]! -= down
  }
  return solveDense(
    matrix,
    matrix.map((_, n) => (n === 0 ? 1 : 0)),
  )
}

/** The point of [low, high] where a function that falls through 0 once does so. */
export function bisect(f: (x: number) => number, low: number, high: number): number {
  let [a, b] = [low, high]
  for (;;) {
    const middle = (a + b) / 2
    if (middle === a || middle === b) return middle
    if (f(middle) > 0) a = middle
    else b = middle
  }
}

/** Numbers of complexes, up to the greatest, that are tried for the first root. */
const SCAN = 300

/**
 * The steady state of a network by plain means: free receptors by bisection, shares by dense linear solves, the
 * feedback by a scan upwards for the first number of complexes that the chain does not exceed.
 */
export function denseSteadyState(
  network: ProofreadingNetwork,
  { bindingTimes, quantities }: Mixture,
): { output: number; complexes: number } {
  const affinities = bindingTimes.map((tau) => network.bindingRate * tau)
  const boundAt = (free: number) =>
    affinities.map((affinity, l) => (quantities[l]! * affinity * free) / (1 + affinity * free))
  const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0)
  const free = bisect((r) => network.receptors - r - sum(boundAt(r)), 0, network.receptors)
  const bound = boundAt(free)
  const inState = (state: number, complexes: number) => {
    const rates = emptyRates(network.steps)
    network.ratesInto(complexes, rates)
    return sum(bound.map((count, l) => count * denseShares(bindingTimes[l]!, rates)[state]!))
  }
  const m = network.feedbackStep
  if (m === null) return { output: inState(network.steps, 0), complexes: 0 }
  const excess = (c: number) => inState(m, c) - c
  // A feedback that raises what drives it can only end above where it begins; one that lowers it, below, and once.
  let low = inState(m, 0)
  while (low > 0 && excess(low) <= 0) low /= 10
  if (low === 0) return { output: inState(network.steps, 0), complexes: 0 }
  const factor = (sum(bound) / low) ** (1 / SCAN)
  while (excess(low * factor) > 0) low *= factor
  const complexes = bisect(excess, low, low * factor)
  return { output: inState(network.steps, complexes), complexes }
}
