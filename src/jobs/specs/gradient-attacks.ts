import { type TSchema, Type } from 'typebox'
import { ITERATIVE_FGSM_DEFAULTS } from '../../core/attacks/iterative-fgsm.ts'
import { MINIMAL_DEFAULTS } from '../../core/attacks/minimal.ts'
import { PGD_DEFAULTS } from '../../core/attacks/pgd.ts'
import { digitAttackFields, PixelEpsilon, PixelOrLengthEpsilon } from './digits.ts'
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

/** Steps from each start. */
export const Steps = (fallback: number) =>
  Type.Optional(
    Type.Integer({ minimum: 1, maximum: 100_000, default: fallback, description: 'From each start' }),
  )

const fgsmOptions = <Size extends TSchema>(epsilon: Size) =>
  Type.Object({ epsilon, norm: normOf(['linf'], BOUNDED) }, strict)

/** FGSM on a cell. */
export const FgsmSpec = Type.Object(
  { kind: Type.Literal('fgsm'), ...perturbationFields, options: fgsmOptions(Epsilon) },
  { $id: 'FgsmSpec', ...strict },
)
export type FgsmSpec = Type.Static<typeof FgsmSpec>

/** FGSM on a network. */
export const FgsmDigitsSpec = Type.Object(
  { kind: Type.Literal('fgsm'), ...digitAttackFields, options: fgsmOptions(PixelEpsilon) },
  { $id: 'FgsmDigitsSpec', ...strict },
)

const iterativeFgsmOptions = <Size extends TSchema>(epsilon: Size) =>
  Type.Object(
    {
      epsilon,
      norm: normOf(['linf'], BOUNDED),
      steps: Steps(ITERATIVE_FGSM_DEFAULTS.steps),
      stepSize: StepSize('ε/steps'),
    },
    strict,
  )

/** Iterative FGSM on a cell. */
export const IterativeFgsmSpec = Type.Object(
  { kind: Type.Literal('iterative-fgsm'), ...perturbationFields, options: iterativeFgsmOptions(Epsilon) },
  { $id: 'IterativeFgsmSpec', ...strict },
)
export type IterativeFgsmSpec = Type.Static<typeof IterativeFgsmSpec>

/** Iterative FGSM on a network. */
export const IterativeFgsmDigitsSpec = Type.Object(
  { kind: Type.Literal('iterative-fgsm'), ...digitAttackFields, options: iterativeFgsmOptions(PixelEpsilon) },
  { $id: 'IterativeFgsmDigitsSpec', ...strict },
)

const pgdOptions = <Size extends TSchema>(epsilon: Size) =>
  Type.Object(
    {
      epsilon,
      norm: normOf(CONVEX, BOUNDED),
      steps: Steps(PGD_DEFAULTS.steps),
      stepSize: StepSize(`${PGD_DEFAULTS.relativeStepSize} ε/steps`),
      restarts: Restarts(PGD_DEFAULTS.restarts, 'a random point of the ball, after the start itself'),
    },
    strict,
  )

/** Projected gradient descent on a cell. */
export const PgdSpec = Type.Object(
  { kind: Type.Literal('pgd'), ...perturbationFields, options: pgdOptions(Epsilon) },
  { $id: 'PgdSpec', ...strict },
)
export type PgdSpec = Type.Static<typeof PgdSpec>

/** Projected gradient descent on a network. */
export const PgdDigitsSpec = Type.Object(
  { kind: Type.Literal('pgd'), ...digitAttackFields, options: pgdOptions(PixelOrLengthEpsilon) },
  { $id: 'PgdDigitsSpec', ...strict },
)

const minimalOptions = Type.Optional(
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
      restarts: Restarts(MINIMAL_DEFAULTS.restarts, 'a random point no further away than the best so far'),
    },
    strict,
  ),
)

/** The smallest perturbation of a cell's mixture that silences it. */
export const MinimalSpec = Type.Object(
  { kind: Type.Literal('minimal'), ...perturbationFields, options: minimalOptions },
  { $id: 'MinimalSpec', ...strict },
)
export type MinimalSpec = Type.Static<typeof MinimalSpec>

/** The smallest perturbation of each image that a network gets wrong. */
export const MinimalDigitsSpec = Type.Object(
  { kind: Type.Literal('minimal'), ...digitAttackFields, options: minimalOptions },
  { $id: 'MinimalDigitsSpec', ...strict },
)
