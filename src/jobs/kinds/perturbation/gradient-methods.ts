import { fgsm } from '../../../core/attacks/fgsm.ts'
import { ITERATIVE_FGSM_DEFAULTS, iterativeFgsm } from '../../../core/attacks/iterative-fgsm.ts'
import { MINIMAL_DEFAULTS, MINIMAL_EVALUATIONS, minimalPerturbation } from '../../../core/attacks/minimal.ts'
import { DEFAULT_NORM } from '../../../core/attacks/norms.ts'
import { PGD_DEFAULTS, pgd } from '../../../core/attacks/pgd.ts'
import { listOf } from '../../list-of.ts'
import type { FgsmSpec, IterativeFgsmSpec, MinimalSpec, PgdSpec } from '../../specs/gradient-attacks.ts'
import { eachSize, type PerturbationMethod } from './method.ts'

type Options<Spec extends { options?: object }> = Pick<Spec, 'options'>

export const fgsmMethod: PerturbationMethod<Options<FgsmSpec>> = {
  name: 'fgsm',
  numbers: 4,
  source: 'Goodfellow, Shlens, Szegedy, arXiv:1412.6572',
  costFormula: 'sizes',
  followsGradients: true,
  norm: () => 'linf',
  epsilon: ({ options }) => options.epsilon,
  evaluations: ({ options }) => listOf(options.epsilon).length,
  attack: ({ options }, { target, x }) => eachSize(options.epsilon, (epsilon) => fgsm(target, x, epsilon)),
}

const iterativeOptions = ({ options }: Options<IterativeFgsmSpec>) => ({
  ...ITERATIVE_FGSM_DEFAULTS,
  ...options,
})

export const iterativeFgsmMethod: PerturbationMethod<Options<IterativeFgsmSpec>> = {
  name: 'iterative-fgsm',
  numbers: 8,
  source: 'Kurakin, Goodfellow, Bengio, arXiv:1607.02533',
  costFormula: 'sizes × steps',
  followsGradients: true,
  norm: () => 'linf',
  epsilon: ({ options }) => options.epsilon,
  evaluations: (spec) => listOf(spec.options.epsilon).length * iterativeOptions(spec).steps,
  attack(spec, { target, x }) {
    const options = iterativeOptions(spec)
    return eachSize(options.epsilon, (epsilon) => iterativeFgsm(target, x, epsilon, options))
  },
}

const pgdOptions = ({ options }: Options<PgdSpec>) => ({ norm: DEFAULT_NORM, ...PGD_DEFAULTS, ...options })

export const pgdMethod: PerturbationMethod<Options<PgdSpec>> = {
  name: 'pgd',
  numbers: 24,
  source: 'Madry, Makelov, Schmidt, Tsipras, Vladu, arXiv:1706.06083',
  costFormula: 'sizes × 2 × steps × (restarts + 1)',
  followsGradients: true,
  norm: (spec) => pgdOptions(spec).norm,
  epsilon: ({ options }) => options.epsilon,
  evaluations(spec) {
    const { steps, restarts, epsilon } = pgdOptions(spec)
    return listOf(epsilon).length * 2 * steps * (restarts + 1)
  },
  attack(spec, { target, x }, stream) {
    const options = pgdOptions(spec)
    return eachSize(options.epsilon, (epsilon) => pgd(target, x, epsilon, options, stream()))
  },
}

const minimalOptions = ({ options }: Options<MinimalSpec>) => ({
  norm: DEFAULT_NORM,
  ...MINIMAL_DEFAULTS,
  ...options,
})

export const minimalMethod: PerturbationMethod<Options<MinimalSpec>> = {
  name: 'minimal',
  numbers: 60,
  source: 'Moosavi-Dezfooli, Fawzi, Frossard, arXiv:1511.04599; Croce, Hein, arXiv:1907.02044',
  costFormula: `${MINIMAL_EVALUATIONS} × iterations × (restarts + 1)`,
  followsGradients: true,
  norm: (spec) => minimalOptions(spec).norm,
  epsilon: () => null,
  evaluations(spec) {
    const { iterations, restarts } = minimalOptions(spec)
    return MINIMAL_EVALUATIONS * iterations * (restarts + 1)
  },
  *attack(spec, { target, x }, stream) {
    const { attacked, size, found } = minimalPerturbation(target, x, minimalOptions(spec), stream())
    yield { epsilon: size, attacked }
    return { found }
  },
}
