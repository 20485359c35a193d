import type { CellModel } from '../cells/cell-model.ts'
import type { LigandBins } from './ligand-bins.ts'

/** What no attack on a population's free ligands can go below, for one way of computing the output. */
export interface OutputCertificate {
  readonly minimumOutput: number
  /** Whether the minimum lies on or below the threshold. False: certified robust. */
  readonly crossable: boolean
}

/**
 * The certificate of a population. Its own numbers are for the binned output, which is the one the descent lowers
 * and stops on; `unbinned` has those for the true binding times.
 */
export interface PopulationCertificate extends OutputCertificate {
  readonly output: 'binned'
  readonly unbinned: OutputCertificate
}

/**
 * The least output that any attack on the ligands in the free bins can reach, the others fixed; null where the
 * model has no closed form.
 *
 * Binned: over the centres of the bins that free ligands can be in, with the others at theirs. These are the free
 * bins, and where τc is no multiple of the bin width also the bin that holds τc, since a ligand may be pushed into
 * it. Unbinned: over all binding times in [0, τc), with those above it fixed. Fact F6 of the science: the least
 * value of a ratio linear in the counts has all free ligands in one place.
 */
export function certify(
  model: CellModel,
  bindingTimes: Float64Array,
  bins: LigandBins,
): PopulationCertificate | null {
  const { certificates, criticalBindingTime, threshold } = model
  if (certificates === undefined) return null
  const centres = bins.centres()
  const binned = certificates.among(
    { bindingTimes: centres.subarray(bins.free), quantities: bins.counts.subarray(bins.free) },
    bins.freeCount(),
    centres.filter((centre, bin) => bin < bins.free || centre < criticalBindingTime),
  )
  const unbinned = certificates.ofPopulation(bindingTimes)
  return {
    minimumOutput: binned.output,
    crossable: binned.output <= threshold,
    output: 'binned',
    unbinned: { minimumOutput: unbinned.output, crossable: unbinned.output <= threshold },
  }
}
