import type { CellModel, FixedBindingTimes } from '../cells/cell-model.ts'
import type { LigandBins } from './ligand-bins.ts'

/** The output and the displacements (s) of the free bins, computed anew only when a count has changed. */
export class ForceField {
  readonly #model: CellModel
  readonly #stepSize: number
  readonly displacements: Float64Array
  output = 0
  /** Whether any ligand moves. */
  moves = false
  #cell: FixedBindingTimes
  #slopes: Float64Array
  #counts: Float64Array

  constructor(model: CellModel, bins: LigandBins, stepSize: number) {
    this.#model = model
    this.#stepSize = stepSize
    this.displacements = new Float64Array(bins.free)
    this.#cell = model.atBindingTimes(bins.centres())
    this.#slopes = new Float64Array(bins.counts.length)
    this.#counts = bins.counts
    this.update(bins)
  }

  /** To be called when a count has changed. */
  update(bins: LigandBins): void {
    if (bins.counts.length !== this.#slopes.length) {
      this.#cell = this.#model.atBindingTimes(bins.centres())
      this.#slopes = new Float64Array(bins.counts.length)
    }
    this.#counts = bins.counts
    this.output = this.#cell.output(bins.counts)
    this.#cell.slopesInto(bins.counts, this.#slopes)
    this.moves = false
    for (let bin = 0; bin < bins.free; bin++) {
      const displacement = -this.#stepSize * bins.counts[bin]! * this.#slopes[bin]!
      this.displacements[bin] = displacement
      if (displacement !== 0) this.moves = true
    }
  }

  /** Whether no ligand is on its way: each is pushed towards a free bin that pushes it back, or against the origin. */
  get allTrapped(): boolean {
    const free = this.displacements.length
    return this.displacements.every((displacement, bin) => {
      if (this.#counts[bin] === 0 || displacement === 0) return true
      if (displacement > 0) return bin + 1 < free && this.#slopes[bin + 1]! > 0
      return bin === 0 || this.#slopes[bin - 1]! < 0
    })
  }
}
