import { COLOUR } from '../../look/colours.ts'
import { LIGAND_COLOUR, LIGAND_ROLES } from '../../look/ligands.ts'
import type { LegendEntry } from './legend.tsx'

/** What the bars of a histogram of binding times mean, and the line that was before. */
export const ROLE_LEGEND: readonly LegendEntry[] = [
  ...LIGAND_ROLES.map((role) => ({ label: role, colour: LIGAND_COLOUR[role], mark: 'box' as const })),
  { label: 'before', colour: COLOUR.grey, mark: 'line' },
]
