import {
  INTEGRATION_DEFAULTS,
  type IntegrationOptions,
  type IntegrationStatistics,
  type OdeMethod,
  type OdeSystem,
} from '../../../src/core/dynamics/ode.ts'
import { integrate, type OdeOutput } from './integrate.ts'

/** y' = y·z, z' = −y² from (1, 0): y = 1/cosh t, z = −tanh t. */
export const hyperbolic: OdeSystem = {
  dimension: 2,
  rates(y, out) {
    out[0] = y[0]! * y[1]!
    out[1] = -y[0]! * y[0]!
  },
  jacobian(y, out) {
    out.set([y[1]!, y[0]!, -2 * y[0]!, 0])
  },
}

/** Brusselator with A = 1, B = 3: cubic, and ends on a limit cycle. */
export const brusselator: OdeSystem = {
  dimension: 2,
  rates(y, out) {
    const cubic = y[0]! * y[0]! * y[1]!
    out[0] = 1 + cubic - 4 * y[0]!
    out[1] = 3 * y[0]! - cubic
  },
  jacobian(y, out) {
    const product = 2 * y[0]! * y[1]!
    const square = y[0]! * y[0]!
    out.set([product - 4, square, 3 - product, -square])
  },
}

/** Robertson's three reactions, of 0.04, 1e4 and 3e7. */
export const robertson: OdeSystem = {
  dimension: 3,
  rates(y, out) {
    const slow = 0.04 * y[0]!
    const back = 1e4 * y[1]! * y[2]!
    const fast = 3e7 * y[1]! * y[1]!
    out[0] = back - slow
    out[1] = slow - back - fast
    out[2] = fast
  },
  jacobian([_, y1, y2], out) {
    out.set([-0.04, 1e4 * y2!, 1e4 * y1!, 0.04, -1e4 * y2! - 6e7 * y1!, -1e4 * y1!, 0, 6e7 * y1!, 0])
  },
}

/** Van der Pol's oscillator, x'' = μ·(1 − x²)·x' − x. */
export function vanDerPol(mu: number): OdeSystem {
  return {
    dimension: 2,
    rates(y, out) {
      out[0] = y[1]!
      out[1] = mu * (1 - y[0]! * y[0]!) * y[1]! - y[0]!
    },
    jacobian(y, out) {
      out.set([0, 1, -2 * mu * y[0]! * y[1]! - 1, mu * (1 - y[0]! * y[0]!)])
    },
  }
}

/** One quantity y' = f(y). */
export function scalar(f: (y: number) => number, slope: (y: number) => number): OdeSystem {
  return {
    dimension: 1,
    rates(y, out) {
      out[0] = f(y[0]!)
    },
    jacobian(y, out) {
      out[0] = slope(y[0]!)
    },
  }
}

/** y' = A·y + b, A given by its rows. */
export function linear(rows: readonly (readonly number[])[], b: readonly number[]): OdeSystem {
  return {
    dimension: b.length,
    rates(y, out) {
      rows.forEach((row, i) => {
        out[i] = row.reduce((sum, a, j) => sum + a * y[j]!, b[i]!)
      })
    },
    jacobian(_, out) {
      out.set(rows.flat())
    },
  }
}

/** Kinetic proofreading fed with 1 1/s: state i goes on at forward[i] and falls off at off[i]. */
export function chain(forward: readonly number[], off: readonly number[]): OdeSystem {
  const n = off.length
  return {
    dimension: n,
    rates(y, out) {
      for (let i = 0; i < n; i++) {
        const gain = i === 0 ? 1 : forward[i - 1]! * y[i - 1]!
        out[i] = gain - (forward[i]! + off[i]!) * y[i]!
      }
    },
    jacobian(_, out) {
      for (let i = 0; i < n; i++) {
        out[i * n + i] = -forward[i]! - off[i]!
        if (i > 0) out[i * n + i - 1] = forward[i - 1]!
      }
    },
  }
}

export interface Course {
  readonly outputs: OdeOutput[]
  readonly statistics: IntegrationStatistics
}

/** All outputs of an integration with these options, and what it took. */
export function run(
  system: OdeSystem,
  method: OdeMethod,
  y0: readonly number[],
  times: readonly number[],
  options: Partial<IntegrationOptions> = {},
  shouldStop: () => boolean = () => false,
): Course {
  const all = { ...INTEGRATION_DEFAULTS, ...options }
  const steps = integrate(system, method, Float64Array.from(y0), Float64Array.from(times), all, shouldStop)
  const outputs: OdeOutput[] = []
  for (;;) {
    const { done, value } = steps.next()
    if (done) return { outputs, statistics: value }
    outputs.push(value)
  }
}

/** The state at one time. */
export function stateAt(
  system: OdeSystem,
  method: OdeMethod,
  y0: readonly number[],
  time: number,
  options: Partial<IntegrationOptions> = {},
): Float64Array {
  return run(system, method, y0, [time], options).outputs[0]!.state
}

/** Largest difference of two states, entry by entry. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!)))
}
