import { Type } from 'typebox'
import { ClassifierName } from '../../jobs/specs/digits.ts'
import { strict } from '../../jobs/specs/schema.ts'
import { Hill } from '../../jobs/specs/trainings.ts'

const Nullable = <T extends Type.TSchema>(schema: T, options?: Type.TSchemaOptions) =>
  Type.Union([schema, Type.Null()], options)

const Labels = Type.Unsafe<readonly [number, number]>(
  Type.Array(Type.Integer({ minimum: 0, maximum: 9 }), {
    minItems: 2,
    maxItems: 2,
    uniqueItems: true,
    description: 'The two digits that it tells apart, in the order of its scores',
  }),
)
const HillOrNone = Nullable(Hill, { description: 'The filter on every pixel; null without one' })
const Power = Nullable(Type.Number({ minimum: 1 }), {
  description: 'The activation max(0, z)^power; null for none',
})

export const ProvenanceSchema = Type.Union(
  [
    Type.Object({
      source: Type.Literal('trained'),
      job: Type.String(),
      seed: Type.Integer(),
      spec: Type.Object({}, { additionalProperties: true }),
    }),
    Type.Object({
      source: Type.Literal('uploaded'),
      original: Nullable(Type.Object({}, { additionalProperties: true }), {
        description:
          'Digest, provenance and metrics that the uploaded document gave; nobody has checked them',
      }),
    }),
  ],
  { $id: 'Provenance', description: 'Where a classifier comes from' },
)

const Digest = Type.String({
  pattern: '^[0-9a-f]{64}$',
  description: 'SHA-256 of the labels, the filter, the shapes of the layers and their weights',
})

export const CLASSIFIER_STATUSES = ['ready', 'training', 'untrained'] as const

export const ClassifierSchema = Type.Object(
  {
    name: Type.String(),
    status: Type.Enum([...CLASSIFIER_STATUSES], {
      description: 'ready: stored · training: a job makes it · untrained: trained when it is first needed',
    }),
    readyMade: Type.Boolean({ description: 'One that the service trains by itself' }),
    owner: Nullable(Type.String(), {
      description: 'Name of the key that made it; null where it is nobody’s, or another’s',
    }),
    job: Nullable(Type.String(), {
      description: 'The job that trains it, or has trained it; null where it is another’s',
    }),
    labels: Labels,
    hill: HillOrNone,
    layers: Type.Array(Type.Object({ inputs: Type.Integer(), outputs: Type.Integer(), power: Power })),
    createdAt: Nullable(Type.String({ description: 'RFC 3339' })),
    digest: Nullable(Digest),
    provenance: Nullable(ProvenanceSchema),
    metrics: Nullable(Type.Object({}, { additionalProperties: true }), {
      description: 'What its training found, such as its accuracy; null of one that was uploaded',
    }),
    links: Type.Object({
      self: Type.String(),
      document: Nullable(Type.String(), { description: 'Its weights; null until it is ready' }),
    }),
  },
  { $id: 'Classifier', description: 'A network that tells two digits apart, without its weights' },
)
export type ClassifierResource = Type.Static<typeof ClassifierSchema>

/** What a classifier is written down as, weights and all. */
export const DOCUMENT_FORMAT = 'antagon-classifier-1'

const NetworkSchema = Type.Object(
  {
    hill: HillOrNone,
    layers: Type.Array(
      Type.Object(
        {
          weights: Type.Array(Type.Array(Type.Number(), { minItems: 1 }), {
            minItems: 1,
            description: 'A row an output, of a number an input',
          }),
          bias: Type.Array(Type.Number(), { description: 'A number an output' }),
          power: Power,
        },
        strict,
      ),
      {
        minItems: 1,
        description: 'The first takes 784 pixels from 0 to 1, row by row; the last gives a score a class',
      },
    ),
  },
  { $id: 'ClassifierNetwork', ...strict },
)
export type NetworkDocument = Type.Static<typeof NetworkSchema>

const Loose = Type.Object({}, { additionalProperties: true })

export const ClassifierDocument = Type.Object(
  {
    format: Type.Literal(DOCUMENT_FORMAT),
    name: Type.Unsafe<string>({ ...ClassifierName, description: 'Under which it is kept' }),
    labels: Labels,
    network: NetworkSchema,
    digest: Type.Optional(Digest),
    provenance: Type.Optional(Nullable(Loose)),
    metrics: Type.Optional(Nullable(Loose)),
  },
  { $id: 'ClassifierDocument', description: 'A classifier with its weights', ...strict },
)
export type ClassifierDocument = Type.Static<typeof ClassifierDocument>

export const ClassifierParams = Type.Object({ name: Type.String({ minLength: 1, maxLength: 100 }) })
