import { Type } from 'typebox'

const Time = Type.Number({ description: 's' })
const Times = Type.Array(Type.Number(), { description: 's' })
const PerTime = (what: string) => Type.Array(Type.Number(), { description: `${what}, for each time` })

const Rest = Type.Object(
  {
    output: Type.Number({ description: 'To rounding' }),
    time: Type.Number({ description: 'By then the cell was at rest, to the tolerances; s' }),
    algebra: Type.Number({
      description:
        'The output as the model computes it without integrating. Where a network has several steady states it is that of the weakest feedback, and the course may end in another',
    }),
  },
  { $id: 'SteadyCourse', additionalProperties: false },
)

export const TimeCourseResult = Type.Object(
  {
    threshold: Type.Number({ description: 'The cell responds iff its output is above it' }),
    criticalBindingTime: Type.Number({ description: 's' }),
    method: Type.Enum(['explicit', 'stiff']),
    time: Times,
    output: PerTime('ΣC_N'),
    feedback: Type.Union([PerTime('ΣC_m'), Type.Null()], { description: 'null where nothing feeds back' }),
    steady: Type.Union([Rest, Type.Null()], { description: 'null where it was not asked for' }),
    respondsFrom: Type.Union([Time, Type.Null()], {
      description: 'When the output first exceeds the threshold; null where it does not up to the last time',
    }),
    peak: Type.Object(
      { time: Time, output: Type.Number() },
      {
        description:
          'The highest output up to the last time, whether at one of the times or between; that of the start or of the last time where it is above it by no more than the relative tolerance',
      },
    ),
    statistics: Type.Object(
      {
        steps: Type.Integer(),
        rejected: Type.Integer({ description: 'Steps tried again with a smaller size' }),
        evaluations: Type.Integer({ description: 'Of the rates' }),
        jacobians: Type.Integer(),
      },
      { description: 'Of the course and of the way to the steady state together' },
    ),
  },
  { $id: 'TimeCourseResult', additionalProperties: false },
)

export const TimeCourseFrameSchema = Type.Object(
  { time: Times, output: PerTime('ΣC_N') },
  {
    $id: 'TimeCourseFrame',
    additionalProperties: false,
    description: 'The next times of the course, one or several',
  },
)
