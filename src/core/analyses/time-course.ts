import type { CellModel } from '../cells/cell-model.ts'
import type { Mixture } from '../cells/mixture.ts'
import type { ProofreadingNetwork } from '../cells/proofreading-network.ts'
import { AdaptiveCourse, stepperFor } from '../dynamics/adaptive-course.ts'
import { NetworkOde } from '../dynamics/network-ode.ts'
import {
  checkIntegrationOptions,
  INTEGRATION_DEFAULTS,
  type IntegrationOptions,
  type IntegrationStatistics,
  type OdeMethod,
} from '../dynamics/ode.ts'
import { startState } from '../dynamics/start-complexes.ts'
import { toSteadyState } from '../dynamics/steady-state.ts'
import { InvalidInput, NumericalFailure } from '../errors.ts'
import { type OutputAt, OutputWatch } from './output-watch.ts'

export interface TimeCourseOptions extends IntegrationOptions {
  readonly method: OdeMethod
}

export const TIME_COURSE_DEFAULTS = {
  method: 'stiff',
  relativeTolerance: INTEGRATION_DEFAULTS.relativeTolerance,
  maxSteps: INTEGRATION_DEFAULTS.maxSteps,
  toSteadyState: true,
  states: false,
} as const

/** The absolute tolerance is this part of the output at rest, or of one complex where that is less … */
const ABSOLUTE_PER_OUTPUT = INTEGRATION_DEFAULTS.absoluteTolerance

/** … but not below this part of all complexes that there can be, which is what rounding leaves … */
const ABSOLUTE_PER_COMPLEX = 1e-16

/** … nor so small that its products vanish. */
const LEAST_ABSOLUTE = 1e-150

/** The stiff method and the search for a rest solve for all variables at once, in a time that rises with their cube. */
export const MOST_VARIABLES = 1000

/** A cell and what it faces, ready to be followed. */
export interface CourseSetting {
  readonly model: CellModel
  readonly system: NetworkOde
  /** The state at t = 0. */
  readonly start: Float64Array
  readonly options: TimeCourseOptions
}

export interface CoursePoint {
  /** s */
  readonly time: number
  /** Σ_l C_N^l */
  readonly output: number
  /** c = Σ_l C_m^l */
  readonly feedback: number
  /** C_n^l, [kind][state]. */
  readonly complexes: Float64Array
}

/** What a course comes to, up to its last time. */
export interface CourseEnd {
  /** The first time (s) at which the output exceeds the threshold, if it does. */
  readonly respondsFrom: number | null
  readonly peak: OutputAt
  readonly statistics: IntegrationStatistics
}

/** Where a course ends up. */
export interface CourseAtRest {
  readonly output: number
  /** By then (s) it was found at rest, which is within the tolerances. */
  readonly time: number
  /** The output at steady state that the model computes without integrating. */
  readonly algebra: number
  readonly complexes: Float64Array
  readonly statistics: IntegrationStatistics
}

/**
 * The setting of a cell that faces a mixture from t = 0 on, with nothing bound or with the complexes [kind][state]
 * given.
 *
 * Unless given, the absolute tolerance is 1e-9·min(1, output at rest), since late states may hold far less than one
 * complex and still decide, or 1e-16·min(R, ΣL) where that is more. Throws `InvalidInput` as the model does for
 * the mixture, and as `startState` and `checkIntegrationOptions` do; and for more than 1000 variables, at /mixture.
 */
export function courseSetting(
  model: CellModel,
  network: ProofreadingNetwork,
  mixture: Mixture,
  start: readonly (readonly number[])[] | undefined,
  given: Partial<TimeCourseOptions>,
): CourseSetting {
  const system = new NetworkOde(network, mixture)
  if (system.dimension > MOST_VARIABLES) {
    const size = `${system.kinds.length} kinds of ligand in ${system.states} states each`
    throw new InvalidInput(
      'too-many-variables',
      '/mixture',
      `${size} are more than ${MOST_VARIABLES} variables`,
    )
  }
  const { method, relativeTolerance, maxSteps } = TIME_COURSE_DEFAULTS
  const most = Math.min(network.receptors, system.ligands)
  const absoluteTolerance = absoluteToleranceFor(model.output(mixture), most)
  const options = { method, relativeTolerance, maxSteps, absoluteTolerance, ...given }
  checkIntegrationOptions(options)
  const empty = new Float64Array(system.dimension)
  return {
    model,
    system,
    start: start === undefined ? empty : startState(system, network, mixture, start),
    options,
  }
}

function absoluteToleranceFor(output: number, mostComplexes: number): number {
  const byOutput = ABSOLUTE_PER_OUTPUT * Math.min(1, output)
  return Math.max(byOutput, ABSOLUTE_PER_COMPLEX * mostComplexes, LEAST_ABSOLUTE)
}

/**
 * Follows a cell through time and yields what there is at each of the times (s, from 0 on, ascending); returns what the
 * course has come to by the last of them. Numbers may be below 0 by the absolute tolerance.
 *
 * Since when the cell responds, and its peak, are those of the course itself, not of the times asked for. Throws
 * `Interrupted` when asked to stop, and `NumericalFailure` as `AdaptiveCourse` does.
 */
export function* timeCourse(
  { model, system, start, options }: CourseSetting,
  times: Float64Array,
  shouldStop: () => boolean = () => false,
): Generator<CoursePoint, CourseEnd, void> {
  const stepper = stepperFor(system, options.method)
  const course = new AdaptiveCourse(system, stepper, options.method, start, options, shouldStop)
  const watch = new OutputWatch(system, stepper, model.threshold, options.relativeTolerance)
  const end = times.at(-1) ?? 0
  for (const time of times) {
    while (course.time < time) {
      course.advance(end)
      watch.look(course)
    }
    const state = course.stateAt(time)
    yield {
      time,
      output: system.output(state),
      feedback: system.feedback(state),
      complexes: system.complexesOf(state),
    }
  }
  const { respondsFrom, peak } = watch
  return { respondsFrom, peak, statistics: course.statistics() }
}

/**
 * Where a course comes to rest, always by the stiff method, to rounding; with the output that the model computes by
 * algebra. They agree to 1e-8, or to 1e-28 of all that is bound; but for a network with several steady states, where the
 * algebra has the one with the least c, and the course may end in another.
 *
 * Throws as `toSteadyState` does: networks whose feedback is steep and late oscillate and never come to rest.
 */
export function courseToRest(
  { model, system, start, options }: CourseSetting,
  mixture: Mixture,
  shouldStop: () => boolean = () => false,
): CourseAtRest {
  const { state, time, statistics } = saying('on the way to the steady state, ', () =>
    toSteadyState(system, start, options, shouldStop),
  )
  return {
    output: system.output(state),
    time,
    algebra: model.output(mixture),
    complexes: system.complexesOf(state),
    statistics,
  }
}

/** Runs `work`, and puts `where` before the message of any `NumericalFailure` it throws. */
function saying<T>(where: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof NumericalFailure)
      throw new NumericalFailure(error.code, error.path, where + error.message)
    throw error
  }
}
