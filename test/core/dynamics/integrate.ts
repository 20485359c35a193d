import { AdaptiveCourse, stepperFor } from '../../../src/core/dynamics/adaptive-course.ts'
import type {
  IntegrationOptions,
  IntegrationStatistics,
  OdeMethod,
  OdeSystem,
} from '../../../src/core/dynamics/ode.ts'

/** The state at one of the output times (s). */
export interface OdeOutput {
  readonly time: number
  readonly state: Float64Array
}

/**
 * Integrates y' = f(y), y(0) = y0, by an `AdaptiveCourse`, and yields the state at each output time (s, from 0 on, none
 * before the last); returns what it took.
 */
export function* integrate(
  system: OdeSystem,
  method: OdeMethod,
  y0: Float64Array,
  times: Float64Array,
  options: IntegrationOptions,
  shouldStop: () => boolean = () => false,
): Generator<OdeOutput, IntegrationStatistics, void> {
  const course = new AdaptiveCourse(system, stepperFor(system, method), method, y0, options, shouldStop)
  const end = times.at(-1) ?? 0
  for (const time of times) {
    while (course.time < time) course.advance(end)
    yield { time, state: course.stateAt(time) }
  }
  return course.statistics()
}
