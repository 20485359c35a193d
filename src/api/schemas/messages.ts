import { Type } from 'typebox'
import { JobProgressSchema, JobStatusSchema } from './job.ts'
import { NormsSchema, PopulationCertificateSchema } from './results.ts'

const Job = Type.String({ description: 'Id of the job' })
const Seq = Type.Integer({ minimum: 1, description: 'Rises by one through the whole life of the job' })

const GradientDescentFrame = Type.Object(
  {
    iteration: Type.Integer({ minimum: 0 }),
    output: Type.Number(),
    counts: Type.Array(Type.Integer(), { description: 'Ligands in each bin' }),
    certificate: Type.Optional(PopulationCertificateSchema),
  },
  {
    $id: 'GradientDescentFrame',
    additionalProperties: false,
    description: 'The certificate comes with iteration 0 alone',
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

/** The messages of a stream, by their `type`. */
export const MESSAGES = {
  frame: Type.Object(
    {
      type: Type.Literal('frame'),
      job: Job,
      attempt: Type.Integer({ minimum: 1 }),
      seq: Seq,
      data: Type.Union([GradientDescentFrame, PerturbationFrame]),
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
