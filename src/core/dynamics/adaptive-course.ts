import { Interrupted, NumericalFailure } from '../errors.ts'
import { DormandPrince } from './dormand-prince.ts'
import { initialStep } from './initial-step.ts'
import type { IntegrationOptions, IntegrationStatistics, OdeMethod, OdeSystem } from './ode.ts'
import { Rosenbrock } from './rosenbrock.ts'
import type { Stepper } from './stepper.ts'
import { allFinite, inTolerances } from './tolerance.ts'

const SAFETY = 0.9
const SMALLEST_CHANGE = 0.2

/** An error below this, in tolerances, is remembered as this: no step owes its size to one lucky predecessor. */
const SMALLEST_REMEMBERED = 1e-4

/** A step has to be this many units in the last place of the time, or it would not be taken exactly. */
const SMALLEST_STEP = 16 * Number.EPSILON

/** Why the last attempt was not accepted. */
type Refusal = 'error' | 'not-finite' | 'singular'

const REASONS: Record<Refusal, string> = {
  error: 'a larger one misses the tolerance',
  'not-finite': 'the state or its rates are no longer finite',
  singular: 'its linear equations are singular',
}

/** A new stepper for the method. */
export function stepperFor(system: OdeSystem, method: OdeMethod): Stepper {
  return method === 'stiff' ? new Rosenbrock(system) : new DormandPrince(system)
}

/**
 * A course through time, one accepted step after the other: the loop that both methods share.
 *
 * A step is accepted when every entry of its error estimate is within absolute + relative·|y_i|. The next one is then
 * h·0.9·err^−α·err_before^β, at least h/5 and at most `largestGrowth`·h, and no larger than h after a rejection
 * (Hairer and Wanner, Solving Ordinary Differential Equations II, IV.2).
 */
export class AdaptiveCourse {
  /** t: the time of the stepper's state, in s. */
  time = 0
  /** Where the step last accepted began, in s. */
  stepBegin = 0
  readonly #stepper: Stepper
  readonly #method: OdeMethod
  readonly #options: IntegrationOptions
  readonly #shouldStop: () => boolean
  #step: number
  #errorBefore = SMALLEST_REMEMBERED
  #refusal: Refusal | undefined
  #steps = 0
  #rejected = 0

  /** Starts at y0; throws `NumericalFailure` when the rates are not finite there. */
  constructor(
    system: OdeSystem,
    stepper: Stepper,
    method: OdeMethod,
    y0: Float64Array,
    options: IntegrationOptions,
    shouldStop: () => boolean,
  ) {
    this.#stepper = stepper
    this.#method = method
    this.#options = options
    this.#shouldStop = shouldStop
    stepper.start(y0)
    this.#step = 0
    if (!allFinite(y0) || !allFinite(stepper.rates)) throw this.#failure(REASONS['not-finite'])
    this.#step = initialStep(system, stepper, options)
  }

  /**
   * Takes one step, which does not pass `end` (s). Steps are chosen by the error alone, and only the last one ends on
   * `end`: what lies between is read off the interpolant, so that looking there does not change the course.
   *
   * Throws `Interrupted` when asked to stop, which it asks before every attempt, and `NumericalFailure`
   * (`integration-failed`, path relative to the request) when the tolerance cannot be met: the step falls below 16 units
   * in the last place of t, or `maxSteps` have been tried.
   */
  advance(end: number): void {
    for (;;) {
      if (this.#shouldStop()) throw new Interrupted()
      this.#check()
      // Stretched a little, lest a sliver remain.
      const last = this.time + 1.01 * this.#step >= end
      const h = last ? end - this.time : this.#step
      const error = this.#attempt(h)
      if (error <= 1) {
        this.#accept(h, error)
        this.stepBegin = this.time
        this.time = last ? end : this.time + h
        return
      }
      this.#rejected++
      this.#step = h * Math.max(SMALLEST_CHANGE, SAFETY * error ** -this.#stepper.control.exponent)
    }
  }

  /** The state at a time (s) within the step last accepted, by the method's interpolant; at its end that is exact. */
  stateAt(time: number): Float64Array {
    const { state } = this.#stepper
    if (time === this.time) return state.slice()
    const inside = new Float64Array(state.length)
    this.#stepper.interpolate((time - this.stepBegin) / (this.time - this.stepBegin), inside)
    return inside
  }

  statistics(): IntegrationStatistics {
    return { steps: this.#steps, rejected: this.#rejected, ...this.#stepper.work }
  }

  /** The error of a step of h in tolerances; infinite when the step leads nowhere. */
  #attempt(h: number): number {
    const stepper = this.#stepper
    if (!stepper.attempt(h)) {
      this.#refusal = 'singular'
      return Number.POSITIVE_INFINITY
    }
    const error = inTolerances(stepper.error, stepper.state, stepper.next, this.#options)
    const finite = error < Number.POSITIVE_INFINITY && allFinite(stepper.nextRates)
    if (!finite) this.#refusal = 'not-finite'
    else if (error > 1) this.#refusal = 'error'
    return finite ? error : Number.POSITIVE_INFINITY
  }

  #accept(h: number, error: number): void {
    const { exponent, memory, largestGrowth } = this.#stepper.control
    this.#stepper.accept(h)
    const afterRejection = this.#refusal !== undefined
    const change = SAFETY * error ** -exponent * this.#errorBefore ** memory
    const most = afterRejection ? 1 : largestGrowth
    this.#step = h * Math.min(most, Math.max(SMALLEST_CHANGE, change))
    this.#errorBefore = Math.max(error, SMALLEST_REMEMBERED)
    this.#refusal = undefined
    this.#steps++
  }

  #check(): void {
    if (this.#steps + this.#rejected >= this.#options.maxSteps) {
      throw this.#failure('no more steps are allowed')
    }
    if (!(this.#step > SMALLEST_STEP * this.time)) {
      throw this.#failure(`the step became too small: ${REASONS[this.#refusal ?? 'error']}`)
    }
  }

  #failure(why: string): NumericalFailure {
    const place = `stopped at t = ${this.time} s with a step of ${this.#step} s`
    const advice = this.#method === 'explicit' ? '; the stiff method may get further' : ''
    const tried = this.#steps + this.#rejected
    return new NumericalFailure(
      'integration-failed',
      '/options',
      `the ${this.#method} method ${place} after ${tried} steps: ${why}${advice}`,
    )
  }
}
