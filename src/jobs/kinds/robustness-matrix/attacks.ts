import { FEW_COORDINATE_DEFAULTS } from '../../../core/attacks/few-coordinate.ts'
import type { Norm } from '../../../core/attacks/norms.ts'
import type { RandomStream } from '../../../core/numerics/random.ts'
import type { ClassMeanSpec, TransferSpec } from '../../specs/digit-attacks.ts'
import {
  MATRIX_DEFAULTS,
  type MatrixAttack,
  type RobustnessMatrixSpec,
} from '../../specs/robustness-matrix.ts'
import { classMeanMethod, transferMethod } from '../perturbation/digit-methods.ts'
import type { DigitStart } from '../perturbation/digit-subject.ts'
import { fewCoordinateMethod, randomMethod, squareMethod } from '../perturbation/gradient-free-methods.ts'
import { fgsmMethod, iterativeFgsmMethod, pgdMethod } from '../perturbation/gradient-methods.ts'
import type { Attacked, PerturbationMethod, StartingPoint } from '../perturbation/method.ts'

/** A row of a matrix: an attack with its options, for any size in its norm. */
export interface MatrixRow {
  readonly name: MatrixAttack
  readonly norm: Norm
  readonly followsGradients: boolean
  /** Whether it is made on networks alone. */
  readonly forDigits: boolean
  /** Outputs and gradients that it takes for one input. */
  evaluations(epsilon: number): number
  /** The attacked point. */
  attack(from: StartingPoint, epsilon: number, transferFrom: string, stream: () => RandomStream): Float64Array
}

/** A method as a row: `spec` makes its options of a size, and of the classifier that attacks are transferred from. */
function row<Spec, From extends StartingPoint>(
  name: MatrixAttack,
  method: PerturbationMethod<Spec, From>,
  spec: (epsilon: number, transferFrom: string) => Spec,
  forDigits = false,
): MatrixRow {
  return {
    name,
    norm: method.norm(spec(0, '')),
    followsGradients: method.followsGradients,
    forDigits,
    evaluations: (epsilon) => method.evaluations(spec(epsilon, '')),
    attack(from, epsilon, transferFrom, stream) {
      const attacks = method.attack(spec(epsilon, transferFrom), from as From, stream)
      return (attacks.next().value as Attacked).attacked
    },
  }
}

/** The rows that a spec asks for, in the order of the list of attacks. */
export function rowsOf({ attacks, options }: RobustnessMatrixSpec): MatrixRow[] {
  const all = allRows({ ...MATRIX_DEFAULTS.options, ...options })
  return attacks === undefined ? all : all.filter(({ name }) => attacks.includes(name))
}

function allRows({
  steps,
  restarts,
  queries,
  draws,
}: Record<keyof typeof MATRIX_DEFAULTS.options, number>): MatrixRow[] {
  const { candidates, population, generations } = FEW_COORDINATE_DEFAULTS
  const method = 'differential-evolution' as const
  return [
    row('random', randomMethod, (epsilon) => ({ options: { epsilon, draws } })),
    row<Pick<ClassMeanSpec, 'options'>, DigitStart>(
      'class-mean',
      classMeanMethod,
      (epsilon) => ({ options: { epsilon } }),
      true,
    ),
    row('fgsm', fgsmMethod, (epsilon) => ({ options: { epsilon } })),
    row('iterative-fgsm', iterativeFgsmMethod, (epsilon) => ({ options: { epsilon, steps } })),
    row('pgd', pgdMethod, (epsilon) => ({ options: { epsilon, steps, restarts } })),
    row('pgd-l2', pgdMethod, (epsilon) => ({ options: { epsilon, norm: 'l2' as const, steps, restarts } })),
    row('square', squareMethod, (epsilon) => ({ options: { epsilon, queries } })),
    row<Pick<TransferSpec, 'options'>, DigitStart>(
      'transfer',
      transferMethod,
      (epsilon, from) => ({ options: { from, epsilon, steps } }),
      true,
    ),
    row('few-coordinate', fewCoordinateMethod, (epsilon) => ({ options: { epsilon, candidates } })),
    {
      ...row('few-coordinate-evolution', fewCoordinateMethod, (epsilon) => ({
        options: { epsilon, method },
      })),
      // The fewest coordinates, which the attack by itself would go on to seek, are not asked for.
      evaluations: () => population * (generations + 1),
    },
  ]
}
