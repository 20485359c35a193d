import { Type } from 'typebox'
import { Hill } from '../../jobs/specs/trainings.ts'
import { LabelPair } from './digit-results.ts'
import {
  cornerFields,
  flatnessFields,
  flatnessOptions,
  landscapeFields,
  Nullable,
  walkFields,
} from './landscapes.ts'

const Share = Type.Number({ minimum: 0, maximum: 1 })
const Split = Type.Enum(['test', 'train'])

const UsedClassifier = Type.Object(
  {
    name: Type.String(),
    digest: Type.String({ description: 'As the classifier had it when the job ran' }),
    hill: Nullable(Hill),
  },
  { $id: 'UsedClassifier' },
)

const ImageNameSchema = Type.Object(
  {
    split: Split,
    index: Type.Integer({ description: 'Counted from 0 among those of the two labels in the split' }),
    place: Type.Integer({ description: 'Place of the image in its file, from 0' }),
    label: Type.Integer({ description: 'The digit that it shows' }),
  },
  { $id: 'ImageName', additionalProperties: false },
)

const DigitCorner = Type.Object({
  ...cornerFields,
  image: ImageNameSchema,
  attacked: Type.Boolean({ description: 'Whether the corner is the image as an attack left it' }),
  told: Type.Integer({ description: 'The digit that the network tells there' }),
})

/** Its output is the margin of the image's digit. */
export const DigitLandscapeResult = Type.Object(
  { classifier: UsedClassifier, image: ImageNameSchema, ...landscapeFields(DigitCorner) },
  {
    $id: 'DigitLandscapeResult',
    additionalProperties: false,
    description: 'The output is the margin of the image’s own digit: score(its digit) − score(other digit)',
  },
)

export const DigitWalkResult = Type.Object(
  {
    classifier: UsedClassifier,
    from: ImageNameSchema,
    to: ImageNameSchema,
    ...walkFields,
    told: Type.Array(Type.Integer(), { description: 'The digit that the network tells at each position' }),
  },
  {
    $id: 'DigitWalkResult',
    additionalProperties: false,
    description: 'The output is the margin of the digit of the image that the walk starts from',
  },
)

const aroundImage = { image: ImageNameSchema, ...flatnessFields }

/** Images among which a range was looked at. */
const rangeFields = {
  labels: LabelPair,
  split: Split,
  first: Type.Integer({ description: 'The first image, counted from 0 among those of the two labels' }),
  images: Type.Integer({ description: 'How many images' }),
}

export const DigitFlatnessResult = Type.Object(
  {
    classifier: UsedClassifier,
    ...rangeFields,
    right: Type.Integer({ description: 'How many of them are told rightly' }),
    ...flatnessOptions,
    median: Type.Object(
      {
        ...flatnessFields,
        regime: Type.Enum(['critical-point', 'no-critical-point'], { description: 'Of most images' }),
        criticalPoints: Type.Integer({ description: 'How many images have a critical point' }),
      },
      { description: 'Of each number over the images that have it; null where none has' },
    ),
    each: Type.Array(Type.Object(aroundImage), { description: 'What is found around each image, in order' }),
  },
  { $id: 'DigitFlatnessResult', additionalProperties: false },
)

export const DigitFlatnessFrameSchema = Type.Object(aroundImage, {
  $id: 'DigitFlatnessFrame',
  additionalProperties: false,
})

export const DigitCertificateResult = Type.Object(
  {
    classifier: UsedClassifier,
    ...rangeFields,
    epsilon: Type.Array(Type.Number()),
    norm: Type.Enum(['linf', 'l2', 'l0'], { description: 'The norm in which ε is a size' }),
    bounds: Type.Object({ lower: Type.Number(), upper: Type.Number() }, { description: 'Of each pixel' }),
    threshold: Type.Number({ description: 'An image is told rightly iff its margin is above it' }),
    accuracy: Type.Object(
      {
        clean: Share,
        certified: Type.Array(Share, {
          description:
            'A number a size: the share of the images that is told rightly whatever perturbation within ε is put on them. A lower bound of the accuracy under any attack',
        }),
      },
      { description: 'Share of the images that the network tells rightly' },
    ),
    margin: Type.Object(
      {
        clean: Type.Number({ description: 'Mean over the images' }),
        mean: Type.Array(Nullable(Type.Number()), {
          description: 'Of the certified margins, a number a size',
        }),
        least: Type.Array(Nullable(Type.Number()), { description: 'The least of them' }),
      },
      {
        description:
          'A certified margin is one that no perturbation within ε goes below; null where numbers overflow',
      },
    ),
    radius: Type.Object(
      {
        quartiles: Type.Unsafe<readonly [number, number, number]>(
          Type.Array(Type.Number(), {
            minItems: 3,
            maxItems: 3,
            description: 'First quartile, median and third over all images',
          }),
        ),
        each: Type.Array(Type.Number(), {
          description: 'An image each, in order; 0 where it is told wrongly anyway',
        }),
      },
      {
        description:
          'Up to which size no perturbation misleads the network, to 1e-6: lower bounds of the smallest that do',
      },
    ),
  },
  { $id: 'DigitCertificateResult', additionalProperties: false },
)

export const DigitCertificateFrameSchema = Type.Object(
  {
    from: Type.Integer({
      minimum: 0,
      description: 'The first image of these, counted from the first chosen',
    }),
    to: Type.Integer({ minimum: 0, description: 'One after the last' }),
    right: Type.Object(
      { clean: Type.Integer(), certified: Type.Array(Type.Integer(), { description: 'For each size' }) },
      { description: 'How many of them are told rightly, and certified to be' },
    ),
  },
  {
    $id: 'DigitCertificateFrame',
    additionalProperties: false,
    description: 'Some of the images are certified',
  },
)
