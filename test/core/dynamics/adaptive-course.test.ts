import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { INTEGRATION_DEFAULTS, type OdeMethod } from '../../../src/core/dynamics/ode.ts'
import { Interrupted } from '../../../src/core/errors.ts'
import { integrate } from './integrate.ts'
import { odex } from './odex.ts'
import {
  brusselator,
  chain,
  distance,
  hyperbolic,
  linear,
  robertson,
  run,
  scalar,
  stateAt,
  vanDerPol,
} from './systems.ts'

const METHODS: readonly OdeMethod[] = ['explicit', 'stiff']

const explosion = scalar(
  (y) => y * y,
  (y) => 2 * y,
)

/**
 * t and (y1, y2) of Robertson's problem. At 1e11 the reference solution of the Bari/Amsterdam test set for initial value
 * problems; before that SciPy 1.17.1's Radau at relative tolerances of 1e-11, 1e-12 and 1e-13, which agree in all
 * these figures.
 */
const ROBERTSON = [
  [0.4, 9.85172113861e-1, 3.386395378975e-5],
  [4, 9.055186785843e-1, 2.24047568756e-5],
  [40, 7.158270687194e-1, 9.185534764558e-6],
  [4e3, 1.832022577767e-1, 8.942371252776e-7],
  [4e5, 4.93827452098e-3, 1.984994087955e-8],
  [4e7, 5.20307184412e-5, 2.081335731892e-10],
  [1e11, 2.083340149701255e-8, 8.333360770334713e-14],
] as const

describe.each(METHODS)('the %s method', (method) => {
  test('follows the exponentials of a linear system', () => {
    // Eigenvalues −1 ± 2i; about its centre (1, 2) a shrinking rotation.
    const spiral = linear(
      [
        [-1, 2],
        [-2, -1],
      ],
      [-3, 4],
    )
    const times = [0, 0.1, 0.5, 1, 1.5, 3, 10]
    const { outputs } = run(spiral, method, [2, 2], times)
    expect(outputs.map(({ time }) => time)).toEqual(times)
    for (const { time, state } of outputs) {
      const shrunk = Math.exp(-time)
      const exact = [1 + shrunk * Math.cos(2 * time), 2 - shrunk * Math.sin(2 * time)]
      expect(state).toAllClose(exact, { rtol: 1e-5 })
    }
  })

  test('holds the tolerance at the output times as at the ends of its steps', () => {
    const times = Array.from({ length: 200 }, (_, i) => 0.02 * (i + 1))
    const { outputs, statistics } = run(hyperbolic, method, [1, 0], times)
    expect(statistics.steps).toBeLessThan(150)
    for (const { time, state } of outputs) {
      expect(state).toAllClose([1 / Math.cosh(time), -Math.tanh(time)], { rtol: 1e-5 })
    }
  })

  test('agrees with an independent integrator on the Brusselator', () => {
    const times = [1, 5, 10, 20]
    const { outputs } = run(brusselator, method, [1.5, 3], times, {
      relativeTolerance: 1e-9,
      absoluteTolerance: 1e-12,
    })
    for (const { time, state } of outputs) {
      expect(state).toAllClose(odex(brusselator, Float64Array.of(1.5, 3), time), { rtol: 1e-7 })
    }
  })

  test('agrees with an independent integrator on the oscillator of Van der Pol', () => {
    const oscillator = vanDerPol(5)
    const reference = odex(oscillator, Float64Array.of(2, 0), 20)
    const state = stateAt(oscillator, method, [2, 0], 20, {
      relativeTolerance: 1e-9,
      absoluteTolerance: 1e-12,
    })
    expect(state).toAllClose(reference, { rtol: 1e-6 })
  })

  test('errs the less the smaller the tolerance', () => {
    const exact = odex(brusselator, Float64Array.of(1.5, 3), 5)
    const errors = [1e-4, 1e-6, 1e-8, 1e-10].map((relativeTolerance) => {
      const absoluteTolerance = relativeTolerance
      const state = stateAt(brusselator, method, [1.5, 3], 5, { relativeTolerance, absoluteTolerance })
      return distance(state, exact)
    })
    errors.slice(1).forEach((error, i) => {
      expect(error).toBeLessThan(errors[i]! / 20)
    })
    expect(errors.at(-1)).toBeLessThan(1e-8)
  })

  test('heeds the relative as well as the absolute tolerance', () => {
    const errorWith = (relativeTolerance: number, absoluteTolerance: number) =>
      distance(stateAt(hyperbolic, method, [1, 0], 4, { relativeTolerance, absoluteTolerance }), [
        1 / Math.cosh(4),
        -Math.tanh(4),
      ])
    const strict = errorWith(1e-10, 1e-10)
    expect(strict).toBeLessThan(1e-8)
    expect(errorWith(1e-4, 1e-10)).toBeGreaterThan(1000 * strict)
    expect(errorWith(1e-10, 1e-4)).toBeGreaterThan(1000 * strict)
  })

  test('takes the same course whichever times are asked for, to the last bit', () => {
    const sparse = run(brusselator, method, [1.5, 3], [7])
    const dense = run(brusselator, method, [1.5, 3], [0, 0, 0.1, 1, 1, Math.PI, 6.999, 7])
    expect(dense.outputs.at(-1)).toEqual(sparse.outputs[0])
    expect(dense.statistics).toEqual(sparse.statistics)
    expect(dense.outputs[3]).toEqual(dense.outputs[4])
    expect(run(brusselator, method, [1.5, 3], [7])).toEqual(sparse)
  })

  test('begins at the start, which it does not change', () => {
    const y0 = Float64Array.of(1.5, 3)
    const course = integrate(brusselator, method, y0, Float64Array.of(0, 1), INTEGRATION_DEFAULTS)
    const first = course.next().value
    expect(first).toEqual({ time: 0, state: Float64Array.of(1.5, 3) })
    course.next()
    expect(first).toEqual({ time: 0, state: y0 })
  })

  test('takes no step when only the start, or nothing, is asked for', () => {
    for (const times of [[], [0, 0]]) {
      const { outputs, statistics } = run(brusselator, method, [1.5, 3], times)
      expect(outputs).toHaveLength(times.length)
      expect(statistics).toMatchObject({ steps: 0, rejected: 0 })
    }
  })

  test('stays at rest, and leaves a zero start', () => {
    expect(stateAt(brusselator, method, [1, 3], 1)).toEqual(Float64Array.of(1, 3))
    const filling = linear([[-1e-6]], [1e-6])
    expect(stateAt(filling, method, [0], 1e6)).toAllClose([1 - Math.exp(-1)], { rtol: 1e-5 })
  })

  test.each([1e-6, 1, 1e4])('begins with a step that suits a rate of %d', (rate) => {
    const decay = linear([[-rate]], [0])
    const { outputs, statistics } = run(decay, method, [1], [1 / rate])
    expect(outputs[0]!.state).toAllClose([Math.exp(-1)], { rtol: 1e-5 })
    expect(statistics.rejected).toBeLessThanOrEqual(2)
    expect(statistics.steps).toBeLessThan(50)
  })

  test('solves a chain of any rates within a thousandfold of each other', () => {
    const rate = fc.double({ min: 0.01, max: 10, noNaN: true })
    fc.assert(
      fc.property(
        rate,
        rate,
        rate,
        fc.double({ min: 0.01, max: 20, noNaN: true }),
        (forward, first, second, time) => {
          // Two states; the second gathers what the first sends, y2 = ∫ forward·y1(s)·e^(−second·(t−s)) ds.
          const lost = forward + first
          const state = stateAt(chain([forward, 0], [first, second]), method, [0, 0], time)
          const reference = odex(chain([forward, 0], [first, second]), Float64Array.of(0, 0), time)
          expect(state[0]).toBeCloseTo(-Math.expm1(-lost * time) / lost, 4)
          expect(state).toAllClose(reference, { rtol: 2e-5, atol: 1e-7 })
        },
      ),
      { numRuns: 30 },
    )
  })

  test('fails where the solution ends, and says where', () => {
    const failure = expect.objectContaining({
      name: 'NumericalFailure',
      code: 'integration-failed',
      message: expect.stringMatching(
        / stopped at t = (0\.9999|1\.0000)\d* s with a step of \S+ s after \d+ steps: .*too small/,
      ),
    })
    expect(() => run(explosion, method, [1], [0.5, 2])).toThrow(failure)
    const { outputs } = run(explosion, method, [1], [0.5, 0.99])
    expect(outputs[0]!.state).toAllClose([2], { rtol: 1e-5 })
    expect(outputs[1]!.state).toAllClose([100], { rtol: 1e-3 })
  })

  test('yields what comes before the failure', () => {
    const course = integrate(
      explosion,
      method,
      Float64Array.of(1),
      Float64Array.of(0.5, 2),
      INTEGRATION_DEFAULTS,
    )
    expect(course.next().value).toMatchObject({ time: 0.5 })
    expect(() => course.next()).toThrow('stopped at t = ')
  })

  test('fails when the steps allowed do not suffice, and says how many there were', () => {
    expect(() => run(brusselator, method, [1.5, 3], [100], { maxSteps: 25 })).toThrow(
      expect.objectContaining({
        code: 'integration-failed',
        message: expect.stringContaining('after 25 steps: no more steps are allowed'),
      }),
    )
    const { statistics } = run(brusselator, method, [1.5, 3], [5])
    const maxSteps = statistics.steps + statistics.rejected
    expect(run(brusselator, method, [1.5, 3], [5], { maxSteps }).statistics).toEqual(statistics)
    expect(() => run(brusselator, method, [1.5, 3], [5], { maxSteps: maxSteps - 1 })).toThrow(
      `after ${maxSteps - 1} steps`,
    )
  })

  test('fails at once when the rates are not finite at the start', () => {
    for (const y0 of [Number.NaN, 1e200]) {
      expect(() => run(explosion, method, [y0], [1])).toThrow(/stopped at t = 0 s .* no longer finite/)
    }
  })

  test('shortens a step that leaves the domain of the rates', () => {
    // y' = −√y from 1 is (1 − t/2)², and has no rates below 0.
    const draining = scalar(
      (y) => -Math.sqrt(y),
      (y) => -0.5 / Math.sqrt(y),
    )
    expect(stateAt(draining, method, [1], 1.9)).toAllClose([0.0025], { rtol: 1e-4 })
    expect(() => run(draining, method, [1], [3])).toThrow(/stopped at t = (1\.99|2\.00)/)
  })

  test('stops when asked to', () => {
    let asked = 0
    const shouldStop = () => ++asked > 10
    expect(() => run(brusselator, method, [1.5, 3], [100], {}, shouldStop)).toThrow(Interrupted)
    expect(asked).toBe(11)
  })
})

describe('the stiff method', () => {
  test.each([1e-5, 1e-6, 1e-8])(
    'has the reference values of Robertson at a tolerance of %d',
    (relativeTolerance) => {
      const options = { relativeTolerance, absoluteTolerance: 1e-8 * relativeTolerance }
      const times = ROBERTSON.map(([time]) => time)
      const { outputs, statistics } = run(robertson, 'stiff', [1, 0, 0], times, options)
      outputs.forEach(({ state }, i) => {
        const [, first, second] = ROBERTSON[i]!
        expect(state).toAllClose([first, second, 1 - first - second], { rtol: 20 * relativeTolerance })
      })
      expect(statistics.steps).toBeLessThan(2000)
      expect(statistics.jacobians).toBe(statistics.steps)
    },
  )

  test('holds the tolerance between its steps, where they are long', () => {
    const times = Array.from({ length: 300 }, (_, i) => 10 ** (-5 + i / 20))
    const loose = run(robertson, 'stiff', [1, 0, 0], times, { absoluteTolerance: 1e-14 })
    const strict = run(robertson, 'stiff', [1, 0, 0], times, {
      relativeTolerance: 1e-9,
      absoluteTolerance: 1e-17,
    })
    loose.outputs.forEach(({ state }, i) => {
      expect(state).toAllClose(strict.outputs[i]!.state, { rtol: 2e-5, atol: 2e-14 })
    })
  })

  test('has the reference values of a stiff Van der Pol oscillator', () => {
    // μ = 1000 at t = 2000, of the same test set: 16 figures.
    const { outputs, statistics } = run(vanDerPol(1000), 'stiff', [2, 0], [2000], { relativeTolerance: 1e-8 })
    expect(outputs[0]!.state).toAllClose([1.706167732170469, -0.8928097010248125e-3], { rtol: 1e-5 })
    expect(statistics.steps).toBeLessThan(10_000)
  })

  test('needs few steps where the explicit one gives up and names it', () => {
    const fast = linear(
      [
        [-1e4, 0],
        [1e4, -1e-2],
      ],
      [1, 0],
    )
    const { statistics } = run(fast, 'stiff', [0, 0], [100], { maxSteps: 200 })
    expect(statistics.steps).toBeLessThan(200)
    expect(() => run(fast, 'explicit', [0, 0], [100], { maxSteps: 10_000 })).toThrow(
      /^the explicit method stopped at t = .* after 10000 steps: .*; the stiff method may get further$/,
    )
  })
})

describe('the statistics', () => {
  test('count every evaluation of the rates and of the Jacobian', () => {
    for (const method of METHODS) {
      const counted = { rates: 0, jacobian: 0 }
      const system = {
        dimension: 2,
        rates(y: Float64Array, out: Float64Array) {
          counted.rates++
          brusselator.rates(y, out)
        },
        jacobian(y: Float64Array, out: Float64Array) {
          counted.jacobian++
          brusselator.jacobian(y, out)
        },
      }
      const { statistics } = run(system, method, [1.5, 3], [20])
      expect(statistics).toMatchObject({ evaluations: counted.rates, jacobians: counted.jacobian })
      expect(statistics.rejected).toBeGreaterThan(0)
    }
  })
})
