import { adaptiveProofreading } from '../../../src/core/cells/adaptive-proofreading.ts'
import type { MixtureCoordinates } from '../../../src/core/cells/cell-model.ts'
import { type CoordinateRange, mixtureTarget } from '../../../src/core/cells/mixture-target.ts'
import type { Target } from '../../../src/core/target.ts'

/** An adaptive-proofreading cell with τc = 3 s that faces these kinds of ligand, as a target. */
export function cellTarget(
  [N, m]: readonly [number, number],
  ligands: { bindingTimes: ArrayLike<number>; quantities: ArrayLike<number> },
  what: MixtureCoordinates = 'bindingTime',
  range?: CoordinateRange,
): Target {
  const model = adaptiveProofreading({ N, m, criticalBindingTime: 3 })
  const mixture = {
    bindingTimes: Float64Array.from(ligands.bindingTimes),
    quantities: Float64Array.from(ligands.quantities),
  }
  return mixtureTarget(model, mixture, what, range)
}

/** f(x) = slopes·x, silent at or below 0. */
export function linearTarget(
  slopes: readonly number[],
  { lower = Number.NEGATIVE_INFINITY, upper = Number.POSITIVE_INFINITY } = {},
): Target {
  return {
    dimension: slopes.length,
    bounds: {
      lower: new Float64Array(slopes.length).fill(lower),
      upper: new Float64Array(slopes.length).fill(upper),
    },
    threshold: 0,
    output: (x) => slopes.reduce((sum, slope, i) => sum + slope * x[i]!, 0),
    gradient: () => Float64Array.from(slopes),
  }
}
