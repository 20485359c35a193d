import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  INTEGRATION_DEFAULTS,
  type IntegrationOptions,
  type OdeSystem,
} from '../../../src/core/dynamics/ode.ts'
import { toSteadyState } from '../../../src/core/dynamics/steady-state.ts'
import { Interrupted } from '../../../src/core/errors.ts'
import { brusselator, chain, linear, scalar } from './systems.ts'

function rest(system: OdeSystem, y0: readonly number[], options: Partial<IntegrationOptions> = {}) {
  return toSteadyState(system, Float64Array.from(y0), { ...INTEGRATION_DEFAULTS, ...options })
}

const zeros = (n: number) => new Array<number>(n).fill(0)

/** The chain at rest: a state holds what comes in over what goes out. */
function chainAtRest(forward: readonly number[], off: readonly number[]): number[] {
  let inflow = 1
  return off.map((loss, i) => {
    const amount = inflow / (forward[i]! + loss)
    inflow = forward[i]! * amount
    return amount
  })
}

/**
 * Adaptive sorting: ligands bind (rate 1) and fall off, C1 → C2 by an active kinase that C1 turns off.
 * C1' = 1 − (k + α·K)·C1, C2' = α·K·C1 − k·C2, K' = β·(1 − K) − γ·C1·K, all totals eliminated.
 */
function sorting(k: number, alpha: number, beta: number, gamma: number): OdeSystem {
  return {
    dimension: 3,
    rates([c1, c2, kinase], out) {
      out[0] = 1 - (k + alpha * kinase!) * c1!
      out[1] = alpha * kinase! * c1! - k * c2!
      out[2] = beta * (1 - kinase!) - gamma * c1! * kinase!
    },
    jacobian([c1, _, kinase], out) {
      out.set([-k - alpha * kinase!, 0, -alpha * c1!, alpha * kinase!, -k, alpha * c1!])
      out.set([-gamma * kinase!, 0, -beta - gamma * c1!], 6)
    },
  }
}

/** K = β/(β + γ·C1) in 1 = (k + α·K)·C1 gives kγ·C1² + (kβ + αβ − γ)·C1 − β = 0. */
function sortingAtRest(k: number, alpha: number, beta: number, gamma: number): number[] {
  const [a, b, c] = [k * gamma, k * beta + alpha * beta - gamma, -beta]
  const root = Math.sqrt(b * b - 4 * a * c)
  // Of the two forms of the positive root the one without cancellation.
  const c1 = b > 0 ? (-2 * c) / (b + root) : (root - b) / (2 * a)
  const kinase = beta / (beta + gamma * c1)
  return [c1, (alpha * kinase * c1) / k, kinase]
}

const logistic = scalar(
  (y) => y * (1 - y),
  (y) => 1 - 2 * y,
)

describe('a steady state', () => {
  test('is the closed form of a proofreading chain, each of its states to 1e-11', () => {
    const forward = [...new Array<number>(7).fill(0.4), 0]
    const off = new Array<number>(8).fill(0.1)
    const { state, time, statistics } = rest(chain(forward, off), zeros(8))
    expect(state).toAllClose(chainAtRest(forward, off), { rtol: 1e-13 })
    expect(time).toBeGreaterThan(100)
    expect(statistics.jacobians).toBeGreaterThan(statistics.steps)
  })

  test('is that of a chain whose rates lie anywhere from 1e-6 to 1e4 1/s', () => {
    const rate = fc.double({ min: -6, max: 4, noNaN: true }).map((exponent) => 10 ** exponent)
    const rates = fc.integer({ min: 2, max: 25 }).chain((n) => {
      const several = fc.array(rate, { minLength: n, maxLength: n })
      return fc.tuple(several, several)
    })
    fc.assert(
      fc.property(rates, ([forward, off]) => {
        const { state } = rest(chain(forward, off), zeros(off.length))
        expect(state).toAllClose(chainAtRest(forward, off), { rtol: 1e-11, atol: 1e-19 })
      }),
    )
  })

  test('is the closed form of adaptive sorting, a nonlinear network', () => {
    const rate = fc.double({ min: -3, max: 3, noNaN: true }).map((exponent) => 10 ** exponent)
    fc.assert(
      fc.property(rate, rate, rate, rate, (k, alpha, beta, gamma) => {
        const { state } = rest(sorting(k, alpha, beta, gamma), [0, 0, 1])
        expect(state).toAllClose(sortingAtRest(k, alpha, beta, gamma), { rtol: 1e-11 })
      }),
    )
  })

  test('is waited for when the start is slow', () => {
    // A switch that the fourth power of what builds up over 1e6 s throws, among rates of 1e4 1/s.
    const cascade: OdeSystem = {
      dimension: 2,
      rates([slow, fast], out) {
        out[0] = 1e-6 * (1 - slow!)
        out[1] = 1e4 * (slow! ** 4 - fast!)
      },
      jacobian([slow], out) {
        out.set([-1e-6, 0, 4e4 * slow! ** 3, -1e4])
      },
    }
    const { state, time } = rest(cascade, [0, 0])
    expect(state).toAllClose([1, 1], { rtol: 1e-13 })
    expect(time).toBeGreaterThan(1e7)
  })

  test('is not the unstable one beside which the system begins', () => {
    for (const start of [1e-3, 1e-6, 1e-8]) {
      const { state, time } = rest(logistic, [start])
      expect(state).toAllClose([1], { rtol: 1e-14 })
      expect(time).toBeGreaterThan(-Math.log(start))
    }
  })

  test('is the one of two that the start leads to', () => {
    const bistable = scalar(
      (y) => y * (1 - y) * (y - 0.3),
      (y) => -3 * y * y + 2.6 * y - 0.3,
    )
    expect(rest(bistable, [0.2999]).state).toAllClose([0], { atol: 1e-15 })
    expect(rest(bistable, [0.3001]).state).toAllClose([1], { rtol: 1e-14 })
  })

  test('is not taken for reached in the bottleneck that a vanished one leaves', () => {
    // y' = 1e-8 + y² lingers at 0 for π·1e4 s; what it then runs off to is 1.
    const bottleneck: OdeSystem = {
      dimension: 1,
      rates([y], out) {
        out[0] = (1e-8 + y! * y!) * (1 - y!)
      },
      jacobian([y], out) {
        out[0] = 2 * y! * (1 - y!) - (1e-8 + y! * y!)
      },
    }
    const { state, time } = rest(bottleneck, [-1])
    expect(state).toAllClose([1], { rtol: 1e-14 })
    expect(time).toBeGreaterThan(3e4)
  })

  test('is found at once where the system begins in it', () => {
    const start = chainAtRest([0.4, 0], [0.1, 0.1])
    const { state, time, statistics } = rest(chain([0.4, 0], [0.1, 0.1]), start)
    expect(state).toAllClose(start, { rtol: 1e-15 })
    expect({ time, steps: statistics.steps }).toEqual({ time: 0, steps: 0 })
  })

  test('has the same bits each time', () => {
    const once = rest(sorting(0.1, 1, 0.2, 3), [0, 0, 1])
    expect(rest(sorting(0.1, 1, 0.2, 3), [0, 0, 1])).toEqual(once)
  })

  test('is reached by 200 states too', () => {
    const forward = Array.from({ length: 200 }, (_, i) => 10 ** (2 + 2 * Math.sin(i)))
    const off = Array.from({ length: 200 }, (_, i) => 10 ** (-4 + 2 * Math.cos(3 * i)))
    expect(rest(chain(forward, off), zeros(200)).state).toAllClose(chainAtRest(forward, off), { rtol: 1e-11 })
  })

  test('is refused where there is none that is stable', () => {
    expect(() => rest(logistic, [0])).toThrow(
      expect.objectContaining({ name: 'NumericalFailure', code: 'no-steady-state' }),
    )
    const conserved = linear(
      [
        [-1, 2],
        [1, -2],
      ],
      [0, 0],
    )
    expect(() => rest(conserved, [1, 0])).toThrow(expect.objectContaining({ name: 'NumericalFailure' }))
  })

  test('is not made out of an oscillation', () => {
    expect(() => rest(brusselator, [1.5, 3], { maxSteps: 2000 })).toThrow(
      expect.objectContaining({ code: 'integration-failed' }),
    )
  })

  test('is given up when asked to', () => {
    let asked = 0
    const y0 = Float64Array.of(0, 0, 1)
    const shouldStop = () => ++asked > 10
    expect(() => toSteadyState(sorting(1, 1, 1, 1), y0, INTEGRATION_DEFAULTS, shouldStop)).toThrow(
      Interrupted,
    )
    expect(asked).toBe(11)
    expect(y0).toEqual(Float64Array.of(0, 0, 1))
  })
})
