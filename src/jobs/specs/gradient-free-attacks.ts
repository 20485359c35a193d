import { Type } from 'typebox'
import { FEW_COORDINATE_DEFAULTS } from '../../core/attacks/few-coordinate.ts'
import { NOISE_DEFAULTS } from '../../core/attacks/random-noise.ts'
import { Epsilon, normOf, perturbationFields, WholeEpsilon } from './perturbation.ts'
import { strict } from './schema.ts'

/** An attack on a cell that changes a few ligands, as far as it likes. */
export const FewCoordinateSpec = Type.Object(
  {
    kind: Type.Literal('few-coordinate'),
    ...perturbationFields,
    options: Type.Object(
      {
        epsilon: WholeEpsilon,
        norm: normOf(['l0'], 'The norm that ε bounds'),
        method: Type.Optional(
          Type.Enum(['greedy', 'differential-evolution'], {
            default: FEW_COORDINATE_DEFAULTS.method,
            description: 'The ligand that lowers the output most, one after the other; or without a gradient',
          }),
        ),
        candidates: Type.Optional(
          Type.Integer({
            minimum: 2,
            maximum: 1_000_000,
            default: FEW_COORDINATE_DEFAULTS.candidates,
            description: 'Greedy: how many different ligands are looked at before each pick',
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
    ),
  },
  { $id: 'FewCoordinateSpec', ...strict },
)
export type FewCoordinateSpec = Type.Static<typeof FewCoordinateSpec>

/** Random noise on a cell's mixture. */
export const RandomSpec = Type.Object(
  {
    kind: Type.Literal('random'),
    ...perturbationFields,
    options: Type.Object(
      {
        epsilon: Epsilon,
        norm: normOf(
          ['linf', 'l2', 'l0'],
          'linf: every ligand by ε up or down; l2: a point at distance ε; l0: ε ligands (a whole number) anywhere within the bounds',
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
    ),
  },
  { $id: 'RandomSpec', ...strict },
)
export type RandomSpec = Type.Static<typeof RandomSpec>
