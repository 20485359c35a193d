import { Type } from 'typebox'
import { PGD_DEFAULTS } from '../../core/attacks/pgd.ts'
import { Seed } from './cell.ts'
import { DigitImage } from './digit-image.ts'
import { ClassifierTarget } from './digits.ts'
import { Steps } from './gradient-attacks.ts'
import { gridOf } from './grid.ts'
import { cornerViewFields, outsideOf } from './landscape.ts'
import { strict } from './schema.ts'

/** Images lie on the bounds, and the third corner is attacked as the published networks were. */
export const DIGIT_LANDSCAPE_DEFAULTS = { outside: 'clip', epsilon: 0.2 } as const

const Distance = Type.Number({
  minimum: -1000,
  maximum: 1000,
  description: 'Along the unit vector, in pixel values',
})

const PixelDirection = Type.Object(
  {
    direction: Type.Enum(['gradient', 'random'], {
      description: 'Along the gradient of the margin at the image, or a direction drawn by the seed',
    }),
    values: gridOf(Distance, 'PixelDistanceGrid'),
  },
  { $id: 'PixelDirection', ...strict },
)

const byDirections = Type.Object(
  { x: PixelDirection, y: PixelDirection, outside: outsideOf(DIGIT_LANDSCAPE_DEFAULTS.outside) },
  {
    $id: 'DigitLandscapeDirections',
    description: 'Directions in the space of pixels; that of y is made orthogonal to that of x',
    ...strict,
  },
)

const byCorners = Type.Object(
  {
    attack: Type.Optional(
      Type.Object(
        {
          epsilon: Type.Optional(
            Type.Number({
              exclusiveMinimum: 0,
              maximum: 1,
              default: DIGIT_LANDSCAPE_DEFAULTS.epsilon,
              description: 'Size ε in linf, in pixel values',
            }),
          ),
          steps: Steps(PGD_DEFAULTS.steps),
        },
        { description: 'Projected gradient descent from the image, which makes the third corner', ...strict },
      ),
    ),
    ...cornerViewFields,
  },
  {
    $id: 'DigitLandscapeCorners',
    description:
      'The plane through the image, the next image of the other digit (after the last one the first), and the image attacked; x goes from the first to the second',
    ...strict,
  },
)
export type DigitLandscapeCorners = Type.Static<typeof byCorners>

/** Landscape of a network: the margin on a plane through an image; exactly one of directions and corners. */
export const DigitLandscapeSpec = Type.Object(
  {
    kind: Type.Literal('landscape'),
    seed: Type.Optional(Seed),
    target: ClassifierTarget,
    image: Type.Optional(DigitImage),
    plane: Type.Object(
      { directions: Type.Optional(byDirections), corners: Type.Optional(byCorners) },
      {
        minProperties: 1,
        maxProperties: 1,
        description: 'In the space of pixels: two directions, or three corners',
        ...strict,
      },
    ),
  },
  { $id: 'DigitLandscapeSpec', ...strict },
)
export type DigitLandscapeSpec = Type.Static<typeof DigitLandscapeSpec>
