import { lettersLigands } from './letters.ts'
import { idealCell, PRESET_SEED, type Preset, TABLE_STEPS } from './preset.ts'
import { CRITICAL_BINDING_TIME, PUBLISHED_POPULATIONS, PUBLISHED_STEPS } from './published-population.ts'

const PICTURE_STEPS = [
  { N: 2, m: 1, shows: 'The boundary is crossed at once and the middle letter stays.' },
  { N: 3, m: 2, shows: 'The middle letter fades.' },
  { N: 4, m: 3, shows: 'The middle letter disappears into its ground: all of both end on one peak.' },
] as const

/** The population of the authors’ script for the table: 101² ligands, three in ten of them agonists. */
const TABLE_POPULATIONS = [
  { label: 'agonist', count: 3060, bindingTime: { distribution: 'normal', mean: 3.5, sd: 0.1 } },
  { label: 'self', count: 7141, bindingTime: { distribution: 'half-normal', sd: 1 / 3 } },
]

const target = (N: number, m: number) => idealCell(N, m, CRITICAL_BINDING_TIME)

function descent(N: number, m: number, ligands: object, options?: object) {
  return {
    path: '/v1/attacks',
    body: {
      kind: 'gradient-descent',
      seed: PRESET_SEED,
      target: target(N, m),
      ligands,
      ...(options && { options }),
    },
  }
}

/** Attacks on populations of ligands facing an adaptive-proofreading cell. */
export function descentPresets(): Preset[] {
  const letters = lettersLigands()
  return [
    ...PUBLISHED_STEPS.map(({ N, m, published }) => ({
      name: `population-${N}-${m}`,
      group: 'published-population',
      title: `Gradient descent on the published population, (N, m) = (${N}, ${m})`,
      description: `77 000 ligands. The published figure: ${published}.`,
      source: 'arXiv:1807.04270, figure 4',
      ...descent(N, m, { populations: PUBLISHED_POPULATIONS }),
    })),
    ...TABLE_STEPS.map(({ N, m }) => ({
      name: `table-${N}-${m}`,
      group: 'descent-table',
      title: `Gradient descent, (N, m) = (${N}, ${m}) of the table`,
      description: 'One cell of the table of descents: 10 201 ligands, of which 3 060 are agonists.',
      source: 'arXiv:1807.04270, the table of ligand distributions at the boundary, and the authors’ script',
      ...descent(N, m, { populations: TABLE_POPULATIONS }),
    })),
    ...PICTURE_STEPS.map(({ N, m, shows }) => ({
      name: `letters-${N}-${m}`,
      group: 'letters',
      title: `Three letters, (N, m) = (${N}, ${m})`,
      description: `M and L of agonists, T of antagonists on a ground that binds a little better than the others'. ${shows}`,
      source: 'A picture of our own, after figure 4 of arXiv:1807.04270',
      ...descent(N, m, letters, { snapshotIterations: [0] }),
    })),
    {
      name: 'fgsm-empty-receptors',
      group: 'small-perturbations',
      title: 'FGSM on 3 000 agonists and 7 000 empty receptors, (N, m) = (2, 1)',
      description:
        'Many tiny pushes add up, as in a network. With m > 1 the empty receptors do not move at all.',
      source: 'arXiv:1807.04270, figure 2',
      path: '/v1/attacks',
      body: {
        kind: 'fgsm',
        seed: PRESET_SEED,
        target: target(2, 1),
        ligands: {
          mixture: [
            { bindingTime: 3.5, quantity: 3000 },
            { bindingTime: 0, quantity: 7000 },
          ],
        },
        options: { epsilon: [0, 0.05, 0.1, 0.15, 0.2, 0.25] },
      },
    },
  ]
}
