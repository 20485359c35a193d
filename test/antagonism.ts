/** The grid of antagonists of a spec. */
export interface GridSize {
  readonly bindingTimes: number
  readonly quantities: number
}

const AGONIST = { bindingTime: 10, quantity: 1000 }

function antagonism(target: object, { bindingTimes, quantities }: GridSize, seed: number) {
  return {
    kind: 'antagonism',
    seed,
    target,
    agonist: AGONIST,
    antagonist: {
      bindingTime: { from: 0, to: 9, points: bindingTimes },
      quantity: { from: 1, to: 1e5, points: quantities, scale: 'log' },
    },
  }
}

/** Antagonism in closed form: a million points take a part of a second. */
export function antagonismSpec(size: GridSize, seed = 1) {
  const target = { model: 'adaptive-proofreading', parameters: { N: 5, m: 3, criticalBindingTime: 3 } }
  return antagonism(target, size, seed)
}

/** Antagonism in a model whose output takes some 10 µs: ten thousand points have several parts. */
export function slowAntagonismSpec(size: GridSize, seed = 1) {
  return antagonism({ model: 'shp1-feedback' }, size, seed)
}

/** A minute of work in hundreds of parts: to be cancelled. */
export function longAntagonismSpec(seed = 1) {
  return slowAntagonismSpec({ bindingTimes: 2000, quantities: 2000 }, seed)
}
