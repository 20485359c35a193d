import type { Mixture } from '../cells/mixture.ts'
import type { ProofreadingNetwork } from '../cells/proofreading-network.ts'
import { InvalidInput } from '../errors.ts'
import type { NetworkOde } from './network-ode.ts'

/** Sums may exceed what there is by this part of it: they are rounded. */
const ROUNDING = 1e-12

/**
 * The state of a network that begins with `complexes[l][n]` complexes of kind l in step n.
 *
 * Throws `InvalidInput`, its paths relative to the request, for a list that does not have one row a kind with one entry a
 * state 0 … N, for numbers that are negative or not finite, for more complexes than there are ligands of a kind or
 * receptors in all, and for complexes of ligands that never bind.
 */
export function startState(
  system: NetworkOde,
  { receptors }: ProofreadingNetwork,
  { quantities }: Mixture,
  complexes: readonly (readonly number[])[],
): Float64Array {
  const refuse = (path: string, message: string): never => {
    throw new InvalidInput('start', `/start/complexes${path}`, message)
  }
  const { states } = system
  if (complexes.length !== quantities.length) {
    refuse('', `the mixture has ${quantities.length} kinds of ligand, the start ${complexes.length}`)
  }
  const all = new Float64Array(quantities.length * states)
  let total = 0
  for (const [l, row] of complexes.entries()) {
    if (row.length !== states) refuse(`/${l}`, `there are ${states} states of a complex, not ${row.length}`)
    const wrong = row.findIndex((count) => !(count >= 0 && Number.isFinite(count)))
    if (wrong !== -1) refuse(`/${l}/${wrong}`, `a number of complexes is at least 0, not ${row[wrong]}`)
    const bound = row.reduce((sum, count) => sum + count, 0)
    const ligands = quantities[l]!
    if (bound > ligands * (1 + ROUNDING)) refuse(`/${l}`, `${bound} of ${ligands} ligands cannot be bound`)
    if (bound > 0 && !system.kinds.includes(l)) refuse(`/${l}`, `${bound} ligands are bound that never bind`)
    all.set(row, l * states)
    total += bound
  }
  if (total > receptors * (1 + ROUNDING)) refuse('', `${total} of ${receptors} receptors cannot be bound`)
  return system.stateOf(all)
}
