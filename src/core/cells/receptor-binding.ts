/** Newton's steps from below only rise; far fewer than this are ever needed. */
const MOST_STEPS = 200

/**
 * Free receptors r that face ligands of quantities L_l and affinities a_l = κτ_l (per receptor; further entries do not
 * count): the only root in [0, R] of r + Σ_l L_l a_l r/(1 + a_l r) = R.
 *
 * The left side rises and is concave, so that Newton's steps from below the root never pass it; they begin at the
 * larger of two lower bounds, that of ligands that never saturate and that of ligands that are all bound.
 */
export function freeReceptors(affinities: Float64Array, quantities: Float64Array, receptors: number): number {
  let slopeAtZero = 1
  let ligands = 0
  for (let l = 0; l < quantities.length; l++) {
    slopeAtZero += quantities[l]! * affinities[l]!
    if (affinities[l]! > 0) ligands += quantities[l]!
  }
  let free = Math.max(receptors / slopeAtZero, receptors - ligands)
  for (let step = 0; step < MOST_STEPS; step++) {
    let excess = free - receptors
    let slope = 1
    for (let l = 0; l < quantities.length; l++) {
      const saturation = 1 + affinities[l]! * free
      const perReceptor = (quantities[l]! * affinities[l]!) / saturation
      excess += perReceptor * free
      slope += perReceptor / saturation
    }
    const next = free - excess / slope
    // Once rounding stops the rise, the root is as close as doubles can tell.
    if (!(next > free)) return free
    free = next
  }
  return free
}
