import { lettersLigands } from './letters.ts'
import { CRITICAL_BINDING_TIME, PUBLISHED_POPULATIONS, PUBLISHED_STEPS } from './published-population.ts'

/** A ready-made spec: post `body` to `path` as it is. */
export interface Preset {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly source: string
  readonly path: string
  readonly body: Readonly<Record<string, unknown>>
}

const PICTURE_STEPS = [
  { N: 2, m: 1, shows: 'The boundary is crossed at once and the middle letter stays.' },
  { N: 3, m: 2, shows: 'The middle letter fades.' },
  { N: 4, m: 3, shows: 'The middle letter disappears into its ground: all of both end on one peak.' },
] as const

const target = (N: number, m: number) => ({
  model: 'adaptive-proofreading',
  parameters: { N, m, criticalBindingTime: CRITICAL_BINDING_TIME },
})

/** All presets; made anew at each call, since the picture among them is drawn. */
export function allPresets(): Preset[] {
  const ligands = lettersLigands()
  return [
    ...PUBLISHED_STEPS.map(({ N, m, published }) => ({
      name: `population-${N}-${m}`,
      title: `Gradient descent on the published population, (N, m) = (${N}, ${m})`,
      description: `77 000 ligands. The published figure: ${published}.`,
      source: 'arXiv:1807.04270, figure 4',
      path: '/v1/attacks',
      body: {
        kind: 'gradient-descent',
        seed: 7,
        target: target(N, m),
        ligands: { populations: PUBLISHED_POPULATIONS },
      },
    })),
    ...PICTURE_STEPS.map(({ N, m, shows }) => ({
      name: `letters-${N}-${m}`,
      title: `Three letters, (N, m) = (${N}, ${m})`,
      description: `M and L of agonists, T of antagonists on a ground that binds a little better than the others'. ${shows}`,
      source: 'A picture of our own, after figure 4 of arXiv:1807.04270',
      path: '/v1/attacks',
      body: {
        kind: 'gradient-descent',
        seed: 7,
        target: target(N, m),
        ligands,
        options: { snapshotIterations: [0] },
      },
    })),
    {
      name: 'fgsm-empty-receptors',
      title: 'FGSM on 3 000 agonists and 7 000 empty receptors, (N, m) = (2, 1)',
      description:
        'Many tiny pushes add up, as in a network. With m > 1 the empty receptors do not move at all.',
      source: 'arXiv:1807.04270, figure 2',
      path: '/v1/attacks',
      body: {
        kind: 'fgsm',
        seed: 7,
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
