import { describe, expect, test } from 'vitest'
import { DormandPrince } from '../../../src/core/dynamics/dormand-prince.ts'
import type { OdeSystem } from '../../../src/core/dynamics/ode.ts'
import { Rosenbrock } from '../../../src/core/dynamics/rosenbrock.ts'
import type { Stepper } from '../../../src/core/dynamics/stepper.ts'
import { odex } from './odex.ts'
import { brusselator, distance, hyperbolic, robertson, scalar, vanDerPol } from './systems.ts'

const steppers = [
  {
    name: 'Dormand–Prince',
    order: 5,
    dense: 4,
    make: (system: OdeSystem): Stepper => new DormandPrince(system),
  },
  { name: 'Rodas', order: 4, dense: 3, make: (system: OdeSystem): Stepper => new Rosenbrock(system) },
]

/** n equal steps from y0 to `time`. */
function march(stepper: Stepper, y0: Float64Array, time: number, n: number): Float64Array {
  stepper.start(y0)
  for (let i = 0; i < n; i++) {
    stepper.attempt(time / n)
    stepper.accept(time / n)
  }
  return stepper.state
}

describe.each(steppers)('$name', ({ order, dense, make }) => {
  test.each([
    ['a quadratic system', hyperbolic, [1, 0], 2],
    ['the cubic Brusselator', brusselator, [1.5, 3], 1],
  ] as const)('has its order of convergence on %s', (_, system, start, time) => {
    const y0 = Float64Array.from(start)
    const exact = odex(system, y0, time, 1e-14)
    const errors = [64, 128, 256].map((n) => distance(march(make(system), y0, time, n), exact))
    const orders = errors.slice(1).map((error, i) => Math.log2(errors[i]! / error))
    for (const measured of orders) {
      expect(measured).toBeGreaterThan(order - 0.25)
      expect(measured).toBeLessThan(order + 0.7)
    }
  })

  test('interpolates, and estimates its error, to one order less', () => {
    const local = [16, 32, 64].map((n) => {
      const h = 1 / n
      const stepper = make(hyperbolic)
      stepper.start(Float64Array.of(1, 0))
      stepper.attempt(h)
      const estimate = distance(stepper.error, [0, 0])
      stepper.accept(h)
      const out = new Float64Array(2)
      const misses = [0.25, 0.5, 0.75].map((theta) => {
        stepper.interpolate(theta, out)
        return distance(out, [1 / Math.cosh(theta * h), -Math.tanh(theta * h)])
      })
      return { estimate, miss: Math.max(...misses) }
    })
    const [first, second] = local.slice(1).map((now, i) => ({
      ofEstimate: Math.log2(local[i]!.estimate / now.estimate),
      ofMiss: Math.log2(local[i]!.miss / now.miss),
    }))
    for (const { ofEstimate, ofMiss } of [first!, second!]) {
      expect(Math.abs(ofEstimate - order)).toBeLessThan(0.1)
      expect(Math.abs(ofMiss - (dense + 1))).toBeLessThan(0.1)
    }
  })

  test('interpolates between the very ends of the step', () => {
    const stepper = make(brusselator)
    const y0 = Float64Array.of(1.5, 3)
    stepper.start(y0)
    stepper.attempt(0.1)
    stepper.accept(0.1)
    const out = new Float64Array(2)
    stepper.interpolate(0, out)
    expect(out).toEqual(y0)
    stepper.interpolate(1, out)
    expect(out).toAllClose(stepper.state, { rtol: 1e-15 })
  })

  test('leaves the state alone when a step is tried again', () => {
    const [once, twice] = [make(brusselator), make(brusselator)]
    for (const stepper of [once, twice]) stepper.start(Float64Array.of(1.5, 3))
    twice.attempt(0.7)
    for (const stepper of [once, twice]) {
      stepper.attempt(0.1)
      stepper.accept(0.1)
      stepper.attempt(0.1)
    }
    expect(twice.next).toEqual(once.next)
    expect(twice.error).toEqual(once.error)
  })
})

describe('Rodas', () => {
  const decay = (lambda: number) =>
    scalar(
      (y) => lambda * y,
      () => lambda,
    )

  test('is L-stable: a mode that decays within a step is gone at its end, growing nowhere on the way', () => {
    for (let exponent = -3; exponent <= 12; exponent += 0.1) {
      const stepper = new Rosenbrock(decay(-(10 ** exponent)))
      stepper.start(Float64Array.of(1))
      stepper.attempt(1)
      expect(Math.abs(stepper.next[0]!)).toBeLessThan(1)
      if (exponent > 8) expect(Math.abs(stepper.next[0]!)).toBeLessThan(1e-6)
    }
  })

  test('does not lose its footing on the imaginary axis', () => {
    for (let exponent = -2; exponent <= 8; exponent += 0.1) {
      const w = 10 ** exponent
      const stepper = new Rosenbrock({
        dimension: 2,
        rates(y, out) {
          out[0] = w * y[1]!
          out[1] = -w * y[0]!
        },
        jacobian(_, out) {
          out.set([0, w, -w, 0])
        },
      })
      stepper.start(Float64Array.of(1, 0))
      stepper.attempt(1)
      expect(Math.hypot(...stepper.next)).toBeLessThanOrEqual(1 + 1e-12)
    }
  })

  test('says so when its equations are singular', () => {
    const stepper = new Rosenbrock(decay(8))
    stepper.start(Float64Array.of(1))
    expect(stepper.attempt(0.5)).toBe(false)
    expect(stepper.attempt(0.25)).toBe(true)
  })
})

test.each([
  ['hyperbolic', hyperbolic, [0.7, -0.4]],
  ['Brusselator', brusselator, [1.3, 2.4]],
  ['Robertson', robertson, [0.7, 9e-6, 0.3]],
  ['Van der Pol', vanDerPol(10), [1.8, -0.3]],
] as const)('the Jacobian of the test system %s is that of its rates', (_, system, y) => {
  const n = system.dimension
  const jacobian = new Float64Array(n * n)
  system.jacobian(Float64Array.from(y), jacobian)
  const rates = (z: Float64Array) => {
    const out = new Float64Array(n)
    system.rates(z, out)
    return out
  }
  for (let j = 0; j < n; j++) {
    const h = 1e-6 * y[j]!
    const up = rates(Float64Array.from(y, (value, i) => (i === j ? value + h : value)))
    const down = rates(Float64Array.from(y, (value, i) => (i === j ? value - h : value)))
    const column = Array.from(up, (value, i) => (value - down[i]!) / (2 * h))
    expect(column).toAllClose(
      column.map((_, i) => jacobian[i * n + j]!),
      { rtol: 1e-6, atol: 1e-6 },
    )
  }
})
