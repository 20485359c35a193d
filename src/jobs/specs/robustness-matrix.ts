import { Type } from 'typebox'
import { Seed } from './cell.ts'
import { ClassifierName, digitAttackFields } from './digits.ts'
import { perturbationFields } from './perturbation.ts'
import { byTarget, strict } from './schema.ts'

/** The attacks that a matrix can hold, in the order of its rows. */
export const MATRIX_ATTACKS = [
  'random',
  'class-mean',
  'fgsm',
  'iterative-fgsm',
  'pgd',
  'pgd-l2',
  'square',
  'transfer',
  'few-coordinate',
  'few-coordinate-evolution',
] as const
export type MatrixAttack = (typeof MATRIX_ATTACKS)[number]

/** What is attacked, and how hard, when nothing is said: of networks; a cell's sizes have units of its own. */
export const MATRIX_DEFAULTS = {
  inputs: 20,
  epsilon: { linf: 0.2, l2: 2, l0: 20 },
  options: { steps: 40, restarts: 1, queries: 1000, draws: 20 },
} as const

const whole = (byDefault: number, most: number, description: string) =>
  Type.Optional(Type.Integer({ minimum: 1, maximum: most, default: byDefault, description }))

const Label = Type.String({
  minLength: 1,
  maxLength: 60,
  description: 'A name for people; of the model or the classifier when absent',
})

const Inputs = whole(
  MATRIX_DEFAULTS.inputs,
  10_000,
  'Number of inputs: mixtures drawn anew for each, or the first images. Ligands without chance make one input',
)

const { seed: _, ...cellFields } = perturbationFields
const { seed: __, digits: ___, ...digitFields } = digitAttackFields

const CellSize = Type.Number({ minimum: 0, maximum: 1e9, description: 'In s, or in ligands' })

/** A cell of a matrix. */
const MatrixCell = Type.Object(
  {
    label: Type.Optional(Label),
    ...cellFields,
    inputs: Inputs,
    epsilon: Type.Object(
      {
        linf: Type.Optional(CellSize),
        l2: Type.Optional(CellSize),
        l0: Type.Optional(Type.Integer({ minimum: 0, description: 'Number of ligands' })),
      },
      {
        description: 'Size of the attacks in each norm; attacks in others are left out',
        minProperties: 1,
        ...strict,
      },
    ),
  },
  { $id: 'MatrixCell', ...strict },
)
export type MatrixCell = Type.Static<typeof MatrixCell>

const { linf, l2, l0 } = MATRIX_DEFAULTS.epsilon

/** A network of a matrix. */
const MatrixNetwork = Type.Object(
  {
    label: Type.Optional(Label),
    ...digitFields,
    digits: Type.Optional(
      Type.Object(
        {
          labels: digitAttackFields.digits.properties.labels,
          split: digitAttackFields.digits.properties.split,
        },
        { $id: 'MatrixDigits', ...strict },
      ),
    ),
    inputs: Inputs,
    epsilon: Type.Optional(
      Type.Object(
        {
          linf: Type.Optional(Type.Number({ minimum: 0, maximum: 1, default: linf })),
          l2: Type.Optional(Type.Number({ minimum: 0, maximum: 28, default: l2 })),
          l0: Type.Optional(Type.Integer({ minimum: 0, maximum: 784, default: l0 })),
        },
        { description: 'Size of the attacks in each norm', ...strict },
      ),
    ),
    transferFrom: Type.Optional(
      Type.Unsafe<string>({
        ...ClassifierName,
        description: 'The classifier that transferred attacks are made for; without it there are none',
      }),
    ),
  },
  { $id: 'MatrixNetwork', ...strict },
)
export type MatrixNetwork = Type.Static<typeof MatrixNetwork>

/** Robustness matrix: attacks against cells and networks. */
export const RobustnessMatrixSpec = Type.Object(
  {
    kind: Type.Literal('robustness-matrix'),
    seed: Type.Optional(Seed),
    attacks: Type.Optional(
      Type.Array(Type.Enum([...MATRIX_ATTACKS]), {
        minItems: 1,
        uniqueItems: true,
        description: 'All when absent; class-mean and transfer are for networks alone',
      }),
    ),
    targets: Type.Array(byTarget<MatrixNetwork, MatrixCell>(MatrixNetwork, MatrixCell), {
      minItems: 1,
      maxItems: 50,
      description: 'Cells and networks, one a column',
    }),
    options: Type.Optional(
      Type.Object(
        {
          steps: whole(MATRIX_DEFAULTS.options.steps, 10_000, 'Of iterative attacks'),
          restarts: Type.Optional(
            Type.Integer({
              minimum: 0,
              maximum: 1000,
              default: MATRIX_DEFAULTS.options.restarts,
              description: 'Of PGD',
            }),
          ),
          queries: whole(MATRIX_DEFAULTS.options.queries, 1_000_000, 'Of square'),
          draws: whole(MATRIX_DEFAULTS.options.draws, 10_000, 'Of random noise'),
        },
        strict,
      ),
    ),
  },
  { $id: 'RobustnessMatrixSpec', ...strict },
)
export type RobustnessMatrixSpec = Type.Static<typeof RobustnessMatrixSpec>
