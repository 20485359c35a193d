import { Type } from 'typebox'
import { PCA_SVM_DEFAULTS } from '../../core/digits/pca-svm.ts'
import { ADVERSARIAL_DEFAULTS } from '../../core/digits/training/adversarial.ts'
import { MEMORY_DEFAULTS } from '../../core/digits/training/initial-memory.ts'
import { ADAM_DEFAULTS, SGD_DEFAULTS } from '../../core/digits/training/optimiser.ts'
import { TRAINING_DEFAULTS } from '../../core/digits/training/train.ts'
import { Seed } from './cell.ts'
import { ClassifierName, DigitLabels } from './digits.ts'
import { strict, Tagged } from './schema.ts'

/** A Hill input before a network. */
export const Hill = Type.Object(
  {
    n: Type.Number({
      minimum: 1,
      maximum: 64,
      description: 'Exponent: how sharply small values are filtered out',
    }),
    theta: Type.Number({
      exclusiveMinimum: 0,
      maximum: 10,
      description: 'θ: the pixel value that becomes 1/2',
    }),
  },
  { $id: 'HillInput', description: 'Every pixel x becomes x^n/(x^n + θ^n)', ...strict },
)

const Rate = (byDefault: number) =>
  Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1e6, default: byDefault, description: 'η' }))
const Share = (byDefault: number, description: string) =>
  Type.Optional(Type.Number({ minimum: 0, exclusiveMaximum: 1, default: byDefault, description }))

const Optimiser = Tagged(
  'method',
  [
    Type.Object(
      {
        method: Type.Literal('adam'),
        learningRate: Rate(ADAM_DEFAULTS.learningRate),
        beta1: Share(ADAM_DEFAULTS.beta1, 'Memory of the mean'),
        beta2: Share(ADAM_DEFAULTS.beta2, 'Memory of the square'),
      },
      { $id: 'AdamOptimiser', ...strict },
    ),
    Type.Object(
      {
        method: Type.Literal('sgd'),
        learningRate: Rate(SGD_DEFAULTS.learningRate),
        momentum: Share(SGD_DEFAULTS.momentum, 'Share of the last step that is kept'),
      },
      { $id: 'SgdOptimiser', ...strict },
    ),
  ],
  { $id: 'Optimiser', description: 'Adam when nothing is said; weight decay is decoupled in Adam' },
)

const AttackSize = Type.Number({ minimum: 0, maximum: 1, description: 'ε in L∞, in pixel values' })

const Adversarial = Type.Object(
  {
    attack: Type.Enum(['fgsm', 'pgd']),
    epsilon: AttackSize,
    steps: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 1000, default: ADVERSARIAL_DEFAULTS.steps, description: 'Of PGD' }),
    ),
    restarts: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 100,
        default: ADVERSARIAL_DEFAULTS.restarts,
        description: 'Of PGD, from random points besides the image itself',
      }),
    ),
    share: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 1,
        default: ADVERSARIAL_DEFAULTS.share,
        description: 'The part of each batch that is attacked',
      }),
    ),
  },
  {
    $id: 'AdversarialTraining',
    description: 'Each batch is attacked against the network as it then is, before it is learnt from',
    ...strict,
  },
)

const fields = {
  seed: Type.Optional(Seed),
  name: Type.Optional(
    Type.Unsafe<string>({
      ...ClassifierName,
      description: 'Under which the classifier is kept; the id of the job when absent',
    }),
  ),
  digits: Type.Optional(
    Type.Object(
      {
        labels: Type.Optional(DigitLabels),
        count: Type.Optional(
          Type.Integer({
            minimum: 1,
            maximum: 100_000,
            description: 'Training images: the first so many; all when absent',
          }),
        ),
      },
      { $id: 'TrainingDigits', description: 'Which images it learns from', ...strict },
    ),
  ),
}

const descent = {
  ...fields,
  hill: Type.Optional(Hill),
  optimiser: Type.Optional(Optimiser),
  epochs: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 10_000,
      default: TRAINING_DEFAULTS.epochs,
      description: 'Passes through the images',
    }),
  ),
  batchSize: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 10_000,
      default: TRAINING_DEFAULTS.batchSize,
      description: 'Images a step',
    }),
  ),
  weightDecay: Type.Optional(Type.Number({ minimum: 0, maximum: 1, default: TRAINING_DEFAULTS.weightDecay })),
  noise: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: 10,
      default: TRAINING_DEFAULTS.noise,
      description: 'Standard deviation of normal noise on every pixel',
    }),
  ),
  adversarial: Type.Optional(Adversarial),
  warmStart: Type.Optional(
    Type.Unsafe<string>({
      ...ClassifierName,
      description: 'A classifier of the same shape whose weights are the first ones',
    }),
  ),
}

/** A linear network, trained by gradient descent on the cross-entropy. */
export const LinearTraining = Type.Object(
  { kind: Type.Literal('linear'), ...descent },
  { $id: 'LinearTraining', ...strict },
)

/** A network of rectified linear units. */
export const MlpTraining = Type.Object(
  {
    kind: Type.Literal('mlp'),
    ...descent,
    hidden: Type.Array(Type.Integer({ minimum: 1, maximum: 2000 }), {
      minItems: 1,
      maxItems: 8,
      description: 'Units of each hidden layer',
    }),
  },
  { $id: 'MlpTraining', ...strict },
)

/** A dense associative memory. */
export const MemoryTraining = Type.Object(
  {
    kind: Type.Literal('memory'),
    ...descent,
    exponent: Type.Number({
      minimum: 2,
      maximum: 100,
      description: 'n: from features (2) to prototypes (20 and more)',
    }),
    memories: Type.Optional(
      Type.Integer({
        minimum: 2,
        maximum: 2000,
        default: MEMORY_DEFAULTS.memories,
        description: 'Number of memories',
      }),
    ),
    overlap: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        maximum: 100,
        default: MEMORY_DEFAULTS.overlap,
        description: 'Overlap of a memory with the training image that it begins as',
      }),
    ),
  },
  { $id: 'MemoryTraining', ...strict },
)

/** A linear support vector machine on principal components. */
export const PcaSvmTraining = Type.Object(
  {
    kind: Type.Literal('pca-svm'),
    ...fields,
    components: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 50,
        default: PCA_SVM_DEFAULTS.components,
        description: 'Principal components',
      }),
    ),
    penalty: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        maximum: 1000,
        default: PCA_SVM_DEFAULTS.c,
        description: 'C: what an image on the wrong side of its margin costs',
      }),
    ),
    adversarial: Type.Optional(
      Type.Object(
        { attack: Type.Literal('fgsm'), epsilon: AttackSize, from: ClassifierName },
        {
          $id: 'AttackedImages',
          description: 'It learns from images attacked against another classifier, components and all',
          ...strict,
        },
      ),
    ),
  },
  { $id: 'PcaSvmTraining', ...strict },
)

export type LinearTraining = Type.Static<typeof LinearTraining>
export type MlpTraining = Type.Static<typeof MlpTraining>
export type MemoryTraining = Type.Static<typeof MemoryTraining>
export type PcaSvmTraining = Type.Static<typeof PcaSvmTraining>

/** Any training by gradient descent. */
export type DescentTraining = LinearTraining | MlpTraining | MemoryTraining
