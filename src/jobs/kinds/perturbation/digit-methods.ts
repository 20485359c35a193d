import { fgsm } from '../../../core/attacks/fgsm.ts'
import { PGD_DEFAULTS, pgd } from '../../../core/attacks/pgd.ts'
import { listOf } from '../../list-of.ts'
import type { ClassMeanSpec, TransferSpec } from '../../specs/digit-attacks.ts'
import type { DigitStart } from './digit-subject.ts'
import { eachSize, type PerturbationMethod } from './method.ts'

type DigitMethod<Spec> = PerturbationMethod<Spec, DigitStart>

/** One step of the fast gradient sign method against the means of the classes, whatever the network. */
export const classMeanMethod: DigitMethod<Pick<ClassMeanSpec, 'options'>> = {
  name: 'class-mean',
  numbers: 4,
  source: 'Rademaker, Bengio, François, arXiv:1807.04270, section V',
  costFormula: 'sizes',
  followsGradients: false,
  norm: () => 'linf',
  epsilon: ({ options }) => options.epsilon,
  evaluations: ({ options }) => listOf(options.epsilon).length,
  attack: ({ options }, { byMeans, x }) =>
    eachSize(options.epsilon, (epsilon) => fgsm(byMeans(), x, epsilon)),
}

const transferOptions = ({ options }: Pick<TransferSpec, 'options'>) => ({
  steps: PGD_DEFAULTS.steps,
  ...options,
})

/** Projected gradient descent on another classifier: gradients that a defence cannot hide. */
export const transferMethod: DigitMethod<Pick<TransferSpec, 'options'>> = {
  name: 'transfer',
  numbers: 24,
  source: 'Papernot, McDaniel, Goodfellow, arXiv:1605.07277; Athalye, Carlini, Wagner, arXiv:1802.00420',
  costFormula: 'sizes × 2 × steps',
  followsGradients: false,
  norm: () => 'linf',
  epsilon: ({ options }) => options.epsilon,
  evaluations: (spec) => listOf(spec.options.epsilon).length * 2 * transferOptions(spec).steps,
  attack(spec, { other, x }, stream) {
    const { from, epsilon, steps } = transferOptions(spec)
    const source = other(from)
    return eachSize(epsilon, (size) => pgd(source, x, size, { norm: 'linf', steps, restarts: 0 }, stream()))
  },
}
