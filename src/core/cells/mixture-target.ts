import type { Bounds, Target } from '../target.ts'
import type { CellModel, MixtureCoordinates } from './cell-model.ts'
import { checkMixture, type Mixture } from './mixture.ts'

/** The attackable coordinates when nothing is said. */
export const DEFAULT_COORDINATES: MixtureCoordinates = 'bindingTime'

/** The least and the greatest value that every coordinate may take: s, or ligands. */
export interface CoordinateRange {
  readonly lower: number
  readonly upper: number
}

/**
 * A cell facing a mixture, as a target: a vector of binding times (s) with the quantities fixed, or of quantities
 * with the binding times fixed. Either is at least 0 (negative ones are clipped to 0) and unbounded above unless
 * `range` says otherwise. Throws `InvalidInput` for what is no mixture.
 */
export function mixtureTarget(
  model: CellModel,
  mixture: Mixture,
  coordinates: MixtureCoordinates,
  range: CoordinateRange = { lower: 0, upper: Number.POSITIVE_INFINITY },
): Target {
  checkMixture(mixture)
  const dimension = mixture.bindingTimes.length
  const bounds: Bounds = {
    lower: new Float64Array(dimension).fill(range.lower),
    upper: new Float64Array(dimension).fill(range.upper),
  }
  const at = (x: Float64Array): Mixture =>
    coordinates === 'bindingTime'
      ? { bindingTimes: x, quantities: mixture.quantities }
      : { bindingTimes: mixture.bindingTimes, quantities: x }
  return {
    dimension,
    bounds,
    threshold: model.threshold,
    interchangeable: coordinates === 'bindingTime' ? mixture.quantities : mixture.bindingTimes,
    output: (x) => model.output(at(x)),
    gradient: (x) => model.gradient(at(x))[coordinates],
  }
}
