import {
  type CourseAtRest,
  type CourseEnd,
  type CourseSetting,
  courseSetting,
  courseToRest,
  TIME_COURSE_DEFAULTS,
  timeCourse,
} from '../../core/analyses/time-course.ts'
import type { IntegrationStatistics } from '../../core/dynamics/ode.ts'
import { InvalidInput } from '../../core/errors.ts'
import { checkGridSize, expandAscending, gridLength, MOST_GRID_POINTS } from '../../core/numerics/grid.ts'
import type { KindEvent, WholeKind } from '../kind.ts'
import { ROOM } from '../memory.ts'
import { mixtureOf } from '../mixtures.ts'
import { buildCell, networkOf } from '../models.ts'
import { at, within } from '../paths.ts'
import { TimeCourseSpec } from '../specs/time-course.ts'

/** Name of the array of complexes, [time][kind][state]. */
export const COURSE_COMPLEXES = 'complexes'

/** Of many times several go into one frame. */
const MOST_FRAMES = 2000

/** A stiff course takes about so many steps at the default tolerance; their error falls with their fourth power. */
const STEPS_PER_COURSE = 200

/** Bytes of a time, in frames and JSON; of an element of the matrices that are solved with; of a complex that is kept. */
const PER_TIME = 400
const PER_ELEMENT = 64
const PER_COMPLEX = 16

export const timeCourseKind: WholeKind<TimeCourseSpec> = {
  name: 'time-course',
  type: 'simulation',
  title: 'Time course of a cell that has met its ligands, without noise',
  source:
    'Methods: Hairer, Nørsett and Wanner, Solving Ordinary Differential Equations I, II.5, and II, IV.7; the networks: as their models',
  spec: TimeCourseSpec,
  costFormula: `${STEPS_PER_COURSE} × (${TIME_COURSE_DEFAULTS.relativeTolerance}/relativeTolerance)^(1/4) × variables³ + (times + maxSteps) × variables; variables = kinds of ligand × (N + 1)`,
  cost(spec) {
    const { steps } = networkOf(spec.target, buildCell(spec.target))
    const variables = spec.mixture.length * (steps + 1)
    const { relativeTolerance, maxSteps } = { ...TIME_COURSE_DEFAULTS, ...spec.options }
    const finer = TIME_COURSE_DEFAULTS.relativeTolerance / relativeTolerance
    const elimination = STEPS_PER_COURSE * finer ** 0.25 * variables ** 3
    return Math.ceil(elimination + (gridLength(spec.time) + maxSteps) * variables)
  },
  memoryFormula: `${ROOM} + ${PER_TIME} × times + ${PER_ELEMENT} × variables² + ${PER_COMPLEX} × times × variables, where states are kept`,
  memory(spec) {
    const { steps } = networkOf(spec.target, buildCell(spec.target))
    const variables = spec.mixture.length * (steps + 1)
    const times = gridLength(spec.time)
    const states = spec.options?.states ?? TIME_COURSE_DEFAULTS.states
    const kept = states ? PER_COMPLEX * times * variables : 0
    return ROOM + PER_TIME * times + PER_ELEMENT * variables ** 2 + kept
  },
  check(spec) {
    prepare(spec)
  },
  *run(spec, { shouldStop }) {
    const { setting, mixture, times, complexes } = prepare(spec)
    const { model, options } = setting
    const { end, ...course } = yield* follow(setting, times, complexes, shouldStop)
    const rest = restWanted(spec) ? courseToRest(setting, mixture, shouldStop) : null
    return {
      summary: {
        threshold: model.threshold,
        criticalBindingTime: model.criticalBindingTime,
        method: options.method,
        time: Array.from(times),
        output: course.output,
        feedback: model.network?.feedbackStep === null ? null : course.feedback,
        steady: rest && { output: rest.output, time: rest.time, algebra: rest.algebra },
        respondsFrom: end.respondsFrom,
        peak: end.peak,
        statistics: together(end.statistics, rest?.statistics),
      },
      arrays: complexes === null ? {} : { [COURSE_COMPLEXES]: complexes },
      message: describe(end, rest),
    }
  },
}

function restWanted({ toSteadyState }: TimeCourseSpec): boolean {
  return toSteadyState ?? TIME_COURSE_DEFAULTS.toSteadyState
}

function prepare(spec: TimeCourseSpec) {
  checkGridSize([{ grid: spec.time, path: '/time' }], '/time')
  const model = buildCell(spec.target)
  const network = networkOf(spec.target, model)
  const mixture = mixtureOf(spec.mixture)
  at('/mixture', () => model.output(mixture))
  const times = within('/time', () => expandAscending(spec.time))
  const { states = TIME_COURSE_DEFAULTS.states, ...options } = spec.options ?? {}
  const setting = courseSetting(model, network, mixture, spec.start?.complexes, options)
  const numbers = times.length * spec.mixture.length * (network.steps + 1)
  if (states && numbers > MOST_GRID_POINTS) {
    throw new InvalidInput(
      'too-many-outputs',
      '/options/states',
      `times × kinds × states would be ${numbers} numbers; at most ${MOST_GRID_POINTS} are kept`,
    )
  }
  return { setting, mixture, times, complexes: states ? new Float64Array(numbers) : null }
}

/** Runs the course, tells it in frames, and writes the complexes where they are wanted. */
function* follow(
  setting: CourseSetting,
  times: Float64Array,
  complexes: Float64Array | null,
  shouldStop: () => boolean,
): Generator<KindEvent, { output: number[]; feedback: number[]; end: CourseEnd }, void> {
  const course = timeCourse(setting, times, shouldStop)
  const batch = Math.ceil(times.length / MOST_FRAMES)
  const output: number[] = []
  const feedback: number[] = []
  for (let told = 0; ; ) {
    const { done, value } = course.next()
    if (done) return { output, feedback, end: value }
    complexes?.set(value.complexes, output.length * value.complexes.length)
    output.push(value.output)
    feedback.push(value.feedback)
    if (output.length - told < batch && output.length < times.length) continue
    yield {
      type: 'frame',
      data: { time: Array.from(times.subarray(told, output.length)), output: output.slice(told) },
      fraction: output.length / times.length,
      message: `output ${value.output.toPrecision(7)} at ${value.time} s`,
    }
    told = output.length
  }
}

function together(course: IntegrationStatistics, rest?: IntegrationStatistics): IntegrationStatistics {
  return {
    steps: course.steps + (rest?.steps ?? 0),
    rejected: course.rejected + (rest?.rejected ?? 0),
    evaluations: course.evaluations + (rest?.evaluations ?? 0),
    jacobians: course.jacobians + (rest?.jacobians ?? 0),
  }
}

function describe({ respondsFrom, peak }: CourseEnd, rest: CourseAtRest | null): string {
  const responds =
    respondsFrom === null ? 'does not respond' : `responds from ${respondsFrom.toPrecision(5)} s`
  const steady = rest === null ? '' : `, ${rest.output.toPrecision(7)} at rest`
  return `the cell ${responds}; output ${peak.output.toPrecision(7)} at the highest, at ${peak.time.toPrecision(5)} s${steady}`
}
