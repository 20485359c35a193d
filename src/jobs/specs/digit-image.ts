import { Type } from 'typebox'
import { Digits } from './digits.ts'
import { strict } from './schema.ts'

/** The image when nothing is said. */
export const IMAGE_DEFAULTS = { index: 0 } as const

const { labels, split, first, count } = Digits.properties

/** One image. */
export const DigitImage = Type.Object(
  {
    labels,
    split,
    index: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 100_000,
        default: IMAGE_DEFAULTS.index,
        description: 'Which image, counted from 0 among those of the two labels in the split',
      }),
    ),
  },
  { $id: 'DigitImage', description: 'An MNIST image of one of two digits', ...strict },
)
export type DigitImage = Type.Static<typeof DigitImage>

/** A range of images of which none is kept. */
export const digitRangeFields = { labels, split, first, count }
