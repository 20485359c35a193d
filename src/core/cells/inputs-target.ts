import type { Target } from '../target.ts'
import type { CellModel, MixtureCoordinates } from './cell-model.ts'
import { checkMixture, type Mixture } from './mixture.ts'

/** One number that a cell's mixture holds: the binding time (s) or the quantity of one of its ligands. */
export interface CellInput {
  /** Index into the mixture. */
  readonly ligand: number
  readonly coordinate: MixtureCoordinates
}

/**
 * A cell as a function of some of the numbers in its mixture, the others fixed: a vector with one entry an input, each
 * at least 0. Throws `InvalidInput` for what is no mixture.
 */
export function inputsTarget(model: CellModel, mixture: Mixture, inputs: readonly CellInput[]): Target {
  checkMixture(mixture)
  const at = (x: Float64Array): Mixture => {
    const changed = { bindingTimes: mixture.bindingTimes.slice(), quantities: mixture.quantities.slice() }
    inputs.forEach(({ ligand, coordinate }, i) => {
      const values = coordinate === 'bindingTime' ? changed.bindingTimes : changed.quantities
      values[ligand] = x[i]!
    })
    return changed
  }
  return {
    dimension: inputs.length,
    bounds: {
      lower: new Float64Array(inputs.length),
      upper: new Float64Array(inputs.length).fill(Number.POSITIVE_INFINITY),
    },
    threshold: model.threshold,
    output: (x) => model.output(at(x)),
    gradient(x) {
      const gradient = model.gradient(at(x))
      return Float64Array.from(inputs, ({ ligand, coordinate }) => gradient[coordinate][ligand]!)
    },
  }
}
