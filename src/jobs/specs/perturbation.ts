import { Type } from 'typebox'
import { DEFAULT_NORM, type Norm } from '../../core/attacks/norms.ts'
import { DEFAULT_COORDINATES } from '../../core/cells/mixture-target.ts'
import { CellTarget, Seed } from './cell.ts'
import { Ligands, MixtureLigand, MOST_LIGANDS } from './ligands.ts'
import { strict } from './schema.ts'

const Size = Type.Number({ minimum: 0, maximum: 1e9, description: 'In s, or in ligands' })

/** ε where it is a length. */
export const Epsilon = Type.Union([Size, Type.Array(Size, { minItems: 1, maxItems: 1000 })], {
  description: 'Size ε of the attack, or a list of sizes: one attack each',
})

const Count = Type.Integer({ minimum: 0, maximum: MOST_LIGANDS, description: 'Number of coordinates' })

/** ε where it is a number of coordinates. */
export const WholeEpsilon = Type.Union([Count, Type.Array(Count, { minItems: 1, maxItems: 1000 })], {
  description: 'How many coordinates may change at the most, or a list: one attack each',
})

/** The norms that an attack can have: the default one when there is a choice. */
export function normOf<Names extends Norm[]>(names: readonly [...Names], description: string) {
  const byDefault = names.includes(DEFAULT_NORM) ? DEFAULT_NORM : names[0]
  return Type.Optional(Type.Enum(names, { default: byDefault, description }))
}

const Bound = Type.Number({ minimum: 0, description: 'In s, or in ligands' })

/** The ligands that an attack on a cell starts from; exactly one way of giving them. */
const CellAttackLigands = Type.Object(
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
)

/** What every attack that perturbs a cell's mixture is given besides its options. */
export const perturbationFields = {
  seed: Type.Optional(Seed),
  target: CellTarget,
  ligands: CellAttackLigands,
  coordinates: Type.Optional(
    Type.Enum(['bindingTime', 'quantity'], {
      default: DEFAULT_COORDINATES,
      description: 'What the attack may change',
    }),
  ),
  bounds: Type.Optional(
    Type.Object(
      { lower: Type.Optional(Bound), upper: Type.Optional(Bound) },
      {
        description:
          'Least and greatest value of every coordinate that may change; 0 and none when absent. A norm of few coordinates (l0) needs both',
        ...strict,
      },
    ),
  ),
  attackable: Type.Optional(
    Type.Array(Type.Integer({ minimum: 0 }), {
      minItems: 1,
      maxItems: MOST_LIGANDS,
      uniqueItems: true,
      description:
        'Which ligands may change, counted from 0 in the order given (or drawn, population by population); all when absent',
    }),
  ),
}

const PerturbationFields = Type.Object(perturbationFields)
/** What specs of these attacks have in common. */
export type PerturbationFields = Type.Static<typeof PerturbationFields>
