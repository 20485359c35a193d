import { COLOUR } from './colours.ts'

/** What a ligand is to a cell, by its binding time alone. */
export type LigandRole = 'self' | 'antagonist' | 'agonist'

export const LIGAND_ROLES: readonly LigandRole[] = ['self', 'antagonist', 'agonist']

/** Colour of a role in every histogram. */
export const LIGAND_COLOUR: Readonly<Record<LigandRole, string>> = {
  self: COLOUR.green,
  antagonist: COLOUR.orange,
  agonist: COLOUR.purple,
}

/**
 * From this share of τc on a ligand that is no agonist is shown as an antagonist: on the decision boundary the strongest
 * antagonist sits at τc (m/N)^(1/(N−m)) (arXiv:1807.04270), which for whole N > m ≥ 1 is nowhere below τc/2.
 */
const ANTAGONISTS_FROM = 0.5

/** The role of a ligand; both times in s. */
export function ligandRole(bindingTime: number, criticalBindingTime: number): LigandRole {
  if (bindingTime > criticalBindingTime) return 'agonist'
  return bindingTime >= ANTAGONISTS_FROM * criticalBindingTime ? 'antagonist' : 'self'
}
