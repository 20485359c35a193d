import { Type } from 'typebox'
import { PGD_DEFAULTS } from '../../core/attacks/pgd.ts'
import { ClassifierName, digitAttackFields, PixelEpsilon } from './digits.ts'
import { Steps } from './gradient-attacks.ts'
import { normOf } from './perturbation.ts'
import { strict } from './schema.ts'

/** Every image moved the same way: from the mean of its class towards that of the other. */
export const ClassMeanSpec = Type.Object(
  {
    kind: Type.Literal('class-mean'),
    ...digitAttackFields,
    options: Type.Object({ epsilon: PixelEpsilon, norm: normOf(['linf'], 'The norm that ε bounds') }, strict),
  },
  { $id: 'ClassMeanSpec', ...strict },
)
export type ClassMeanSpec = Type.Static<typeof ClassMeanSpec>

/** Attacks made for another classifier. */
export const TransferSpec = Type.Object(
  {
    kind: Type.Literal('transfer'),
    ...digitAttackFields,
    options: Type.Object(
      {
        from: ClassifierName,
        epsilon: PixelEpsilon,
        norm: normOf(['linf'], 'The norm that ε bounds'),
        steps: Steps(PGD_DEFAULTS.steps),
      },
      strict,
    ),
  },
  { $id: 'TransferSpec', ...strict },
)
export type TransferSpec = Type.Static<typeof TransferSpec>
