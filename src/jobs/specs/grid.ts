import { type TNumber, Type } from 'typebox'
import { GRID_DEFAULTS, MOST_AXIS_POINTS } from '../../core/numerics/grid.ts'
import { strict } from './schema.ts'

/** One axis of a field: a list of values, each as `value` says, or a range of them; in any order unless they ascend. */
export function gridOf(value: TNumber, $id: string, { ascending = false } = {}) {
  const order = ascending ? 'each above the one before' : 'in any order'
  return Type.Union(
    [
      Type.Array(value, { minItems: 1, description: `The values themselves, ${order}` }),
      Type.Object(
        {
          from: value,
          to: value,
          points: Type.Integer({ minimum: 1, maximum: MOST_AXIS_POINTS, description: 'Both ends included' }),
          scale: Type.Optional(
            Type.Enum(['linear', 'log'], {
              default: GRID_DEFAULTS.scale,
              description: 'Evenly spaced in the value or in its logarithm',
            }),
          ),
        },
        strict,
      ),
    ],
    {
      $id,
      description: `A list, or a range${ascending ? ', ascending' : ''}; at most ${MOST_AXIS_POINTS} values`,
    },
  )
}
