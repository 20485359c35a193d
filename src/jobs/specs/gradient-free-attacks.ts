import { type TSchema, Type } from 'typebox'
import { FEW_COORDINATE_DEFAULTS } from '../../core/attacks/few-coordinate.ts'
import { NOISE_DEFAULTS } from '../../core/attacks/random-noise.ts'
import { SQUARE_DEFAULTS } from '../../core/attacks/square.ts'
import { digitAttackFields, PixelCountEpsilon, PixelEpsilon } from './digits.ts'
import { Epsilon, normOf, perturbationFields, WholeEpsilon } from './perturbation.ts'
import { strict } from './schema.ts'

const fewCoordinateOptions = <Size extends TSchema>(epsilon: Size) =>
  Type.Object(
    {
      epsilon,
      norm: normOf(['l0'], 'The norm that ε bounds'),
      method: Type.Optional(
        Type.Enum(['greedy', 'differential-evolution'], {
          default: FEW_COORDINATE_DEFAULTS.method,
          description:
            'The coordinate that lowers the output most, one after the other; or without a gradient',
        }),
      ),
      candidates: Type.Optional(
        Type.Integer({
          minimum: 2,
          maximum: 1_000_000,
          default: FEW_COORDINATE_DEFAULTS.candidates,
          description: 'Greedy: how many different coordinates are looked at before each pick',
        }),
      ),
      population: Type.Optional(
        Type.Integer({
          minimum: 4,
          maximum: 10_000,
          default: FEW_COORDINATE_DEFAULTS.population,
          description: 'Differential evolution: number of members',
        }),
      ),
      generations: Type.Optional(
        Type.Integer({
          minimum: 0,
          maximum: 1_000_000,
          default: FEW_COORDINATE_DEFAULTS.generations,
          description: 'Differential evolution: how often each member is challenged',
        }),
      ),
    },
    strict,
  )

/** An attack on a cell that changes a few ligands, as far as it likes. */
export const FewCoordinateSpec = Type.Object(
  {
    kind: Type.Literal('few-coordinate'),
    ...perturbationFields,
    options: fewCoordinateOptions(WholeEpsilon),
  },
  { $id: 'FewCoordinateSpec', ...strict },
)
export type FewCoordinateSpec = Type.Static<typeof FewCoordinateSpec>

/** An attack on a network that changes a few pixels, as far as it likes. */
export const FewCoordinateDigitsSpec = Type.Object(
  {
    kind: Type.Literal('few-coordinate'),
    ...digitAttackFields,
    options: fewCoordinateOptions(PixelCountEpsilon),
  },
  { $id: 'FewCoordinateDigitsSpec', ...strict },
)

const randomOptions = <Size extends TSchema>(epsilon: Size) =>
  Type.Object(
    {
      epsilon,
      norm: normOf(
        ['linf', 'l2', 'l0'],
        'linf: every coordinate by ε up or down; l2: a point at distance ε; l0: ε coordinates (a whole number) anywhere within the bounds',
      ),
      draws: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: 1_000_000,
          default: NOISE_DEFAULTS.draws,
          description: 'How often the noise is drawn',
        }),
      ),
    },
    strict,
  )

/** Random noise on a cell's mixture. */
export const RandomSpec = Type.Object(
  { kind: Type.Literal('random'), ...perturbationFields, options: randomOptions(Epsilon) },
  { $id: 'RandomSpec', ...strict },
)
export type RandomSpec = Type.Static<typeof RandomSpec>

const AnyNormEpsilon = Type.Union(
  [
    Type.Number({ minimum: 0, maximum: 784 }),
    Type.Array(Type.Number({ minimum: 0, maximum: 784 }), { minItems: 1, maxItems: 100 }),
  ],
  {
    description:
      'Size ε of the noise in its norm, or a list of sizes; in linf at most 1, in l2 28, in l0 a number of pixels',
  },
)

/** Random noise on images. */
export const RandomDigitsSpec = Type.Object(
  { kind: Type.Literal('random'), ...digitAttackFields, options: randomOptions(AnyNormEpsilon) },
  { $id: 'RandomDigitsSpec', ...strict },
)

const squareOptions = <Size extends TSchema>(epsilon: Size) =>
  Type.Object(
    {
      epsilon,
      norm: normOf(['linf'], 'The norm that ε bounds'),
      queries: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: 1_000_000,
          default: SQUARE_DEFAULTS.queries,
          description: 'How often the output is looked at',
        }),
      ),
    },
    strict,
  )

/** A search without gradients on a cell. */
export const SquareSpec = Type.Object(
  { kind: Type.Literal('square'), ...perturbationFields, options: squareOptions(Epsilon) },
  { $id: 'SquareSpec', ...strict },
)
export type SquareSpec = Type.Static<typeof SquareSpec>

/** A search without gradients on images. */
export const SquareDigitsSpec = Type.Object(
  { kind: Type.Literal('square'), ...digitAttackFields, options: squareOptions(PixelEpsilon) },
  { $id: 'SquareDigitsSpec', ...strict },
)
