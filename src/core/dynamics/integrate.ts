import { AdaptiveCourse, stepperFor } from './adaptive-course.ts'
import {
  checkIntegrationOptions,
  checkOutputTimes,
  type IntegrationOptions,
  type IntegrationStatistics,
  type OdeMethod,
  type OdeOutput,
  type OdeSystem,
} from './ode.ts'

/**
 * Integrates y' = f(y), y(0) = y0, and yields the state at each output time (s), in order; returns what it took.
 *
 * Steps are chosen by the error alone, and only the last one ends on an output time: the others are read off the
 * method's interpolant, whose local error is of the order of the error estimate, so that the output times do not
 * change the course. `shouldStop` is asked before every step.
 *
 * Throws `InvalidInput` for output times or options without meaning (paths relative to the request), `Interrupted`
 * when asked to stop, and `NumericalFailure` (`integration-failed`) when the tolerance cannot be met: the step falls
 * below 16 units in the last place of t, `maxSteps` have been tried, or the rates are not finite at the start.
 */
export function* integrate(
  system: OdeSystem,
  method: OdeMethod,
  y0: Float64Array,
  times: Float64Array,
  options: IntegrationOptions,
  shouldStop: () => boolean = () => false,
): Generator<OdeOutput, IntegrationStatistics, void> {
  checkOutputTimes(times)
  checkIntegrationOptions(options)
  const course = new AdaptiveCourse(system, stepperFor(system, method), method, y0, options, shouldStop)
  const end = times.at(-1) ?? 0
  for (const time of times) {
    while (course.time < time) course.advance(end)
    yield { time, state: course.stateAt(time) }
  }
  return course.statistics()
}
