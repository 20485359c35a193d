import type { OdeSystem } from './ode.ts'
import { combine, type StepControl, type Stepper, vectors, type Work } from './stepper.ts'

/** Rows a_i of the tableau; the last one is also the weights of the solution, so that the last stage is f(next). */
const STAGES: readonly (readonly number[])[] = [
  [1 / 5],
  [3 / 40, 9 / 40],
  [44 / 45, -56 / 15, 32 / 9],
  [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
  [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
  [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
]

/** Weights of the solution less those of the embedded one of order 4. */
const ERROR = [71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40]

/** Shampine's fourth-order dense output. */
const DENSE = [
  -12715105075 / 11282082432,
  0,
  87487479700 / 32700410799,
  -10690763975 / 1880347072,
  701980252875 / 199316789632,
  -1453857185 / 822651844,
  69997945 / 29380423,
]

/** The controller of Hairer's DOPRI5: proportional and integral. */
const CONTROL: StepControl = { order: 5, exponent: 0.2 - 0.75 * 0.04, memory: 0.04, largestGrowth: 10 }

/**
 * The explicit Runge–Kutta pair of Dormand and Prince, order 5 with an error estimate of order 4.
 *
 * Seven stages k_i = f(y + h·Σ a_ij k_j), the last of which is the first of the next step. Interpolates to order 4.
 * Hairer, Nørsett and Wanner, Solving Ordinary Differential Equations I, II.5 and II.6.
 */
export class DormandPrince implements Stepper {
  readonly control = CONTROL
  readonly work: Work = { evaluations: 0, jacobians: 0 }
  readonly error: Float64Array
  state: Float64Array
  next: Float64Array
  readonly #system: OdeSystem
  readonly #stages: Float64Array[]
  readonly #stageState: Float64Array
  readonly #zero: Float64Array
  /** Coefficients of the polynomial of the step last accepted. */
  readonly #dense: Float64Array[]

  constructor(system: OdeSystem) {
    this.#system = system
    this.#stages = vectors(7, system.dimension)
    this.#dense = vectors(5, system.dimension)
    this.error = new Float64Array(system.dimension)
    this.state = new Float64Array(system.dimension)
    this.next = new Float64Array(system.dimension)
    this.#stageState = new Float64Array(system.dimension)
    this.#zero = new Float64Array(system.dimension)
  }

  get rates(): Float64Array {
    return this.#stages[0]!
  }

  get nextRates(): Float64Array {
    return this.#stages[6]!
  }

  start(y0: Float64Array): void {
    this.state.set(y0)
    this.#evaluate(this.state, this.rates)
  }

  attempt(h: number): boolean {
    STAGES.forEach((weights, i) => {
      const last = i === STAGES.length - 1
      const stageState = last ? this.next : this.#stageState
      combine(stageState, this.state, h, weights, this.#stages)
      this.#evaluate(stageState, this.#stages[i + 1]!)
    })
    combine(this.error, this.#zero, h, ERROR, this.#stages)
    return true
  }

  accept(h: number): void {
    const [start, rise, third, fourth, fifth] = this.#dense
    for (let i = 0; i < this.state.length; i++) {
      start![i] = this.state[i]!
      rise![i] = this.next[i]! - this.state[i]!
      third![i] = h * this.rates[i]! - rise![i]!
      fourth![i] = rise![i]! - h * this.nextRates[i]! - third![i]!
    }
    combine(fifth!, this.#zero, h, DENSE, this.#stages)
    ;[this.state, this.next] = [this.next, this.state]
    this.rates.set(this.nextRates)
  }

  interpolate(theta: number, out: Float64Array): void {
    const [start, rise, third, fourth, fifth] = this.#dense
    const rest = 1 - theta
    for (let i = 0; i < out.length; i++) {
      const inner = fourth![i]! + rest * fifth![i]!
      out[i] = start![i]! + theta * (rise![i]! + rest * (third![i]! + theta * inner))
    }
  }

  #evaluate(y: Float64Array, out: Float64Array): void {
    this.#system.rates(y, out)
    this.work.evaluations++
  }
}
