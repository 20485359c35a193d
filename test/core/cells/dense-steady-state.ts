import type { Mixture } from '../../../src/core/cells/mixture.ts'
import {
  type ChainRates,
  emptyRates,
  type ProofreadingNetwork,
} from '../../../src/core/cells/proofreading-network.ts'

/**
 * The stationary distribution of a Markov chain with these rates from state i to state j, from all of which state 0 is
 * reached: elimination without a subtraction, so that every share is right to its last digits however small it is.
 * Source: Grassmann, Taksar, Heyman, Oper. Res. 33, 1107 (1985).
 */
function stationary(rates: readonly (readonly number[])[]): number[] {
  const q = rates.map((row) => [...row])
  for (let k = q.length - 1; k > 0; k--) {
    const leaving = q[k]!.slice(0, k).reduce((sum, rate) => sum + rate, 0)
    for (let i = 0; i < k; i++) q[i]![k]! /= leaving
    for (let i = 0; i < k; i++) for (let j = 0; j < k; j++) q[i]![j]! += q[i]![k]! * q[k]![j]!
  }
  const shares = [1]
  for (let k = 1; k < q.length; k++) shares.push(shares.reduce((sum, share, i) => sum + share * q[i]![k]!, 0))
  const total = shares.reduce((sum, share) => sum + share, 0)
  return shares.map((share) => share / total)
}

/**
 * The shares of bound receptors in states 0 … N, from the master equation: what unbinds, from every state at rate 1/τ,
 * makes room for what binds, into state 0. Rates times τ, so that τ = 0 has a solution, too.
 */
export function denseShares(bindingTime: number, { forward, backward }: ChainRates): number[] {
  const steps = forward.length
  const rates = Array.from({ length: steps + 1 }, () => new Array<number>(steps + 1).fill(0))
  for (let n = 0; n <= steps; n++) {
    rates[n]![0]! += 1
    if (n < steps) rates[n]![n + 1]! += forward[n]! * bindingTime
    if (n > 0) rates[n]![n - 1]! += backward[n]! * bindingTime
  }
  return stationary(rates)
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
 * The steady state of a network by plain means: free receptors by bisection, shares by dense elimination, the
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
