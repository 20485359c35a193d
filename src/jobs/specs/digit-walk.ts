import { Type } from 'typebox'
import { Seed } from './cell.ts'
import { DigitImage } from './digit-image.ts'
import { ClassifierTarget } from './digits.ts'
import { strict } from './schema.ts'
import { WalkPoints } from './walk.ts'

/** Walk of a network: the margin on the straight way from an image to another. */
export const DigitWalkSpec = Type.Object(
  {
    kind: Type.Literal('walk'),
    seed: Type.Optional(Seed),
    target: ClassifierTarget,
    from: DigitImage,
    to: DigitImage,
    points: WalkPoints,
  },
  { $id: 'DigitWalkSpec', ...strict },
)
export type DigitWalkSpec = Type.Static<typeof DigitWalkSpec>
