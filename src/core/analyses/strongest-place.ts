import type { CellModel } from '../cells/cell-model.ts'
import type { Mixture } from '../cells/mixture.ts'
import { Interrupted } from '../errors.ts'
import { localMinimum } from '../numerics/local-minimum.ts'

/** Where ligands of one kind lower the output the most (s), and how far. */
export interface StrongestPlace {
  readonly bindingTime: number
  readonly output: number
}

/** Binding times looked at, evenly from 0 up. */
const PLACES = 512

/** Relative precision of the place. */
const TOLERANCE = 1e-10

/**
 * The binding time in [0, to] (s) at which `count` ligands of one kind, beside a mixture, bring about the least output:
 * the best of an attack that puts all of them in one place. The least of 513 places, refined between its neighbours by
 * a root of the slope. Throws `InvalidInput` as the model does, and `Interrupted`.
 */
export function strongestPlace(
  model: CellModel,
  beside: Mixture,
  count: number,
  to: number,
  shouldStop: () => boolean,
): StrongestPlace {
  const last = beside.bindingTimes.length
  const mixture: Mixture = {
    bindingTimes: Float64Array.from([...beside.bindingTimes, 0]),
    quantities: Float64Array.from([...beside.quantities, count]),
  }
  const value = (tau: number) => {
    if (shouldStop()) throw new Interrupted()
    mixture.bindingTimes[last] = tau
    return model.output(mixture)
  }
  const slope = (tau: number) => {
    mixture.bindingTimes[last] = tau
    return model.gradient(mixture).bindingTime[last]!
  }
  const place = (i: number) => (to * i) / PLACES
  const outputs = Array.from({ length: PLACES + 1 }, (_, i) => value(place(i)))
  const best = outputs.indexOf(outputs.reduce((least, output) => Math.min(least, output)))
  const neighbours = {
    lower: best > 0 ? place(best - 1) : null,
    upper: best < PLACES ? place(best + 1) : null,
  }
  const refined = localMinimum({ value, slope }, place(best), neighbours, TOLERANCE * to)
  return { bindingTime: refined, output: value(refined) }
}
