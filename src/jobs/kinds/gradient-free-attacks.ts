import {
  FEW_COORDINATE_DEFAULTS,
  type FewCoordinateOptions,
  fewCoordinates,
} from '../../core/attacks/few-coordinate.ts'
import { SCANNED_VALUES } from '../../core/attacks/greedy-coordinates.ts'
import { DEFAULT_NORM } from '../../core/attacks/norms.ts'
import { NOISE_DEFAULTS, randomAttack } from '../../core/attacks/random-noise.ts'
import { InvalidInput } from '../../core/errors.ts'
import { listOf } from '../list-of.ts'
import { FewCoordinateSpec, RandomSpec } from '../specs/gradient-free-attacks.ts'
import { perturbationKind } from './perturbation/perturbation-kind.ts'

/** Options of one method alone, which say nothing to the other. */
const OPTIONS_OF = {
  greedy: ['candidates'],
  'differential-evolution': ['population', 'generations'],
} as const

function fewCoordinateOptions({ options }: FewCoordinateSpec): FewCoordinateOptions {
  return { ...FEW_COORDINATE_DEFAULTS, ...options }
}

export const fewCoordinateKind = perturbationKind<FewCoordinateSpec>({
  name: 'few-coordinate',
  title: 'A few ligands changed as far as their bounds allow, on a cell',
  source: 'Su, Vargas, Sakurai, arXiv:1710.08864',
  spec: FewCoordinateSpec,
  costFormula: `greedy: ligands × ${SCANNED_VALUES} × candidates × largest size; else: ligands × population × (generations + 1) × (sizes + log2 of the largest)`,
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
})

const randomOptions = ({ options }: RandomSpec) => ({ norm: DEFAULT_NORM, ...NOISE_DEFAULTS, ...options })

export const randomKind = perturbationKind<RandomSpec>({
  name: 'random',
  title: 'Random noise on a cell’s mixture',
  source: 'Rademaker, Bengio, François, arXiv:1807.04270, figure 2',
  spec: RandomSpec,
  costFormula: 'ligands × sizes × draws',
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
    return { noise }
  },
})
