import { Type } from 'typebox'
import { ITERATIVE_FGSM_DEFAULTS } from '../../core/attacks/iterative-fgsm.ts'
import { DEFAULT_COORDINATES } from '../../core/cells/mixture-target.ts'
import { BindingTime, CellTarget, Seed } from './cell.ts'
import { Ligands } from './ligands.ts'
import { strict } from './schema.ts'

export const MixtureLigand = Type.Object(
  {
    bindingTime: BindingTime,
    quantity: Type.Number({ minimum: 0, description: 'Number of such ligands; need not be whole' }),
  },
  { $id: 'MixtureLigand', ...strict },
)

const Size = Type.Number({ minimum: 0, maximum: 1e9, description: 'In s, or in ligands' })

const Epsilon = Type.Union([Size, Type.Array(Size, { minItems: 1, maxItems: 1000 })], {
  description: 'Size ε of the attack, or a list of sizes: one attack each',
})

const Norm = Type.Literal('linf', { default: 'linf', description: 'The norm that ε bounds' })

const Bound = Type.Number({ minimum: 0, description: 'In s, or in ligands' })

const common = {
  seed: Type.Optional(Seed),
  target: CellTarget,
  ligands: Type.Object(
    {
      ...Ligands.properties,
      mixture: Type.Optional(
        Type.Array(MixtureLigand, {
          minItems: 1,
          maxItems: 100_000,
          description: 'Kinds of ligand with their quantities',
        }),
      ),
    },
    { $id: 'CellAttackLigands', minProperties: 1, maxProperties: 1, ...strict },
  ),
  coordinates: Type.Optional(
    Type.Enum(['bindingTime', 'quantity'], {
      default: DEFAULT_COORDINATES,
      description: 'What the attack may change',
    }),
  ),
  bounds: Type.Optional(
    Type.Object(
      { lower: Type.Optional(Bound), upper: Type.Optional(Bound) },
      { description: 'Least and greatest value of every coordinate; 0 and none when absent', ...strict },
    ),
  ),
}

/** FGSM on a cell. */
export const FgsmSpec = Type.Object(
  {
    kind: Type.Literal('fgsm'),
    ...common,
    options: Type.Object({ epsilon: Epsilon, norm: Type.Optional(Norm) }, strict),
  },
  { $id: 'FgsmSpec', ...strict },
)
export type FgsmSpec = Type.Static<typeof FgsmSpec>

/** Iterative FGSM on a cell. */
export const IterativeFgsmSpec = Type.Object(
  {
    kind: Type.Literal('iterative-fgsm'),
    ...common,
    options: Type.Object(
      {
        epsilon: Epsilon,
        norm: Type.Optional(Norm),
        steps: Type.Optional(
          Type.Integer({ minimum: 1, maximum: 100_000, default: ITERATIVE_FGSM_DEFAULTS.steps }),
        ),
        stepSize: Type.Optional(
          Type.Number({
            exclusiveMinimum: 0,
            maximum: 1e9,
            description: 'Length of one step; ε/steps when absent',
          }),
        ),
      },
      strict,
    ),
  },
  { $id: 'IterativeFgsmSpec', ...strict },
)
export type IterativeFgsmSpec = Type.Static<typeof IterativeFgsmSpec>
