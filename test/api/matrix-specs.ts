import { cell } from './specs.ts'

/** Few agonists just above τc = 3 s among self ligands that hardly bind and that alone may be changed. */
const [AGONISTS, SELF] = [4, 140]
const ligands = {
  populations: [
    { label: 'agonist', count: AGONISTS, bindingTime: { distribution: 'normal', mean: 3.5, sd: 0.02 } },
    { label: 'self', count: SELF, bindingTime: { distribution: 'half-normal', sd: 0.01 } },
  ],
}
/** A cell that faces them. */
export const cellColumn = (N: number, m: number, change: object = {}) => ({
  target: cell(N, m),
  ligands,
  attackable: Array.from({ length: SELF }, (_, i) => AGONISTS + i),
  bounds: { upper: 6 },
  epsilon: { linf: 0.1, l2: 0.65, l0: 12 },
  inputs: 3,
  ...change,
})
/** A network, under attacks of which some come from another. */
export const networkColumn = (classifier: string, change: object = {}) => ({
  target: { classifier },
  inputs: 6,
  transferFrom: 'linear',
  epsilon: { l0: 40 },
  ...change,
})
/** A matrix whose attacks take little effort. */
export const matrix = (targets: readonly object[], change: object = {}) => ({
  kind: 'robustness-matrix',
  seed: 7,
  targets,
  options: { steps: 10, restarts: 0, queries: 100, draws: 5 },
  ...change,
})
