import { Type } from 'typebox'
import { WALK_DEFAULTS } from '../../core/analyses/walk.ts'
import { BindingTime, CellTarget, Seed } from './cell.ts'
import { MixtureLigand } from './ligands.ts'
import { strict } from './schema.ts'

/** How many positions a walk looks at. */
export const WalkPoints = Type.Optional(
  Type.Integer({
    minimum: 2,
    maximum: 10_001,
    default: WALK_DEFAULTS.points,
    description: 'Positions, evenly from the start to the end, both included',
  }),
)

/** Walk: the output on the straight way from a mixture to another with as many of each ligand. */
export const WalkSpec = Type.Object(
  {
    kind: Type.Literal('walk'),
    seed: Type.Optional(Seed),
    target: CellTarget,
    mixture: Type.Array(MixtureLigand, {
      minItems: 1,
      maxItems: 10_000,
      description: 'Where the walk starts',
    }),
    to: Type.Object(
      {
        bindingTimes: Type.Array(BindingTime, {
          minItems: 1,
          maxItems: 10_000,
          description: 'Where it ends: the binding times of the same ligands there',
        }),
      },
      strict,
    ),
    points: WalkPoints,
  },
  { $id: 'WalkSpec', ...strict },
)
export type WalkSpec = Type.Static<typeof WalkSpec>
