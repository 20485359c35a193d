import { Type } from 'typebox'
import { CellTarget, Seed } from './cell.ts'
import { MixtureLigand } from './ligands.ts'
import { strict } from './schema.ts'

/** Critical points: where the output stops falling, or bends, as antagonists bind longer. */
export const CriticalPointsSpec = Type.Object(
  {
    kind: Type.Literal('critical-points'),
    seed: Type.Optional(Seed),
    target: CellTarget,
    agonist: MixtureLigand,
    antagonist: Type.Object(
      {
        quantity: Type.Number({ exclusiveMinimum: 0, description: 'Number of antagonists L2' }),
        upTo: Type.Optional(
          Type.Number({
            exclusiveMinimum: 0,
            maximum: 1e6,
            description:
              'Binding times τ2 from 0 to here, in s, are looked at; the critical binding time when absent',
          }),
        ),
      },
      strict,
    ),
  },
  { $id: 'CriticalPointsSpec', ...strict },
)
export type CriticalPointsSpec = Type.Static<typeof CriticalPointsSpec>
