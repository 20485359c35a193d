import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { ROOM } from '../../src/jobs/memory.ts'
import { SHORT } from '../short.ts'

const CELL = { model: 'adaptive-proofreading', parameters: { N: 5, m: 3, criticalBindingTime: 3 } }
const MECHANISTIC = {
  model: 'adaptive-sorting',
  parameters: {
    ...{ steps: 5, phosphorylationRate: 1, bindingRate: 1e-4, receptors: 30_000, feedbackStep: 2 },
    ...{ feedbackThreshold: 50, lastStepRate: 1, criticalBindingTime: 3 },
  },
}
const NETWORK = { classifier: 'measured' }
const AGONIST = { bindingTime: 10, quantity: 10 }

const ligands = (count: number) => ({
  populations: [
    {
      label: 'agonist',
      count: Math.round(0.3 * count),
      bindingTime: { distribution: 'normal', mean: 3.5, sd: 0.1 },
    },
    {
      label: 'self',
      count: Math.round(0.7 * count),
      bindingTime: { distribution: 'half-normal', sd: 1 / 3 },
    },
  ],
})
const grid = (from: number, to: number, points: number) => ({ from, to, points })
const mixture = (kinds: number) =>
  Array.from({ length: kinds }, (_, i) => ({ bindingTime: 1 + (3 * i) / kinds, quantity: 1 + (i % 7) }))
const tenth = (k: number) => (k + 1) / 10

const DESCENT = { kind: 'gradient-descent', target: CELL }
const FIELD = {
  kind: 'dose-response',
  target: CELL,
  ligand: { bindingTime: grid(1, 10, 1000), quantity: grid(1, 1e4, 5000) },
}
const ATTACK = { kind: 'fgsm', target: MECHANISTIC, ligands: ligands(500_000), options: { epsilon: 0.1 } }
const DIGITS = { kind: 'fgsm', target: NETWORK, digits: { examples: 1000 }, options: { epsilon: [0.1, 0.2] } }
const TRAINING = { kind: 'mlp', hidden: [1000, 1000], epochs: 1, digits: { count: 200 }, batchSize: 100 }

/** One of each way of needing memory. */
const FEW: [string, object][] = [
  ['a descent', { ...DESCENT, ligands: ligands(3_000_000), options: { maxIterations: 5 } }],
  ['a field', FIELD],
  ['an attack on a mechanistic model', ATTACK],
  ['an attack on digits', DIGITS],
  ['a training of many weights', TRAINING],
]

const MORE: [string, object][] = [
  [
    'a descent with snapshots, pictures and checkpoints',
    {
      ...DESCENT,
      ligands: ligands(1_000_000),
      options: {
        ...{ maxIterations: 2100, stepSize: 1e-6, pictures: 10, frameEvery: 100 },
        snapshotIterations: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
      },
    },
  ],
  [
    'an attack of ten sizes',
    {
      kind: 'fgsm',
      target: CELL,
      ligands: ligands(1_000_000),
      options: { epsilon: Array.from({ length: 10 }, (_, k) => tenth(k)) },
    },
  ],
  [
    'projected steps',
    {
      kind: 'pgd',
      target: CELL,
      ligands: ligands(1_000_000),
      options: { epsilon: 0.1, norm: 'l2', steps: 3, restarts: 1 },
    },
  ],
  [
    'few coordinates',
    {
      kind: 'few-coordinate',
      target: CELL,
      ligands: ligands(100_000),
      bounds: { upper: 10 },
      options: { epsilon: 3 },
    },
  ],
  ['the smallest perturbation', { kind: 'minimal', target: CELL, ligands: ligands(100_000) }],
  [
    'squares',
    { kind: 'square', target: CELL, ligands: ligands(1_000_000), options: { epsilon: 0.1, queries: 10 } },
  ],
  ['noise', { kind: 'random', target: CELL, ligands: ligands(1_000_000), options: { epsilon: 0.1 } }],
  [
    'an antagonism',
    {
      kind: 'antagonism',
      target: CELL,
      agonist: AGONIST,
      antagonist: { bindingTime: grid(0.1, 3, 1000), quantity: grid(1, 1e4, 2000) },
    },
  ],
  [
    'a phase diagram',
    {
      kind: 'decision-boundary',
      diagram: 'phase',
      target: CELL,
      ligand: { bindingTime: grid(1, 10, 1000), quantity: grid(1, 1e4, 3000) },
    },
  ],
  [
    'a landscape of a long mixture',
    {
      kind: 'landscape',
      target: CELL,
      mixture: mixture(100_000),
      plane: {
        directions: {
          x: { direction: 'gradient', values: grid(-0.5, 0.5, 10) },
          y: { direction: 'random', values: grid(-0.5, 0.5, 10) },
        },
      },
    },
  ],
  [
    'a walk',
    {
      kind: 'walk',
      target: CELL,
      mixture: mixture(10_000),
      to: { bindingTimes: mixture(10_000).map(({ bindingTime }) => bindingTime + 0.1) },
      points: 2000,
    },
  ],
  ['flatness', { kind: 'flatness', target: CELL, mixture: mixture(300), draws: 1000 }],
  [
    'a certificate of many bins',
    {
      kind: 'certificate',
      target: MECHANISTIC,
      agonists: [AGONIST],
      free: { count: 1000 },
      binWidth: 0.001,
    },
  ],
  [
    'critical points',
    { kind: 'critical-points', target: CELL, agonist: AGONIST, antagonist: { quantity: 6000 } },
  ],
  [
    'a cocktail',
    {
      kind: 'cocktail',
      target: CELL,
      agonists: [AGONIST],
      panel: Array.from({ length: 60 }, (_, i) => ({ name: `l${i}`, bindingTime: 0.1 + i * 0.04 })),
      budget: { total: 1000 },
    },
  ],
  [
    'a time course that keeps its states',
    {
      kind: 'time-course',
      target: MECHANISTIC,
      mixture: mixture(80),
      time: grid(1, 1000, 10_000),
      options: { states: true },
    },
  ],
  [
    'an ensemble',
    {
      kind: 'ensemble',
      target: MECHANISTIC,
      ligand: { bindingTime: [3, 10], quantity: 10 },
      replicates: 100_000,
      time: grid(1, 10, 20),
      algorithm: 'tau-leaping',
    },
  ],
  [
    'a robustness matrix',
    {
      kind: 'robustness-matrix',
      attacks: ['fgsm', 'few-coordinate'],
      targets: [
        {
          target: CELL,
          ligands: ligands(1000),
          inputs: 2,
          epsilon: { linf: 0.1, l0: 3 },
          bounds: { upper: 10 },
        },
        { target: NETWORK, inputs: 5 },
      ],
    },
  ],
  ['a certificate of digits', { kind: 'certificate', target: NETWORK, digits: { count: 200 }, epsilon: 0.1 }],
  ['flatness of a network', { kind: 'flatness', target: NETWORK, digits: { count: 1 } }],
  [
    'a landscape of a network',
    {
      kind: 'landscape',
      target: NETWORK,
      plane: { corners: { points: { x: 100, y: 100 } } },
    },
  ],
  ['a walk of digits', { kind: 'walk', target: NETWORK, from: { index: 0 }, to: { index: 1 }, points: 2000 }],
  ['a training of large batches', { ...TRAINING, hidden: [100], digits: { count: 2000 }, batchSize: 2000 }],
  ['a memory', { kind: 'memory', exponent: 3, epochs: 1, digits: { count: 500 } }],
  ['principal components', { kind: 'pca-svm', components: 10 }],
]

interface Measured {
  readonly measured: number
  readonly estimated: number
}

/** What a job of this spec takes in a process of its own. */
async function measure(spec: object): Promise<Measured> {
  const script = fileURLToPath(new URL('./measure-memory.ts', import.meta.url))
  const child = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(JSON.stringify(spec))
  return JSON.parse(await text(child.stdout)) as Measured
}

describe('what a kind says that a worker holds', () => {
  test.each(SHORT ? FEW : [...FEW, ...MORE])(
    'for %s is enough, and not ten times too much',
    async (_, spec) => {
      const { measured, estimated } = await measure(spec)
      expect(estimated).toBeGreaterThanOrEqual(measured)
      // What is little beside the room that any job has says nothing of the rest.
      expect(estimated).toBeLessThanOrEqual(10 * Math.max(measured, ROOM / 4))
    },
  )
})
