/** The published population of arXiv:1807.04270 (figure 4), `size` ligands of it. */
function published(size: number) {
  const agonist = Math.round(size * 0.39)
  const antagonist = Math.round(size * 0.08)
  return [
    { label: 'agonist', count: agonist, bindingTime: { distribution: 'normal', mean: 3 + 1 / 3, sd: 0.01 } },
    {
      label: 'antagonist',
      count: antagonist,
      bindingTime: { distribution: 'half-normal', sd: 1 / 3, offset: 3, sign: -1 },
    },
    {
      label: 'self',
      count: size - agonist - antagonist,
      bindingTime: { distribution: 'half-normal', sd: 1 / 3 },
    },
  ]
}

/** The spec of a descent at (5, 4), which never crosses the boundary. */
export function descentSpec(
  size: number,
  options: {
    readonly maxIterations: number
    readonly stepSize?: number
    readonly binWidth?: number
    readonly frameEvery?: number
  },
) {
  return {
    kind: 'gradient-descent',
    seed: 7,
    target: { model: 'adaptive-proofreading', parameters: { N: 5, m: 4, criticalBindingTime: 3 } },
    ligands: { populations: published(size) },
    options,
  }
}

/** Ends within milliseconds, with some 300 frames. */
export const SHORT_DESCENT = descentSpec(1000, { maxIterations: 300, frameEvery: 1 })

/** Goes on for longer than any test does, with a small frame every so many iterations: to be cancelled. */
export function endlessDescent(frameEvery: number) {
  return descentSpec(1000, { maxIterations: 10_000_000, stepSize: 1e-9, frameEvery })
}

/** Goes on for minutes, without a frame after its first one: to be cancelled. */
export const QUIET_DESCENT = descentSpec(1000, {
  maxIterations: 100_000_000,
  stepSize: 1e-9,
  binWidth: 0.001,
  frameEvery: 100_000_000,
})

/** Goes on for minutes, with a few frames a second: to be watched, and cancelled. */
export const WATCHED_DESCENT = descentSpec(1000, {
  maxIterations: 100_000_000,
  stepSize: 1e-9,
  binWidth: 0.001,
  frameEvery: 20_000,
})
