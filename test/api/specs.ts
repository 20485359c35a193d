/** The cell of most tests. */
export const cell = (N: number, m: number) => ({
  model: 'adaptive-proofreading',
  parameters: { N, m, criticalBindingTime: 3 },
})

/** A descent of 200 ligands drawn from two populations, which takes milliseconds. */
export const shortDescent = (seed?: number) => ({
  kind: 'gradient-descent',
  ...(seed !== undefined && { seed }),
  target: cell(3, 2),
  ligands: {
    populations: [
      { label: 'agonist', count: 60, bindingTime: { distribution: 'normal', mean: 3.4, sd: 0.05 } },
      { label: 'self', count: 140, bindingTime: { distribution: 'half-normal', sd: 0.5 } },
    ],
  },
  options: { maxIterations: 2000 },
})

/**
 * A descent that goes on for minutes. The pull on ligands near the origin falls with the (m − 1)th power of their
 * binding time, so that they do not leave it in any number of iterations and the output never crosses.
 */
export const longDescent = (seed = 1) => ({
  kind: 'gradient-descent',
  seed,
  target: cell(12, 11),
  ligands: {
    populations: [
      { label: 'agonist', count: 100, bindingTime: { distribution: 'normal', mean: 3.4, sd: 0.01 } },
      { label: 'self', count: 100, bindingTime: { distribution: 'uniform', from: 0.02, to: 0.1 } },
    ],
  },
  options: { maxIterations: 100_000_000 },
})

/** FGSM on agonists and empty receptors; F5 of the science. */
export const emptyReceptors = (N: number, m: number, epsilon: number | number[]) => ({
  kind: 'fgsm',
  seed: 3,
  target: cell(N, m),
  ligands: {
    mixture: [
      { bindingTime: 3.5, quantity: 3000 },
      { bindingTime: 0, quantity: 7000 },
    ],
  },
  options: { epsilon },
})
