import { Type } from 'typebox'
import { CORNER_DEFAULTS } from '../../core/analyses/corner-plane.ts'
import { LANDSCAPE_DEFAULTS, type Outside } from '../../core/analyses/landscape.ts'
import { MOST_AXIS_POINTS } from '../../core/numerics/grid.ts'
import { BindingTime, CellTarget, Seed } from './cell.ts'
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

const byInputs = Type.Object({ x: InputAxis, y: InputAxis }, { $id: 'LandscapeInputs', ...strict })
/** What becomes of points of the plane outside the bounds of a target's coordinates. */
export function outsideOf(byDefault: Outside) {
  return Type.Optional(
    Type.Enum(['refuse', 'clip'], {
      default: byDefault,
      description:
        'A plane that leaves the bounds is refused, or its points outside have the output of the nearest point within',
    }),
  )
}

const byDirections = Type.Object(
  { x: DirectionAxis, y: DirectionAxis, outside: outsideOf(LANDSCAPE_DEFAULTS.outside) },
  {
    $id: 'LandscapeDirections',
    description: 'Directions in the space of binding times; that of y is made orthogonal to that of x',
    ...strict,
  },
)

const Points = Type.Integer({ minimum: 2, maximum: MOST_AXIS_POINTS, description: 'Both ends included' })

/** What is shown around three corners. */
export const cornerViewFields = {
  margin: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: 100,
      default: CORNER_DEFAULTS.margin,
      description: 'Room on each side of the corners, as a share of their span along that axis',
    }),
  ),
  points: Type.Optional(
    Type.Object({ x: Points, y: Points }, { default: CORNER_DEFAULTS.points, ...strict }),
  ),
  outside: outsideOf(CORNER_DEFAULTS.outside),
}

const Corner = Type.Array(BindingTime, {
  minItems: 2,
  maxItems: 100_000,
  description: 'Binding times of the mixture’s ligands there',
})

const byCorners = Type.Object(
  { second: Corner, third: Corner, ...cornerViewFields },
  {
    $id: 'LandscapeCorners',
    description:
      'The plane in the space of binding times through the mixture, which is the first corner, and two more; x goes from the first to the second',
    ...strict,
  },
)
export type LandscapeCorners = Type.Static<typeof byCorners>

/** Landscape: the output on a plane through a mixture; exactly one of inputs, directions and corners. */
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
      {
        inputs: Type.Optional(byInputs),
        directions: Type.Optional(byDirections),
        corners: Type.Optional(byCorners),
      },
      {
        minProperties: 1,
        maxProperties: 1,
        description:
          'Two of the mixture’s numbers, or in the space of its binding times two directions, or three corners',
        ...strict,
      },
    ),
  },
  { $id: 'LandscapeSpec', ...strict },
)
export type LandscapeSpec = Type.Static<typeof LandscapeSpec>
