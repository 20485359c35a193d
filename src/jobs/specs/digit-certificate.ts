import { Type } from 'typebox'
import { digitRangeFields } from './digit-image.ts'
import { digitAttackFields } from './digits.ts'
import { normOf } from './perturbation.ts'
import { strict } from './schema.ts'

const Size = Type.Number({ minimum: 0, maximum: 784 })

/** Certificate of a network: of how many images no perturbation changes the answer. */
export const DigitCertificateSpec = Type.Object(
  {
    kind: Type.Literal('certificate'),
    seed: digitAttackFields.seed,
    target: digitAttackFields.target,
    digits: Type.Optional(
      Type.Object(digitRangeFields, {
        $id: 'CertifiedDigits',
        description: 'MNIST images of two digits',
        ...strict,
      }),
    ),
    epsilon: Type.Union([Size, Type.Array(Size, { minItems: 1, maxItems: 100 })], {
      description:
        'Size ε of the perturbations, or a list of sizes: in linf at most 1, in l2 at most 28, in pixel values; in l0 a number of pixels',
    }),
    norm: normOf(['linf', 'l2', 'l0'], 'The norm that ε bounds'),
    bounds: digitAttackFields.bounds,
  },
  { $id: 'DigitCertificateSpec', ...strict },
)
export type DigitCertificateSpec = Type.Static<typeof DigitCertificateSpec>
