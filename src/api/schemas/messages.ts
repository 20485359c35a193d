import { Type } from 'typebox'
import { DigitCertificateFrameSchema, DigitFlatnessFrameSchema } from './digit-analyses.ts'
import { DigitAttackFrameSchema } from './digit-results.ts'
import { EnsembleFrameSchema } from './ensemble.ts'
import { JobProgressSchema, JobStatusSchema } from './job.ts'
import { FlatnessFrameSchema, WalkFrameSchema } from './landscapes.ts'
import { NormsSchema } from './norms.ts'
import { CocktailLigandSchema, PopulationCertificateSchema } from './results.ts'
import { RobustnessMatrixFrameSchema } from './robustness-matrix.ts'
import { certificateFields, criticalPointsFields, ReachedSchema } from './simulation-results.ts'
import { TimeCourseFrameSchema } from './time-course.ts'
import { EpochFrameSchema, PcaSvmFrameSchema } from './training-results.ts'

const Job = Type.String({ description: 'Id of the job' })
const Seq = Type.Integer({ minimum: 1, description: 'Rises by one through the whole life of the job' })

const GradientDescentFrame = Type.Object(
  {
    iteration: Type.Integer({ minimum: 0 }),
    output: Type.Number(),
    counts: Type.Array(Type.Integer(), { description: 'Ligands in each bin' }),
    certificate: Type.Optional(PopulationCertificateSchema),
    bindingTimes: Type.Optional(
      Type.String({
        description:
          'Of all ligands in the order given, a byte each in base64: 0 is 0 s, 255 the upper edge of the last bin at the start, and beyond',
      }),
    ),
  },
  {
    $id: 'GradientDescentFrame',
    additionalProperties: false,
    description:
      'The certificate comes with iteration 0 alone, binding times as often as options.pictures asks',
  },
)

const PerturbationFrame = Type.Object(
  {
    epsilon: Type.Number(),
    output: Type.Number(),
    responds: Type.Boolean(),
    norms: NormsSchema,
    control: Type.Object({ output: Type.Number(), least: Type.Number(), responds: Type.Boolean() }),
  },
  { $id: 'PerturbationFrame', additionalProperties: false },
)

const TileFrame = Type.Object(
  {
    shape: Type.Array(Type.Integer({ minimum: 1 }), {
      description: 'Lengths of the axes, the slowest first',
    }),
    from: Type.Integer({ minimum: 0, description: 'First flat index of the tile' }),
    to: Type.Integer({ minimum: 0, description: 'One after its last' }),
    stride: Type.Integer({ minimum: 1 }),
    values: Type.Array(Type.Union([Type.Number(), Type.Null()]), {
      description: 'Of the flat indices of the tile that the stride divides',
    }),
  },
  {
    $id: 'TileFrame',
    additionalProperties: false,
    description: 'A part of a field: a range of its points in row-major order, thinned by the stride',
  },
)

const CriticalPointsFrame = Type.Object(criticalPointsFields, {
  $id: 'CriticalPointsFrame',
  additionalProperties: false,
})

const CertificateFrame = Type.Object(
  { ...certificateFields, reached: ReachedSchema },
  { $id: 'CertificateFrame', additionalProperties: false },
)

const CocktailFrame = Type.Object(
  { cocktail: Type.Array(CocktailLigandSchema), output: Type.Number() },
  { $id: 'CocktailFrame', additionalProperties: false },
)

/** The messages of a stream, by their `type`. */
export const MESSAGES = {
  frame: Type.Object(
    {
      type: Type.Literal('frame'),
      job: Job,
      attempt: Type.Integer({ minimum: 1 }),
      seq: Seq,
      data: Type.Union([
        GradientDescentFrame,
        PerturbationFrame,
        TileFrame,
        CriticalPointsFrame,
        CertificateFrame,
        CocktailFrame,
        TimeCourseFrameSchema,
        EnsembleFrameSchema,
        WalkFrameSchema,
        FlatnessFrameSchema,
        DigitFlatnessFrameSchema,
        DigitCertificateFrameSchema,
        DigitAttackFrameSchema,
        EpochFrameSchema,
        PcaSvmFrameSchema,
        RobustnessMatrixFrameSchema,
      ]),
    },
    { $id: 'FrameMessage', additionalProperties: false, description: 'A moment of the job' },
  ),
  status: Type.Object(
    {
      type: Type.Literal('status'),
      job: Job,
      seq: Seq,
      status: JobStatusSchema,
      progress: JobProgressSchema,
    },
    { $id: 'StatusMessage', additionalProperties: false, description: 'The job has entered a state' },
  ),
  end: Type.Object(
    { type: Type.Literal('end'), job: Job, seq: Seq, status: JobStatusSchema },
    {
      $id: 'EndMessage',
      additionalProperties: false,
      description: 'Nothing follows; the server closes with 1000',
    },
  ),
  gap: Type.Object(
    { type: Type.Literal('gap'), from: Seq, to: Seq },
    {
      $id: 'GapMessage',
      additionalProperties: false,
      description:
        'Frames left out for a slow client, or one that asked for a rate; ?after=from−1 gives them',
    },
  ),
} as const
