import { idealCell, PRESET_SEED, type Preset, TABLE_STEPS } from './preset.ts'

const simulation = (body: Readonly<Record<string, unknown>>) => ({
  path: '/v1/simulations',
  body: { ...body, seed: PRESET_SEED },
})

/** Figure of the antagonism potential: 4 000 agonists at the critical binding time, 6 000 self ligands. */
function antagonismPotentials(): Preset[] {
  return TABLE_STEPS.map(({ N, m }) => ({
    name: `antagonism-potential-${N}-${m}`,
    group: 'antagonism-potential',
    title: `Antagonism potential T(τ2), (N, m) = (${N}, ${m})`,
    description:
      'How far 6 000 ligands of one binding time lower the output of 4 000 at the critical one. For m > 1 the weakest feel no pull.',
    source: 'arXiv:1807.04270, the figure of the antagonism potential, and the authors’ script',
    ...simulation({
      kind: 'critical-points',
      target: idealCell(N, m, 3),
      agonist: { bindingTime: 3, quantity: 4000 },
      antagonist: { quantity: 6000 },
    }),
  }))
}

/** Figure of the decision boundary as a surface, seen with weak antagonists and with ones just below the threshold. */
function boundarySurfaces(): Preset[] {
  const cells = [
    [1, 0],
    [5, 3],
  ] as const
  return cells.flatMap(([N, m]) =>
    [0.1, 3].map((antagonistTime) => ({
      name: `boundary-surface-${N}-${m}-${antagonistTime}`,
      group: 'boundary-surface',
      title: `Boundary surface, (N, m) = (${N}, ${m}), τ2 = ${antagonistTime} s`,
      description:
        'How many antagonists silence the cell, over binding time and number of the agonists; τc = 4 s. The boundary tilts with m.',
      source:
        'arXiv:1807.04270, the figure of boundary tilting in immune recognition, and the authors’ script',
      ...simulation({
        kind: 'decision-boundary',
        diagram: 'surface',
        target: idealCell(N, m, 4),
        agonist: {
          bindingTime: { from: 4, to: 6, points: 101 },
          quantity: { from: 1, to: 10_000, points: 101, scale: 'log' },
        },
        antagonist: { bindingTime: antagonistTime },
        greatestQuantity: 1e9,
      }),
    })),
  )
}

const OT1_AGONIST = { bindingTime: 10, quantity: 10 }
const OT1_TARGET = { model: 'revised-akpr' }

/** What is known of OT-1 T cells. */
function ot1(): Preset[] {
  const source = 'Kondo, Bourassa, Achar et al., Cell (2025)'
  return [
    {
      name: 'ot-1-fold-change',
      group: 'ot-1',
      title: 'Antagonism in OT-1 T cells: fold change over τ2',
      description:
        'Ten N4 ligands beside antagonists. Few must be nearly agonists to hurt; many may bind weakly.',
      source,
      ...simulation({
        kind: 'antagonism',
        target: OT1_TARGET,
        agonist: OT1_AGONIST,
        antagonist: {
          bindingTime: { from: 0.05, to: 9, points: 359 },
          quantity: [10, 100, 1000, 10_000, 100_000],
        },
      }),
    },
    {
      name: 'ot-1-fold-change-map',
      group: 'ot-1',
      title: 'Antagonism in OT-1 T cells: fold change over τ2 and L2',
      description: 'The same as a field of 200 × 200 points.',
      source,
      ...simulation({
        kind: 'antagonism',
        target: OT1_TARGET,
        agonist: OT1_AGONIST,
        antagonist: {
          bindingTime: { from: 0.05, to: 9, points: 200 },
          quantity: { from: 1, to: 100_000, points: 200, scale: 'log' },
        },
      }),
    },
    {
      name: 'ot-1-cocktail',
      group: 'ot-1',
      title: 'The worst cocktail of OT-1 peptides',
      description: 'A hundred N4 ligands against at most 1 000 ligands of at most three weaker peptides.',
      source,
      path: '/v1/attacks',
      body: {
        kind: 'cocktail',
        seed: PRESET_SEED,
        target: OT1_TARGET,
        agonists: [{ bindingTime: 10, quantity: 100 }],
        panel: 'ot-1',
        budget: { total: 1000, kinds: 3 },
      },
    },
    {
      name: 'ot-1-dose-response',
      group: 'ot-1',
      title: 'Dose response of OT-1 T cells',
      description: 'Output over quantity for the peptides N4, Y3, Q4, T4, V4 and E1.',
      source,
      ...simulation({
        kind: 'dose-response',
        target: OT1_TARGET,
        ligand: {
          bindingTime: [10, 7.19, 5.99, 4.71, 2.89, 0.5],
          quantity: { from: 1, to: 1_000_000, points: 121, scale: 'log' },
        },
      }),
    },
  ]
}

/** The cells of the phase diagrams, those with parameters of their own as they come. */
const PHASE_CELLS = [
  { name: 'adaptive-proofreading', target: idealCell(5, 3, 3) },
  ...['kinetic-proofreading', 'adaptive-sorting', 'shp1-feedback', 'revised-akpr'].map((model) => ({
    name: model,
    target: { model },
  })),
]

function phaseDiagrams(): Preset[] {
  return PHASE_CELLS.map(({ name, target }) => ({
    name: `phase-diagram-${name}`,
    group: 'phase-diagram',
    title: `Phase diagram of ${name}`,
    description:
      'Output over binding time and quantity of one ligand. Absolute discrimination shows as a vertical boundary; kinetic proofreading has none.',
    source: 'François et al., PNAS 110, E888 (2013); Lalanne, François, Phys. Rev. Lett. 110, 218102 (2013)',
    ...simulation({
      kind: 'decision-boundary',
      diagram: 'phase',
      target,
      ligand: {
        bindingTime: { from: 0.5, to: 50, points: 201, scale: 'log' },
        quantity: { from: 1, to: 1_000_000, points: 201, scale: 'log' },
      },
    }),
  }))
}

/** How cells decide in time, and what noise leaves of the decision. */
function dynamics(): Preset[] {
  return [
    {
      name: 'time-course-adaptive-sorting',
      group: 'dynamics',
      title: 'Time course of adaptive sorting',
      description:
        'A hundred ligands of 10 s from the moment they are met: how long the cell takes to respond.',
      source: 'After Lalanne, François, Phys. Rev. Lett. 110, 218102 (2013)',
      ...simulation({
        kind: 'time-course',
        target: { model: 'adaptive-sorting' },
        mixture: [{ bindingTime: 10, quantity: 100 }],
        time: { from: 0.1, to: 1000, points: 201, scale: 'log' },
      }),
    },
    {
      name: 'time-course-ot-1',
      group: 'dynamics',
      title: 'Time course of OT-1 T cells beside antagonists',
      description: 'Ten N4 ligands and a thousand V4 ligands from the moment they are met.',
      source: 'Kondo, Bourassa, Achar et al., Cell (2025)',
      ...simulation({
        kind: 'time-course',
        target: OT1_TARGET,
        mixture: [
          { bindingTime: 10, quantity: 10 },
          { bindingTime: 2.89, quantity: 1000 },
        ],
        time: { from: 0.1, to: 1000, points: 201, scale: 'log' },
      }),
    },
    {
      name: 'ensemble-adaptive-sorting',
      group: 'dynamics',
      title: 'What noisy cells can tell: adaptive sorting',
      description:
        'A thousand cells under each of twelve conditions: binding times on both sides of the critical one, quantities unknown.',
      source: 'After François et al., PNAS 110, E888 (2013), whose cells are told apart in the same way',
      ...simulation({
        kind: 'ensemble',
        target: { model: 'adaptive-sorting' },
        ligand: { bindingTime: [2, 3, 6, 10], quantity: [30, 100, 300] },
        time: { from: 10, to: 200, points: 20 },
        replicates: 1000,
      }),
    },
  ]
}

/** Questions to cells, all simulations but the cocktail. */
export function analysisPresets(): Preset[] {
  return [...antagonismPotentials(), ...boundarySurfaces(), ...ot1(), ...phaseDiagrams(), ...dynamics()]
}
