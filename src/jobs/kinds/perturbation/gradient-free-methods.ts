import {
  FEW_COORDINATE_DEFAULTS,
  type FewCoordinateOptions,
  fewCoordinates,
} from '../../../core/attacks/few-coordinate.ts'
import { SCANNED_VALUES } from '../../../core/attacks/greedy-coordinates.ts'
import { DEFAULT_NORM } from '../../../core/attacks/norms.ts'
import { NOISE_DEFAULTS, randomAttack } from '../../../core/attacks/random-noise.ts'
import { SQUARE_DEFAULTS, squareAttack } from '../../../core/attacks/square.ts'
import { InvalidInput } from '../../../core/errors.ts'
import { listOf } from '../../list-of.ts'
import type { FewCoordinateSpec, RandomSpec, SquareSpec } from '../../specs/gradient-free-attacks.ts'
import { eachSize, type PerturbationMethod } from './method.ts'

/** Options of one method alone, which say nothing to the other. */
const OPTIONS_OF = {
  greedy: ['candidates'],
  'differential-evolution': ['population', 'generations'],
} as const

function fewCoordinateOptions({ options }: Pick<FewCoordinateSpec, 'options'>): FewCoordinateOptions {
  return { ...FEW_COORDINATE_DEFAULTS, ...options }
}

export const fewCoordinateMethod: PerturbationMethod<Pick<FewCoordinateSpec, 'options'>> = {
  name: 'few-coordinate',
  numbers: 100,
  source: 'Su, Vargas, Sakurai, arXiv:1710.08864',
  costFormula: `greedy: ${SCANNED_VALUES} × candidates × largest size; else: population × (generations + 1) × (sizes + log2 of the largest)`,
  followsGradients: false,
  norm: () => 'l0',
  epsilon: ({ options }) => options.epsilon,
  evaluations(spec) {
    const sizes = listOf(spec.options.epsilon)
    const most = sizes.reduce((a, b) => Math.max(a, b))
    const { method, candidates, population, generations } = fewCoordinateOptions(spec)
    if (method === 'greedy') return SCANNED_VALUES * candidates * Math.max(1, most)
    return population * (generations + 1) * (sizes.length + Math.ceil(Math.log2(most + 1)))
  },
  check({ options }) {
    const { method = FEW_COORDINATE_DEFAULTS.method } = options
    const other = method === 'greedy' ? 'differential-evolution' : 'greedy'
    const foreign = OPTIONS_OF[other].find((name) => options[name] !== undefined)
    if (foreign === undefined) return
    throw new InvalidInput(
      'option-of-another-method',
      `/options/${foreign}`,
      `${foreign} is for the method ${other}, not for ${method}`,
    )
  },
  *attack(spec, { target, x }, stream) {
    const sizes = listOf(spec.options.epsilon)
    const attacks = fewCoordinates(target, x, sizes, fewCoordinateOptions(spec), stream)
    for (const epsilon of sizes) yield { epsilon, attacked: attacks.next().value as Float64Array }
    return { fewest: attacks.next().value as number | null }
  },
}

const randomOptions = ({ options }: Pick<RandomSpec, 'options'>) => ({
  norm: DEFAULT_NORM,
  ...NOISE_DEFAULTS,
  ...options,
})

/** What the draws of random noise did, a number a size. */
export interface Noise {
  readonly draws: number
  readonly mean: readonly number[]
  readonly least: readonly number[]
  /** Share of the draws that silence the target. */
  readonly silenced: readonly number[]
}

export const randomMethod: PerturbationMethod<Pick<RandomSpec, 'options'>> = {
  name: 'random',
  numbers: 8,
  source: 'Rademaker, Bengio, François, arXiv:1807.04270, figure 2',
  costFormula: 'sizes × draws',
  followsGradients: false,
  norm: (spec) => randomOptions(spec).norm,
  epsilon: ({ options }) => options.epsilon,
  evaluations: (spec) => listOf(spec.options.epsilon).length * randomOptions(spec).draws,
  *attack(spec, { target, x }, stream) {
    const { epsilon, norm, draws } = randomOptions(spec)
    const noise = { draws, mean: [] as number[], least: [] as number[], silenced: [] as number[] }
    for (const size of listOf(epsilon)) {
      const { attacked, mean, least, silenced } = randomAttack(
        target,
        x,
        { epsilon: size, norm },
        { draws },
        stream(),
      )
      noise.mean.push(mean)
      noise.least.push(least)
      noise.silenced.push(silenced)
      yield { epsilon: size, attacked }
    }
    return { noise: noise satisfies Noise }
  },
}

const squareOptions = ({ options }: Pick<SquareSpec, 'options'>) => ({ ...SQUARE_DEFAULTS, ...options })

export const squareMethod: PerturbationMethod<Pick<SquareSpec, 'options'>> = {
  name: 'square',
  numbers: 8,
  source: 'Andriushchenko, Croce, Flammarion, Hein, arXiv:1912.00049',
  costFormula: 'sizes × queries',
  followsGradients: false,
  norm: () => 'linf',
  epsilon: ({ options }) => options.epsilon,
  evaluations: (spec) => listOf(spec.options.epsilon).length * squareOptions(spec).queries,
  attack(spec, { target, x }, stream) {
    const { epsilon, queries } = squareOptions(spec)
    return eachSize(epsilon, (size) => squareAttack(target, x, size, { queries }, stream()))
  },
}
