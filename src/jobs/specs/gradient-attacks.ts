import { Type } from 'typebox'
import { ITERATIVE_FGSM_DEFAULTS } from '../../core/attacks/iterative-fgsm.ts'
import { MINIMAL_DEFAULTS } from '../../core/attacks/minimal.ts'
import { PGD_DEFAULTS } from '../../core/attacks/pgd.ts'
import { Epsilon, normOf, perturbationFields } from './perturbation.ts'
import { strict } from './schema.ts'

const BOUNDED = 'The norm that ε bounds'
const CONVEX = ['linf', 'l2'] as const

const StepSize = (whenAbsent: string) =>
  Type.Optional(
    Type.Number({
      exclusiveMinimum: 0,
      maximum: 1e9,
      description: `Length of one step; ${whenAbsent} when absent`,
    }),
  )

const Restarts = (fallback: number, from: string) =>
  Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 10_000,
      default: fallback,
      description: `How often it starts again from ${from}`,
    }),
  )

/** FGSM on a cell. */
export const FgsmSpec = Type.Object(
  {
    kind: Type.Literal('fgsm'),
    ...perturbationFields,
    options: Type.Object({ epsilon: Epsilon, norm: normOf(['linf'], BOUNDED) }, strict),
  },
  { $id: 'FgsmSpec', ...strict },
)
export type FgsmSpec = Type.Static<typeof FgsmSpec>

/** Iterative FGSM on a cell. */
export const IterativeFgsmSpec = Type.Object(
  {
    kind: Type.Literal('iterative-fgsm'),
    ...perturbationFields,
    options: Type.Object(
      {
        epsilon: Epsilon,
        norm: normOf(['linf'], BOUNDED),
        steps: Type.Optional(
          Type.Integer({ minimum: 1, maximum: 100_000, default: ITERATIVE_FGSM_DEFAULTS.steps }),
        ),
        stepSize: StepSize('ε/steps'),
      },
      strict,
    ),
  },
  { $id: 'IterativeFgsmSpec', ...strict },
)
export type IterativeFgsmSpec = Type.Static<typeof IterativeFgsmSpec>

/** Projected gradient descent on a cell. */
export const PgdSpec = Type.Object(
  {
    kind: Type.Literal('pgd'),
    ...perturbationFields,
    options: Type.Object(
      {
        epsilon: Epsilon,
        norm: normOf(CONVEX, BOUNDED),
        steps: Type.Optional(
          Type.Integer({
            minimum: 1,
            maximum: 100_000,
            default: PGD_DEFAULTS.steps,
            description: 'From each start',
          }),
        ),
        stepSize: StepSize(`${PGD_DEFAULTS.relativeStepSize} ε/steps`),
        restarts: Restarts(PGD_DEFAULTS.restarts, 'a random point of the ball, after the mixture itself'),
      },
      strict,
    ),
  },
  { $id: 'PgdSpec', ...strict },
)
export type PgdSpec = Type.Static<typeof PgdSpec>

/** The smallest perturbation of a cell's mixture that silences it. */
export const MinimalSpec = Type.Object(
  {
    kind: Type.Literal('minimal'),
    ...perturbationFields,
    options: Type.Optional(
      Type.Object(
        {
          norm: normOf(CONVEX, 'The norm in which the perturbation is to be small'),
          iterations: Type.Optional(
            Type.Integer({
              minimum: 1,
              maximum: 100_000,
              default: MINIMAL_DEFAULTS.iterations,
              description: 'Steps to the boundary, and then along it, from each start',
            }),
          ),
          restarts: Restarts(
            MINIMAL_DEFAULTS.restarts,
            'a random point no further away than the best so far',
          ),
        },
        strict,
      ),
    ),
  },
  { $id: 'MinimalSpec', ...strict },
)
export type MinimalSpec = Type.Static<typeof MinimalSpec>
