import { Type } from 'typebox'
import { MOST_VARIABLES, TIME_COURSE_DEFAULTS } from '../../core/analyses/time-course.ts'
import { SMALLEST_RELATIVE_TOLERANCE } from '../../core/dynamics/ode.ts'
import { CellTarget, Seed } from './cell.ts'
import { gridOf } from './grid.ts'
import { MixtureLigand } from './ligands.ts'
import { strict } from './schema.ts'

const CourseTimes = gridOf(
  Type.Number({ minimum: 0, description: 'Time after the cell met its ligands, in s' }),
  'CourseTimes',
  { ascending: true },
)

const Start = Type.Object(
  {
    complexes: Type.Array(
      Type.Array(Type.Number({ minimum: 0, description: 'C_n, n = 0 … N' }), { minItems: 1 }),
      {
        minItems: 1,
        maxItems: MOST_VARIABLES,
        description:
          'A row for each kind of ligand, in the order of the mixture: its complexes in each state. No more than there are ligands of the kind, nor in all than receptors',
      },
    ),
  },
  { $id: 'CourseStart', description: 'What is bound at t = 0; nothing when absent', ...strict },
)

const Options = Type.Object(
  {
    method: Type.Optional(
      Type.Enum(['explicit', 'stiff'], {
        default: TIME_COURSE_DEFAULTS.method,
        description:
          'stiff: Rodas, with large steps among fast rates; explicit: Dormand–Prince. The steady state is always found by the stiff one',
      }),
    ),
    relativeTolerance: Type.Optional(
      Type.Number({
        minimum: SMALLEST_RELATIVE_TOLERANCE,
        exclusiveMaximum: 1,
        default: TIME_COURSE_DEFAULTS.relativeTolerance,
        description: 'Error that a step may make in a number of complexes, relative to it',
      }),
    ),
    absoluteTolerance: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        maximum: 1e12,
        description:
          'Error that a step may make besides, in complexes; 1e-9·min(1, output at steady state) when absent, or 1e-16·min(R, ΣL) where that is more',
      }),
    ),
    maxSteps: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 10_000_000,
        default: TIME_COURSE_DEFAULTS.maxSteps,
        description:
          'Steps that may be tried on the course, and again on the way to the steady state; a job that needs more fails',
      }),
    ),
    states: Type.Optional(
      Type.Boolean({
        default: TIME_COURSE_DEFAULTS.states,
        description: 'Whether to keep the complexes of each kind in each state, for application/octet-stream',
      }),
    ),
  },
  { $id: 'TimeCourseOptions', ...strict },
)

/** Time course: what happens in a cell after it has met a mixture of ligands, without noise. */
export const TimeCourseSpec = Type.Object(
  {
    kind: Type.Literal('time-course'),
    seed: Type.Optional(Seed),
    target: CellTarget,
    mixture: Type.Array(MixtureLigand, { minItems: 1, maxItems: MOST_VARIABLES }),
    time: CourseTimes,
    toSteadyState: Type.Optional(
      Type.Boolean({
        default: TIME_COURSE_DEFAULTS.toSteadyState,
        description: 'Whether to find the steady state too, and hold it against the algebra',
      }),
    ),
    start: Type.Optional(Start),
    options: Type.Optional(Options),
  },
  { $id: 'TimeCourseSpec', ...strict },
)
export type TimeCourseSpec = Type.Static<typeof TimeCourseSpec>
