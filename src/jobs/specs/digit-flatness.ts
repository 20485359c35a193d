import { Type } from 'typebox'
import { Seed } from './cell.ts'
import { digitRangeFields } from './digit-image.ts'
import { ClassifierTarget } from './digits.ts'
import { flatnessFields } from './flatness.ts'
import { strict } from './schema.ts'

/** How many images are looked at when nothing is said. */
export const DIGIT_FLATNESS_DEFAULTS = { count: 10 } as const

/** Each takes about a third of a second, most of it the search for its boundary. */
const MOST_IMAGES = 1000

const FlatnessDigits = Type.Object(
  {
    ...digitRangeFields,
    count: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: MOST_IMAGES,
        default: DIGIT_FLATNESS_DEFAULTS.count,
        description: 'Number of images',
      }),
    ),
  },
  { $id: 'FlatnessDigits', description: 'MNIST images of two digits', ...strict },
)

/** Flatness of a network: how flat the landscape is around images, and how far its boundary is. */
export const DigitFlatnessSpec = Type.Object(
  {
    kind: Type.Literal('flatness'),
    seed: Type.Optional(Seed),
    target: ClassifierTarget,
    digits: Type.Optional(FlatnessDigits),
    ...flatnessFields,
  },
  { $id: 'DigitFlatnessSpec', ...strict },
)
export type DigitFlatnessSpec = Type.Static<typeof DigitFlatnessSpec>
