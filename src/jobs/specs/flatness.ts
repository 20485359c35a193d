import { Type } from 'typebox'
import { FLATNESS_DEFAULTS } from '../../core/analyses/flatness.ts'
import { CellTarget, Seed } from './cell.ts'
import { MixtureLigand } from './ligands.ts'
import { strict } from './schema.ts'

/** How far around a point is looked, and how often. */
export const flatnessFields = {
  radius: Type.Optional(
    Type.Number({
      exclusiveMinimum: 0,
      maximum: 1e6,
      default: FLATNESS_DEFAULTS.radius,
      description: 'Euclidean length of a random step, in the unit of the coordinates (s, or pixel values)',
    }),
  ),
  draws: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 100_000,
      default: FLATNESS_DEFAULTS.draws,
      description: 'Number of random steps',
    }),
  ),
}

/** Flatness: how flat the landscape over the binding times is around a mixture, and how far its boundary is. */
export const FlatnessSpec = Type.Object(
  {
    kind: Type.Literal('flatness'),
    seed: Type.Optional(Seed),
    target: CellTarget,
    mixture: Type.Array(MixtureLigand, { minItems: 1, maxItems: 1000 }),
    ...flatnessFields,
  },
  { $id: 'FlatnessSpec', ...strict },
)
export type FlatnessSpec = Type.Static<typeof FlatnessSpec>
