import { Type } from 'typebox'
import { JOB_STATUSES, JOB_TYPES, LEAST_URGENT } from '../../jobs/job.ts'
import { ProblemSchema } from './problem.ts'

const Nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()])
const Time = Type.String({ description: 'RFC 3339' })

export const JobStatusSchema = Type.Enum([...JOB_STATUSES], { $id: 'JobStatus' })
export const JobTypeSchema = Type.Enum([...JOB_TYPES], { $id: 'JobType' })

export const JobProgressSchema = Type.Object(
  { fraction: Type.Number({ minimum: 0, maximum: 1 }), message: Type.String() },
  { $id: 'JobProgress' },
)

export const JobSchema = Type.Object(
  {
    id: Type.String(),
    type: JobTypeSchema,
    kind: Type.String(),
    status: JobStatusSchema,
    progress: JobProgressSchema,
    attempt: Type.Integer({ description: 'How often a worker has taken the job up' }),
    seed: Type.Integer(),
    spec: Type.Object({}, { description: 'The body that was submitted', additionalProperties: true }),
    owner: Nullable(
      Type.String({ description: 'Name of the key that submitted it; null where the service has no keys' }),
    ),
    urgency: Type.Integer({
      minimum: 0,
      maximum: LEAST_URGENT,
      description: 'As the header Priority gave it (RFC 9218): what is lower goes first',
    }),
    createdAt: Time,
    startedAt: Nullable(Time),
    finishedAt: Nullable(Time),
    error: Nullable(ProblemSchema),
    links: Type.Object({
      self: Type.String(),
      result: Type.String(),
      events: Type.String({ description: 'Server-sent events' }),
      stream: Type.String({ description: 'WebSocket' }),
    }),
  },
  { $id: 'Job' },
)
export type JobResource = Type.Static<typeof JobSchema>

export const JobPageSchema = Type.Object(
  {
    jobs: Type.Array(JobSchema, { description: 'Newest first' }),
    next: Nullable(Type.String({ description: 'The cursor of the following page; null on the last one' })),
  },
  { $id: 'JobPage' },
)

export const JobParams = Type.Object({ id: Type.String({ minLength: 1, maxLength: 100 }) })

/** Jobs on a page when nothing is said. */
export const DEFAULT_PAGE_SIZE = 50

export const JobListQuery = Type.Object(
  {
    owner: Type.Optional(
      Type.String({ maxLength: 100, description: 'Name of a key; another’s takes the scope “admin”' }),
    ),
    type: Type.Optional(JobTypeSchema),
    kind: Type.Optional(Type.String({ maxLength: 100 })),
    status: Type.Optional(JobStatusSchema),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: DEFAULT_PAGE_SIZE })),
    cursor: Type.Optional(
      Type.String({ maxLength: 100, description: 'What the page before gave as `next`' }),
    ),
  },
  { additionalProperties: false },
)

export const StreamQuery = Type.Object(
  {
    after: Type.Optional(
      Type.Integer({ minimum: 0, description: 'Give what follows this `seq`; 0, everything' }),
    ),
    rate: Type.Optional(
      Type.Number({ exclusiveMinimum: 0, maximum: 1000, description: 'At most so many frames a second' }),
    ),
    ticket: Type.Optional(Type.String({ maxLength: 200, description: 'A one-use ticket in place of a key' })),
  },
  { additionalProperties: false },
)
export type StreamQuery = Type.Static<typeof StreamQuery>
