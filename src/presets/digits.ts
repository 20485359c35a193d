import { STANDARDISED_ATTACK } from '../jobs/ready-made.ts'
import { idealCell, PRESET_SEED, type Preset } from './preset.ts'

const DEFENCE = 'arXiv:1807.04270, the biomimetic defence'

const attack = (body: Readonly<Record<string, unknown>>) => ({
  path: '/v1/attacks',
  body: { ...body, seed: PRESET_SEED },
})

const simulation = (body: Readonly<Record<string, unknown>>) => ({
  path: '/v1/simulations',
  body: { ...body, seed: PRESET_SEED },
})

/** The networks of the defence's table. */
const TABLE = ['mlp-plain', 'mlp-hill-2', 'mlp-hill-5', 'mlp-hill-10']

/** The attacks of its columns, all of ε = 0.2. */
const COLUMNS = [
  { kind: 'class-mean', options: {} },
  { kind: 'fgsm', options: {} },
  { kind: 'pgd', options: { steps: 40, restarts: 4 } },
]

/** The table of the defence: a Hill input before a network of four hidden units. */
function defenceTable(): Preset[] {
  return TABLE.flatMap((classifier) =>
    COLUMNS.map(({ kind, options }) => ({
      name: `digits-${kind}-${classifier}`,
      group: 'digits-defence',
      title: `${kind} of ε = 0.2 on ${classifier}`,
      description: `All test images of threes and sevens. ${classifier === 'mlp-plain' ? 'Without a filter the network falls' : 'The Hill input filters small perturbations out'}; the accuracy is certified from below.`,
      source: DEFENCE,
      ...attack({ kind, target: { classifier }, options: { epsilon: 0.2, ...options } }),
    })),
  )
}

/** Accuracy against ε. */
function curves(): Preset[] {
  return ['mlp-plain', 'mlp-hill-10', 'mlp-robust', 'memory-2', 'memory-20'].map((classifier) => ({
    name: `digits-curve-${classifier}`,
    group: 'digits-curves',
    title: `Accuracy of ${classifier} against ε under PGD`,
    description: 'Four hundred test images; between what PGD leaves and what is certified lies the truth.',
    source: `${DEFENCE}; Madry et al., arXiv:1706.06083`,
    ...attack({
      kind: 'pgd',
      target: { classifier },
      digits: { count: 400 },
      options: { epsilon: [0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4], restarts: 1 },
    }),
  }))
}

/** Boundary tilting: the machine on two components, plain and trained on attacked images. */
function boundaryTilting(): Preset[] {
  const epsilon = [0, 0.25, 0.5, 0.75, 1].map((share) => share * STANDARDISED_ATTACK)
  return ['pca-svm', 'pca-svm-robust'].map((classifier) => ({
    name: `digits-class-mean-${classifier}`,
    group: 'digits-boundary-tilting',
    title: `Class-mean attack on ${classifier}`,
    description:
      'Sizes of 0, 0.1, 0.2, 0.3 and 0.4 standard deviations of all pixels. As in the published figure the attacked images may leave [0, 1], as standardised images do.',
    source: 'arXiv:1807.04270, the figure of boundary tilting, and the authors’ script',
    ...attack({
      kind: 'class-mean',
      target: { classifier },
      bounds: { lower: -1, upper: 2 },
      options: { epsilon },
    }),
  }))
}

/** Attacks that the defence does not stop. */
function fewPixels(): Preset[] {
  return ['mlp-plain', 'mlp-hill-10'].map((classifier) => ({
    name: `digits-few-pixels-${classifier}`,
    group: 'digits-few-pixels',
    title: `A few pixels of each digit changed, on ${classifier}`,
    description:
      'The second regime: a filter against many small perturbations does not stop a few large ones.',
    source: 'Su, Vargas, Sakurai, arXiv:1710.08864',
    ...attack({
      kind: 'few-coordinate',
      target: { classifier },
      digits: { count: 100 },
      options: { epsilon: [0, 1, 2, 5, 10, 15, 20, 30] },
    }),
  }))
}

/** Twenty agonists just above τc = 3 s among 700 self ligands, which alone may be changed. */
const matrixCell = (m: number) => ({
  label: `cell (${m + 1}, ${m})`,
  target: idealCell(m + 1, m, 3),
  ligands: {
    populations: [
      { label: 'agonist', count: 20, bindingTime: { distribution: 'normal', mean: 3.5, sd: 0.02 } },
      { label: 'self', count: 700, bindingTime: { distribution: 'half-normal', sd: 0.01 } },
    ],
  },
  attackable: Array.from({ length: 700 }, (_, i) => 20 + i),
  bounds: { upper: 6 },
  inputs: 5,
  epsilon: { linf: 0.1, l2: 1.5, l0: 60 },
})

function robustnessMatrix(): Preset {
  const networks = ['mlp-plain', 'mlp-hill-2', 'mlp-hill-10', 'mlp-robust', 'memory-2', 'memory-20']
  return {
    name: 'robustness-matrix',
    group: 'robustness',
    title: 'Which attack works on which cell and network',
    description:
      'Ten attacks on cells of equal N − m and on networks. Without a critical point many small pushes add up; with one, a few large changes are needed.',
    source: 'arXiv:1807.04270, sections IV and V',
    ...simulation({
      kind: 'robustness-matrix',
      targets: [
        ...[1, 2, 3].map(matrixCell),
        ...networks.map((classifier) => ({ target: { classifier }, transferFrom: 'linear' })),
      ],
    }),
  }
}

const plane = (from: number, to: number) => ({
  directions: {
    x: { direction: 'gradient', values: { from, to, points: 61 } },
    y: { direction: 'random', values: { from, to, points: 61 } },
    outside: 'clip',
  },
})

/** The first test image of a three; at the sevens before it the robust network's gradient is 0, and leads nowhere. */
const A_THREE = { index: 2 }

/** Landscapes of networks beside those of cells. */
function landscapes(): Preset[] {
  const source = 'arXiv:1807.04270, section V'
  const networks = ['mlp-plain', 'mlp-hill-10', 'mlp-robust']
  return [
    ...networks.map((classifier) => ({
      name: `landscape-${classifier}`,
      group: 'landscapes',
      title: `Landscape of ${classifier} around a digit`,
      description:
        'The margin of a three along the gradient and along a random direction, with the decision boundary.',
      source,
      ...simulation({ kind: 'landscape', target: { classifier }, image: A_THREE, plane: plane(-8, 8) }),
    })),
    ...networks.map((classifier) => ({
      name: `corners-${classifier}`,
      group: 'landscapes',
      title: `Landscape of ${classifier} between two digits and an attacked one`,
      description: 'The plane through a three, a seven, and the three as an attack leaves it.',
      source,
      ...simulation({ kind: 'landscape', target: { classifier }, image: A_THREE, plane: { corners: {} } }),
    })),
    ...networks.map((classifier) => ({
      name: `walk-${classifier}`,
      group: 'landscapes',
      title: `Walk from one digit to another on ${classifier}`,
      description: 'The margin of a seven on the straight way to a three.',
      source,
      ...simulation({
        kind: 'walk',
        target: { classifier },
        from: { index: 0 },
        to: A_THREE,
      }),
    })),
    ...[1, 2, 3].map((m) => ({
      name: `landscape-cell-${m + 1}-${m}`,
      group: 'landscapes',
      title: `Landscape of the cell (${m + 1}, ${m}) around a mixture`,
      description: 'The output along the gradient and along a random direction of the binding times.',
      source,
      ...simulation({
        kind: 'landscape',
        target: idealCell(m + 1, m, 3),
        mixture: [
          { bindingTime: 3.5, quantity: 20 },
          ...[0.5, 1, 1.5, 2, 2.5].map((bindingTime) => ({ bindingTime, quantity: 4 })),
        ],
        plane: plane(-2, 2),
      }),
    })),
  ]
}

/** A network of one's own. */
function trainings(): Preset[] {
  return [
    {
      name: 'train-network',
      group: 'trainings',
      title: 'Train a network of a hundred hidden units behind a Hill input',
      description:
        'Fours against nines; loss and accuracy are streamed by the epoch, and the network is kept, named after the job.',
      source: DEFENCE,
      path: '/v1/trainings',
      body: {
        kind: 'mlp',
        seed: PRESET_SEED,
        digits: { labels: [4, 9] },
        hidden: [100],
        hill: { n: 5, theta: 0.5 },
        epochs: 5,
      },
    },
  ]
}

/** Networks that tell digits apart, under the attacks that cells are under. */
export function digitPresets(): Preset[] {
  return [
    ...defenceTable(),
    ...curves(),
    ...boundaryTilting(),
    ...fewPixels(),
    robustnessMatrix(),
    ...landscapes(),
    ...trainings(),
  ]
}
