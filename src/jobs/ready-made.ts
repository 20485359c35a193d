/** A classifier that any job may name: it is trained when it is first needed. */
export interface ReadyMade {
  readonly name: string
  /** A body for POST /v1/trainings. */
  readonly spec: Readonly<Record<string, unknown>> & { readonly kind: string }
  readonly seed: number
}

const SEED = 2

/** θ of the published defence. */
const THETA = 0.5

const plain = { kind: 'mlp', hidden: [4] } as const

const filtered = (n: number): ReadyMade => ({
  name: `mlp-hill-${n}`,
  spec: { ...plain, hill: { n, theta: THETA } },
  seed: SEED,
})

/** The published size of an attack on standardised images, 0.4 deviations of all pixels, in pixel values. */
export const STANDARDISED_ATTACK = 0.4 * 0.3084485240270359

/**
 * The one list of ready-made classifiers; nothing else may take their names. Threes against sevens, all training images.
 * The network of four hidden units, the filter and the machine on two principal components are those of
 * arXiv:1807.04270; min–max training starts from the plain network, since from random weights so small a one comes to
 * answer the same for all.
 */
export const READY_MADE: readonly ReadyMade[] = [
  { name: 'linear', spec: { kind: 'linear' }, seed: SEED },
  { name: 'mlp-plain', spec: plain, seed: SEED },
  filtered(2),
  filtered(5),
  filtered(10),
  {
    name: 'mlp-robust',
    spec: {
      ...plain,
      epochs: 8,
      warmStart: 'mlp-plain',
      adversarial: { attack: 'pgd', epsilon: 0.2, steps: 7 },
    },
    seed: SEED,
  },
  { name: 'pca-svm', spec: { kind: 'pca-svm', components: 2 }, seed: SEED },
  {
    name: 'pca-svm-robust',
    spec: {
      kind: 'pca-svm',
      components: 2,
      adversarial: { attack: 'fgsm', epsilon: STANDARDISED_ATTACK, from: 'pca-svm' },
    },
    seed: SEED,
  },
  {
    name: 'memory-2',
    spec: { kind: 'memory', exponent: 2, epochs: 6 },
    seed: SEED,
  },
  {
    name: 'memory-20',
    spec: { kind: 'memory', exponent: 20, epochs: 6, optimiser: { method: 'adam', learningRate: 1e-5 } },
    seed: SEED,
  },
]
