import type { OdeSystem } from './ode.ts'
import type { Stepper } from './stepper.ts'
import { inTolerances, type Tolerance } from './tolerance.ts'

/**
 * A first step (s) whose error is about a hundredth of the tolerance.
 *
 * From ‖y‖ and ‖f‖ in units of the tolerance, and from ‖y''‖ by one Euler step. Hairer, Nørsett and Wanner, Solving
 * Ordinary Differential Equations I, II.4.
 */
export function initialStep(system: OdeSystem, stepper: Stepper, tolerance: Tolerance): number {
  const { state, rates } = stepper
  const size = (v: Float64Array) => inTolerances(v, state, state, tolerance)
  const ofState = size(state)
  const ofRates = size(rates)
  const guess = ofState < 1e-5 || ofRates < 1e-5 ? 1e-6 : (0.01 * ofState) / ofRates
  const ahead = new Float64Array(system.dimension)
  system.rates(
    state.map((value, i) => value + guess * rates[i]!),
    ahead,
  )
  stepper.work.evaluations++
  const ofCurvature = size(ahead.map((value, i) => value - rates[i]!)) / guess
  const steepest = Math.max(ofRates, ofCurvature)
  const byError =
    steepest <= 1e-15 ? Math.max(1e-6, 1e-3 * guess) : (0.01 / steepest) ** (1 / stepper.control.order)
  // An Euler step out of the domain of f tells nothing; the control will find a smaller one if need be.
  return byError > 0 ? Math.min(100 * guess, byError) : guess
}
