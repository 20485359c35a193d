import type { CellModel } from '../cells/cell-model.ts'
import { randomStream } from '../numerics/random.ts'
import { type BinLayout, LigandBins } from './ligand-bins.ts'

/** What a random perturbation of the same size does to the output. */
export interface RandomControl {
  readonly output: number
  readonly responds: boolean
}

/** Populations draw from the first streams of a seed (at most 1 000 of them); controls from this one on. */
export const CONTROL_STREAM = 1024

/**
 * The control of a descent: every ligand moves as far as it was moved by the attack, but up or down by a coin; one
 * that falls below 0 returns to the centre of bin 0, as in the descent. The output is binned as the attack's is; a
 * ligand moved beyond the last bin adds bins.
 */
export function randomControl(
  model: CellModel,
  initial: Float64Array,
  final: Float64Array,
  layout: BinLayout,
  seed: number,
): RandomControl {
  const random = randomStream(seed, CONTROL_STREAM)
  const moved = initial.map((tau, i) => {
    const distance = final[i]! - tau
    const to = random.uniform() < 0.5 ? tau - distance : tau + distance
    return to < 0 ? layout.width / 2 : to
  })
  const bins = new LigandBins(moved, layout)
  const output = model.atBindingTimes(bins.centres()).output(bins.counts)
  return { output, responds: output > model.threshold }
}
