import { NumericalFailure } from '../errors.ts'
import { AdaptiveCourse } from './adaptive-course.ts'
import { Newton } from './newton.ts'
import {
  checkIntegrationOptions,
  type IntegrationOptions,
  type IntegrationStatistics,
  type OdeSystem,
} from './ode.ts'
import { Rosenbrock } from './rosenbrock.ts'
import { inTolerances } from './tolerance.ts'

/** Past this (s) nothing is waited for; at the slowest rate of 1e-6 1/s a network rests by 1e8 s. */
const LATEST = 1e30

/** The root may be this many tolerances from where the integration had come, or it belongs to another state. */
const FURTHEST_ROOT = 10

/** Entries below this part of the absolute tolerance need no relative accuracy … */
const NEGLIGIBLE = 1e-10

/** … nor do those below this part of the largest entry: elimination leaves them little. */
const ELIMINATED = 1e-20

/** A state with f(y) = 0, and the end of the step (s) at which the system was found at rest. */
export interface SteadyState {
  readonly state: Float64Array
  readonly time: number
  readonly statistics: IntegrationStatistics
}

/**
 * The steady state that the system comes to from y0, to rounding.
 *
 * The stiff method follows the system with steps that grow without limit. It is at rest when the way left, J⁻¹·f, is
 * within the tolerance, absolute + relative·|y_i|, in every entry, and det(−J) > 0. A slow start does not pass for
 * rest: however small f is, J⁻¹ weighs it with the slowest time. Nor does a start beside an unstable state, of which
 * one mode grows and det(−J) < 0. Newton's method then solves f(y) = 0; should it lead elsewhere, the integration
 * goes on. J must not be singular: conserved totals are eliminated beforehand.
 *
 * A start within the tolerance of an unstable state of which an even number of modes grow is taken for rest. Entries
 * below the absolute tolerance do not delay it; their values at rest are as accurate as the others, down to 1e-10 of
 * that tolerance or 1e-20 of the largest entry.
 *
 * Throws `InvalidInput` as `checkIntegrationOptions` does, `Interrupted` when asked to stop, `NumericalFailure` as
 * `AdaptiveCourse` does, and `NumericalFailure` (`no-steady-state`) when there is no rest by 1e30 s.
 */
export function toSteadyState(
  system: OdeSystem,
  y0: Float64Array,
  options: IntegrationOptions,
  shouldStop: () => boolean = () => false,
): SteadyState {
  checkIntegrationOptions(options)
  const stepper = new Rosenbrock(system)
  const course = new AdaptiveCourse(system, stepper, 'stiff', y0, options, shouldStop)
  const newton = new Newton(system, stepper.work)
  const before = y0.slice()
  while (course.time < LATEST) {
    // Spares a factorisation of J as long as the system is on the move.
    if (gap(stepper.state, before, options) <= 1) {
      const state = restNear(stepper, newton, options)
      if (state !== undefined) return { state, time: course.time, statistics: course.statistics() }
    }
    before.set(stepper.state)
    course.advance(LATEST)
  }
  throw new NumericalFailure(
    'no-steady-state',
    '/toSteadyState',
    `the system has not come to rest in a stable state by t = ${course.time} s`,
  )
}

/** The root of f beside the stepper's state, if that state is at rest. */
function restNear(
  stepper: Rosenbrock,
  newton: Newton,
  options: IntegrationOptions,
): Float64Array | undefined {
  const { state, rates, jacobian } = stepper
  const way = rates.slice()
  if (!newton.updateInPlace(jacobian, way) || inTolerances(way, state, state, options) > 1) return undefined
  const largest = state.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const floor = Math.max(NEGLIGIBLE * options.absoluteTolerance, ELIMINATED * largest)
  const root = newton.polish(state, floor)
  if (root === undefined) return undefined
  return gap(root, state, options) <= FURTHEST_ROOT ? root : undefined
}

/** How far apart two states are, in tolerances. */
function gap(y: Float64Array, z: Float64Array, options: IntegrationOptions): number {
  const difference = y.map((value, i) => value - z[i]!)
  return inTolerances(difference, y, z, options)
}
