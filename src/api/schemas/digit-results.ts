import { Type } from 'typebox'
import { Hill } from '../../jobs/specs/trainings.ts'
import { NormsSchema } from './norms.ts'

const Numbers = Type.Array(Type.Number())
const Nullable = <T extends Type.TSchema>(schema: T, options?: Type.TSchemaOptions) =>
  Type.Union([schema, Type.Null()], options)
const Share = (description?: string) =>
  Type.Number({ minimum: 0, maximum: 1, ...(description !== undefined && { description }) })
const Shares = (description: string) => Type.Array(Share(), { description })
const Quartiles = Nullable(
  Type.Unsafe<readonly [number, number, number]>(Type.Array(Type.Number(), { minItems: 3, maxItems: 3 })),
  { description: 'First quartile, median and third of those that were found; null where none was' },
)

/** The two digits that a network tells apart. */
export const LabelPair = Type.Unsafe<readonly [number, number]>(
  Type.Array(Type.Integer({ minimum: 0, maximum: 9 }), {
    minItems: 2,
    maxItems: 2,
    description: 'The two digits, in the order of the classes',
  }),
)

const Size = Numbers
const NoSize = Type.Null({ description: 'Each image has the size that was found for it' })
const Certified = Shares('The part of which it is certified that no perturbation within ε misleads it')

/** What every attack on digits tells; `epsilon` and `certified` are of attacks of given sizes alone. */
const digitAttack = <Epsilon extends Type.TSchema, Certificate extends Type.TSchema>(
  epsilon: Epsilon,
  certified: Certificate,
) => ({
  classifier: Type.Object({
    name: Type.String(),
    digest: Type.String({ description: 'As the classifier had it when it was attacked' }),
    hill: Nullable(Hill),
  }),
  labels: LabelPair,
  split: Type.Enum(['test', 'train']),
  first: Type.Integer({ description: 'The first image, counted from 0 among those of the two labels' }),
  images: Type.Integer({ description: 'How many images were attacked' }),
  epsilon,
  norm: Type.Enum(['linf', 'l2', 'l0'], { description: 'The norm in which ε is a size' }),
  threshold: Type.Number({ description: 'An image is told rightly iff its margin is above it' }),
  accuracy: Type.Object(
    { clean: Share(), attacked: Shares('A number a size'), certified },
    { description: 'Share of the images that the network tells rightly' },
  ),
  margin: Type.Object(
    { clean: Type.Number(), attacked: Numbers },
    { description: 'Mean over the images of score(true digit) − score(other digit)' },
  ),
  norms: Type.Array(NormsSchema, { description: 'Of the largest perturbation of any image, one a size' }),
  control: Type.Object(
    {
      draws: Type.Integer({ description: 'An image and size' }),
      accuracy: Shares('Of the mean margin over the draws'),
      margin: Numbers,
    },
    { description: 'Random noise of the same size in the same norm' },
  ),
  crossCheck: Nullable(
    Type.Object({
      attack: Type.Literal('square'),
      images: Type.Integer({ description: 'The first so many of the images' }),
      queries: Type.Integer({ description: 'An image and size' }),
      accuracy: Type.Object({
        attacked: Shares('Of these images under this attack'),
        gradientFree: Shares('Of these images under one that looks at no gradient'),
      }),
    }),
    {
      description: 'Whether this attack is misled by its gradients; null where it follows none, or not in L∞',
    },
  ),
  warnings: Type.Array(
    Type.Object({
      code: Type.Enum([
        'vanishing-gradients',
        'gradient-free-attack-is-stronger',
        'random-noise-is-stronger',
      ]),
      message: Type.String(),
    }),
    { description: 'Why the accuracies may be better than the network is' },
  ),
  examples: Type.Array(
    Type.Object({
      index: Type.Integer({ description: 'Place of the image in its file' }),
      label: Type.Integer({ description: 'The digit that it shows' }),
      margin: Type.Object({ clean: Type.Number(), attacked: Numbers }),
    }),
    {
      description:
        'The images whose pixels are kept, before and after each size: the float64 array, or the first hundred as a PNG',
    },
  ),
})

const sized = digitAttack(Size, Certified)

export const DigitAttackResult = Type.Object(sized, {
  $id: 'DigitAttackResult',
  additionalProperties: false,
})

/** An image each, in order. */
const perImage = {
  indices: Type.Array(Type.Integer(), { description: 'Place of each image in its file' }),
  labels: Type.Array(Type.Integer(), { description: 'The digit that each shows' }),
  margins: Type.Array(Type.Number(), { description: 'Before the attack' }),
}

export const MinimalDigitsResult = Type.Object(
  {
    ...digitAttack(NoSize, NoSize),
    smallest: Type.Object(
      {
        found: Share('Of the images'),
        sizes: Type.Array(Nullable(Type.Number()), {
          description:
            'An image each, in order; 0 where it is told wrongly anyway, null where none was found',
        }),
        quartiles: Quartiles,
        ...perImage,
      },
      {
        description:
          'Sizes of the smallest perturbations found that mislead: upper bounds of the least there are',
      },
    ),
  },
  { $id: 'MinimalDigitsResult', additionalProperties: false },
)

export const FewCoordinateDigitsResult = Type.Object(
  {
    ...sized,
    fewest: Type.Object(
      {
        found: Share('Of the images'),
        pixels: Type.Array(Nullable(Type.Integer()), {
          description: 'An image each, in order; null for none',
        }),
        quartiles: Quartiles,
        ...perImage,
      },
      { description: 'The fewest pixels, up to the largest ε, at which this attack misleads' },
    ),
  },
  { $id: 'FewCoordinateDigitsResult', additionalProperties: false },
)

export const RandomDigitsResult = Type.Object(
  {
    ...sized,
    noise: Type.Object(
      {
        draws: Type.Integer({ description: 'An image and size' }),
        mean: Numbers,
        least: Numbers,
        silenced: Shares('Of all draws: those that mislead'),
      },
      { description: 'Margins over the draws, one a size; the attacked image is the draw with the least' },
    ),
  },
  { $id: 'RandomDigitsResult', additionalProperties: false },
)

export const DigitAttackFrameSchema = Type.Object(
  {
    from: Type.Integer({
      minimum: 0,
      description: 'The first image of these, counted from the first attacked',
    }),
    to: Type.Integer({ minimum: 0, description: 'One after the last' }),
    right: Type.Object(
      { clean: Type.Integer(), attacked: Type.Array(Type.Integer(), { description: 'After each size' }) },
      { description: 'How many of them are told rightly' },
    ),
  },
  {
    $id: 'DigitAttackFrame',
    additionalProperties: false,
    description: 'Some of the images have been attacked',
  },
)
