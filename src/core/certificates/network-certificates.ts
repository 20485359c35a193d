import type { CellCertificates } from '../cells/cell-model.ts'
import type { Mixture } from '../cells/mixture.ts'
import type { ProofreadingNetwork } from '../cells/proofreading-network.ts'
import { leastNetworkOutput, type RangedLigand } from './network-bound.ts'

/** The binding times below the critical one are cut into so many intervals; more make the bound tighter. */
export const INTERVALS = 256

/** More kinds of ligand than this are gathered into ranges, whose ends differ by so much at the most (relative). */
const MOST_KINDS = 512
const GATHERED = 0.01

/**
 * Lower bounds of what attacks on a mechanistic cell can reach; see `leastNetworkOutput`. They are valid, not tight: how
 * far an attack is from them says how much they leave open.
 */
export function networkCertificates(
  network: ProofreadingNetwork,
  criticalBindingTime: number,
): CellCertificates {
  const below = (fixed: Mixture, count: number, intervals: { shortest: number; longest: number }[]) => ({
    output: leastNetworkOutput(network, gathered(exactly(fixed)), { count, intervals }),
    bindingTime: null,
  })
  return {
    exact: false,
    belowCritical: (agonists, freeCount) =>
      below(
        agonists,
        freeCount,
        Array.from({ length: INTERVALS }, (_, i) => ({
          shortest: (criticalBindingTime * i) / INTERVALS,
          longest: (criticalBindingTime * (i + 1)) / INTERVALS,
        })),
      ),
    among: (agonists, freeCount, places) =>
      below(
        agonists,
        freeCount,
        Array.from(places, (tau) => ({ shortest: tau, longest: tau })),
      ),
    // A ligand that never binds is as good as one that is not there.
    ofCocktail: (fixed, total, places) =>
      below(
        fixed,
        total,
        [0, ...places].map((tau) => ({ shortest: tau, longest: tau })),
      ).output,
    withinBox(mixture, coordinates, box) {
      const ranged = exactly(mixture).map((ligand, i) =>
        coordinates === 'bindingTime'
          ? { ...ligand, shortest: box.lower[i]!, longest: box.upper[i]! }
          : { ...ligand, fewest: box.lower[i]!, most: box.upper[i]! },
      )
      return leastNetworkOutput(network, gathered(ranged), { count: 0, intervals: [] })
    },
  }
}

function exactly({ bindingTimes, quantities }: Mixture): RangedLigand[] {
  return Array.from(bindingTimes, (tau, i) => ({
    shortest: tau,
    longest: tau,
    fewest: quantities[i]!,
    most: quantities[i]!,
  }))
}

/** Ligands of nearly the same range as one kind of their joint range: a little looser, and much fewer. */
function gathered(ligands: RangedLigand[]): RangedLigand[] {
  if (ligands.length <= MOST_KINDS) return ligands
  const sorted = ligands.toSorted((a, b) => a.shortest - b.shortest || a.longest - b.longest)
  const groups: RangedLigand[] = []
  let first = sorted[0]!
  for (const ligand of sorted) {
    const last = groups.at(-1)
    if (last === undefined || !alike(first, ligand)) {
      first = ligand
      groups.push(ligand)
      continue
    }
    groups[groups.length - 1] = {
      shortest: last.shortest,
      longest: Math.max(last.longest, ligand.longest),
      fewest: last.fewest + ligand.fewest,
      most: last.most + ligand.most,
    }
  }
  return groups
}

function alike(a: RangedLigand, b: RangedLigand): boolean {
  const near = (x: number, y: number) => Math.abs(x - y) <= GATHERED * Math.max(x, y)
  return near(a.shortest, b.shortest) && near(a.longest, b.longest)
}
