import type { CellModel, LeastOutput } from '../cells/cell-model.ts'
import type { LigandBins } from './ligand-bins.ts'

/**
 * What no attack can go below that keeps a population's free ligands below the critical binding time, for one way of
 * computing the output.
 */
export interface OutputCertificate {
  readonly minimumOutput: number
  /** Where all free ligands then sit, in s; null where the minimum is only bounded. */
  readonly bindingTime: number | null
  /** Whether the minimum lies on or below the threshold. False: certified robust. */
  readonly crossable: boolean
}

/**
 * The certificate of a population. Its own numbers are for the binned output, which is the one the descent lowers
 * and stops on; `unbinned` has those for the true binding times.
 */
export interface PopulationCertificate extends OutputCertificate {
  /** Whether some attack attains the minima; else they are lower bounds, and crossing may be impossible all the same. */
  readonly exact: boolean
  readonly output: 'binned'
  readonly unbinned: OutputCertificate
}

/**
 * The least output that any attack on the ligands in the free bins can reach, the others fixed, or a lower bound of it.
 *
 * Binned: over the centres of the bins that free ligands can be in, with the others at theirs. These are the free
 * bins, and where τc is no multiple of the bin width also the bin that holds τc, since a ligand may be pushed into
 * it. Unbinned: over all binding times in [0, τc), with those above it fixed. Fact F6 of the science: the least
 * value of a ratio linear in the counts has all free ligands in one place.
 *
 * Where agonists bind so strongly that T is far above the threshold, ligands pushed past τc lower it further still; the
 * minimum is for those that stay below. `crossable` holds for all: a ligand above τc never helps to cross.
 */
export function certify(
  model: CellModel,
  bindingTimes: Float64Array,
  bins: LigandBins,
): PopulationCertificate {
  const { certificates, criticalBindingTime, threshold } = model
  const centres = bins.centres()
  const binned = certificates.among(
    { bindingTimes: centres.subarray(bins.free), quantities: bins.counts.subarray(bins.free) },
    bins.freeCount(),
    centres.filter((centre, bin) => bin < bins.free || centre < criticalBindingTime),
  )
  const agonists = bindingTimes.filter((tau) => tau >= criticalBindingTime)
  const unbinned = certificates.belowCritical(
    { bindingTimes: agonists, quantities: new Float64Array(agonists.length).fill(1) },
    bindingTimes.length - agonists.length,
  )
  return {
    ...certificateOf(binned, threshold),
    exact: certificates.exact,
    output: 'binned',
    unbinned: certificateOf(unbinned, threshold),
  }
}

/** What a least output certifies, held against a threshold. */
export function certificateOf({ output, bindingTime }: LeastOutput, threshold: number): OutputCertificate {
  return { minimumOutput: output, bindingTime, crossable: output <= threshold }
}
