import { Type } from 'typebox'
import { PIXEL_RANGE } from '../../core/digits/pixel-range.ts'
import { Seed } from './cell.ts'
import { strict } from './schema.ts'

/** Threes against sevens, as in the paper. */
export const DIGITS_DEFAULTS = { labels: [3, 7], split: 'test', first: 0, examples: 8 } as const

/** The name of a classifier, stored or ready-made. */
export const ClassifierName = Type.String({
  minLength: 1,
  maxLength: 64,
  pattern: '^[a-z0-9][a-z0-9._-]*$',
  description: 'GET /v1/classifiers lists them',
})

/** A trained network under attack. */
export const ClassifierTarget = Type.Object(
  { classifier: ClassifierName },
  { $id: 'ClassifierTarget', description: 'A trained network, by its name', ...strict },
)

/** The two digits that are told apart. */
export const DigitLabels = Type.Array(Type.Integer({ minimum: 0, maximum: 9 }), {
  minItems: 2,
  maxItems: 2,
  uniqueItems: true,
  default: DIGITS_DEFAULTS.labels,
  description: 'Two different digits; the order is that of the classes',
})

const Labels = Type.Optional(DigitLabels)
const Split = Type.Optional(Type.Enum(['test', 'train'], { default: DIGITS_DEFAULTS.split }))

/** The images that an attack on a network starts from. */
export const Digits = Type.Object(
  {
    labels: Labels,
    split: Split,
    first: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 100_000,
        default: DIGITS_DEFAULTS.first,
        description: 'The first image, counted from 0 among those of the two labels',
      }),
    ),
    count: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 100_000,
        description: 'Number of images; all that follow when absent',
      }),
    ),
    examples: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 1000,
        default: DIGITS_DEFAULTS.examples,
        description:
          'The first images, so many at the most, are kept as they were before and after the attack',
      }),
    ),
  },
  { $id: 'Digits', description: 'MNIST images of two digits', ...strict },
)
export type Digits = Type.Static<typeof Digits>

const Pixel = Type.Number({ minimum: -10, maximum: 10 })

/** What every attack on a network is given besides its options. */
export const digitAttackFields = {
  seed: Type.Optional(Seed),
  target: ClassifierTarget,
  digits: Type.Optional(Digits),
  bounds: Type.Optional(
    Type.Object(
      { lower: Type.Optional(Pixel), upper: Type.Optional(Pixel) },
      {
        description: `Least and greatest value of a pixel; ${PIXEL_RANGE.lower} and ${PIXEL_RANGE.upper} when absent. Wider ones let an attack leave what a picture can show, as attacks on standardised images do`,
        ...strict,
      },
    ),
  ),
}

const DigitAttackFields = Type.Object(digitAttackFields)
/** What specs of attacks on networks have in common. */
export type DigitAttackFields = Type.Static<typeof DigitAttackFields>

const Size = Type.Number({ minimum: 0, maximum: 1, description: 'A pixel goes from 0 to 1' })
const Length = Type.Number({
  minimum: 0,
  maximum: 28,
  description: 'In linf at most 1; in l2 at most 28, from a black picture to a white one',
})
const Count = Type.Integer({ minimum: 0, maximum: 784, description: 'Number of pixels' })
const SIZES = { minItems: 1, maxItems: 100 } as const

/** ε of attacks on images: in linf, in linf or l2, as a number of pixels. */
export const PixelEpsilon = Type.Union([Size, Type.Array(Size, SIZES)], {
  description: 'Size ε of the attack, in pixel values, or a list of sizes: one attack each',
})
export const PixelOrLengthEpsilon = Type.Union([Length, Type.Array(Length, SIZES)], {
  description: 'Size ε of the attack in its norm, or a list of sizes: one attack each',
})
export const PixelCountEpsilon = Type.Union([Count, Type.Array(Count, SIZES)], {
  description: 'How many pixels may change at the most, or a list: one attack each',
})
