import { Type } from 'typebox'
import { CellTarget, Seed } from './cell.ts'
import { gridOf } from './grid.ts'
import { MixtureLigand } from './ligands.ts'
import { strict } from './schema.ts'

const InputValue = Type.Number({ minimum: 0, description: 'In s, or in ligands' })
const Distance = Type.Number({ minimum: -1e9, maximum: 1e9, description: 'Along the unit vector, in s' })

const InputAxis = Type.Object(
  {
    ligand: Type.Integer({ minimum: 0, maximum: 99_999, description: 'Which ligand of the mixture, from 0' }),
    coordinate: Type.Enum(['bindingTime', 'quantity']),
    values: gridOf(InputValue, 'InputGrid'),
  },
  { $id: 'InputAxis', ...strict },
)
export type InputAxis = Type.Static<typeof InputAxis>

const DirectionAxis = Type.Object(
  {
    direction: Type.Union([
      Type.Enum(['gradient', 'random'], {
        type: 'string',
        description: 'Along the gradient of the output at the mixture, or a direction drawn by the seed',
      }),
      Type.Array(Type.Number({ minimum: -1e9, maximum: 1e9 }), {
        minItems: 2,
        maxItems: 100_000,
        description: 'A vector with one entry a ligand; its length does not matter',
      }),
    ]),
    values: gridOf(Distance, 'DistanceGrid'),
  },
  { $id: 'DirectionAxis', ...strict },
)
export type DirectionAxis = Type.Static<typeof DirectionAxis>

const byInputs = Type.Object({ x: InputAxis, y: InputAxis }, { $id: 'LandscapeInputs', ...strict })
const byDirections = Type.Object(
  { x: DirectionAxis, y: DirectionAxis },
  {
    $id: 'LandscapeDirections',
    description: 'Directions in the space of binding times; that of y is made orthogonal to that of x',
    ...strict,
  },
)

/** Landscape: the output on a plane through a mixture; exactly one of inputs and directions. */
export const LandscapeSpec = Type.Object(
  {
    kind: Type.Literal('landscape'),
    seed: Type.Optional(Seed),
    target: CellTarget,
    mixture: Type.Array(MixtureLigand, {
      minItems: 1,
      maxItems: 100_000,
      description: 'Through this mixture the plane goes',
    }),
    plane: Type.Object(
      { inputs: Type.Optional(byInputs), directions: Type.Optional(byDirections) },
      {
        minProperties: 1,
        maxProperties: 1,
        description: 'Two of the mixture’s numbers, or two directions in the space of its binding times',
        ...strict,
      },
    ),
  },
  { $id: 'LandscapeSpec', ...strict },
)
export type LandscapeSpec = Type.Static<typeof LandscapeSpec>
