import { factoriseInPlace, type LuWorkspace, luWorkspace, solveInPlace } from '../numerics/lu.ts'
import type { OdeSystem } from './ode.ts'
import { combine, type StepControl, type Stepper, vectors, type Work } from './stepper.ts'

const GAMMA = 0.25

/** Rows a_i: stage i is evaluated at y + Σ_j a_ij u_j. */
const STATES: readonly (readonly number[])[] = [
  [],
  [1.544],
  [0.9466785280815826, 0.2557011698983284],
  [3.314825187068521, 2.896124015972201, 0.9986419139977817],
  [1.221224509226641, 6.019134481288629, 12.53708332932087, -0.687886036105895],
  [1.221224509226641, 6.019134481288629, 12.53708332932087, -0.687886036105895, 1],
]

/** Rows c_i of what the earlier stages add to the right-hand side, times h. */
const COUPLINGS: readonly (readonly number[])[] = [
  [],
  [-5.6688],
  [-2.430093356833875, -0.2063599157091915],
  [-0.1073529058151375, -9.594562251023355, -20.47028614809616],
  [7.496443313967647, -10.24680431464352, -33.99990352819905, 11.7089089320616],
  [8.083246795921522, -7.981132988064893, -31.52159432874371, 16.31930543123136, -6.058818238834054],
]

/** The last stage is the difference to the embedded solution of order 3, which is where that stage is evaluated. */
const SOLUTION = [...STATES[5]!, 1]

/** Two rows of the third-order dense output. */
const DENSE_THIRD = [
  10.12623508344586, -7.487995877610167, -34.80091861555747, -7.992771707568823, 1.025137723295662,
]
const DENSE_FOURTH = [
  -0.6762803392801253, 6.087714651680015, 16.43084320892478, 24.76722511418386, -6.594389125716872,
]

/** The plain controller of Hairer and Wanner's RODAS. */
const CONTROL: StepControl = { order: 4, exponent: 1 / 4, memory: 0, largestGrowth: 6 }

/**
 * Rodas: a stiffly accurate and L-stable Rosenbrock method of order 4 with an error estimate of order 3.
 *
 * Six stages, (I/(hγ) − J)·u_i = f(y + Σ_j a_ij u_j) + Σ_j c_ij u_j / h with γ = 1/4, J the exact Jacobian at y and one
 * factorisation a step. Interpolates to order 3. Hairer and Wanner, Solving Ordinary Differential Equations II, IV.7
 * and its program RODAS.
 */
export class Rosenbrock implements Stepper {
  readonly control = CONTROL
  readonly work: Work = { evaluations: 0, jacobians: 0 }
  state: Float64Array
  rates: Float64Array
  next: Float64Array
  nextRates: Float64Array
  readonly #system: OdeSystem
  readonly #jacobian: Float64Array
  /** Whether the Jacobian is that of the state. */
  #current = false
  readonly #lu: LuWorkspace
  readonly #stages: Float64Array[]
  readonly #stageState: Float64Array
  readonly #zero: Float64Array
  readonly #dense: Float64Array[]

  constructor(system: OdeSystem) {
    const n = system.dimension
    this.#system = system
    this.#jacobian = new Float64Array(n * n)
    this.#lu = luWorkspace(n)
    this.#stages = vectors(6, n)
    this.#dense = vectors(4, n)
    this.state = new Float64Array(n)
    this.rates = new Float64Array(n)
    this.next = new Float64Array(n)
    this.nextRates = new Float64Array(n)
    this.#stageState = new Float64Array(n)
    this.#zero = new Float64Array(n)
  }

  get error(): Float64Array {
    return this.#stages[5]!
  }

  /** J at the state, row-major. */
  get jacobian(): Float64Array {
    if (!this.#current) {
      this.#jacobian.fill(0)
      this.#system.jacobian(this.state, this.#jacobian)
      this.work.jacobians++
      this.#current = true
    }
    return this.#jacobian
  }

  start(y0: Float64Array): void {
    this.state.set(y0)
    this.#evaluate(this.state, this.rates)
    this.#current = false
  }

  attempt(h: number): boolean {
    const { matrix, order: n } = this.#lu
    const jacobian = this.jacobian
    for (let i = 0; i < matrix.length; i++) matrix[i] = -jacobian[i]!
    for (let i = 0; i < n; i++) matrix[i * n + i]! += 1 / (h * GAMMA)
    if (!factoriseInPlace(this.#lu)) return false
    this.#stages.forEach((stage, i) => {
      combine(this.#stageState, this.state, 1, STATES[i]!, this.#stages)
      if (i === 0) stage.set(this.rates)
      else this.#evaluate(this.#stageState, stage)
      combine(stage, stage, 1 / h, COUPLINGS[i]!, this.#stages)
      solveInPlace(this.#lu, stage)
    })
    combine(this.next, this.state, 1, SOLUTION, this.#stages)
    this.#evaluate(this.next, this.nextRates)
    return true
  }

  accept(): void {
    const [start, end, third, fourth] = this.#dense
    start!.set(this.state)
    end!.set(this.next)
    combine(third!, this.#zero, 1, DENSE_THIRD, this.#stages)
    combine(fourth!, this.#zero, 1, DENSE_FOURTH, this.#stages)
    ;[this.state, this.next] = [this.next, this.state]
    ;[this.rates, this.nextRates] = [this.nextRates, this.rates]
    this.#current = false
  }

  interpolate(theta: number, out: Float64Array): void {
    const [start, end, third, fourth] = this.#dense
    const rest = 1 - theta
    for (let i = 0; i < out.length; i++) {
      const inner = end![i]! + rest * (third![i]! + theta * fourth![i]!)
      out[i] = rest * start![i]! + theta * inner
    }
  }

  #evaluate(y: Float64Array, out: Float64Array): void {
    this.#system.rates(y, out)
    this.work.evaluations++
  }
}
