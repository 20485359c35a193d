/** A ligand that experiments know by name. */
export interface PanelLigand {
  readonly name: string
  /** s. */
  readonly bindingTime: number
}

/** A named set of ligands. */
export interface LigandPanel {
  readonly name: string
  readonly title: string
  readonly source: string
  readonly ligands: readonly PanelLigand[]
}

/** The peptides that OT-1 T cells are studied with, from the strongest to the weakest. */
export const OT1_PANEL: LigandPanel = {
  name: 'ot-1',
  title: 'Altered peptide ligands of OT-1 T cells',
  source: 'Kondo, Bourassa, Achar et al., Cell (2025)',
  ligands: [
    { name: 'N4', bindingTime: 10 },
    { name: 'A2', bindingTime: 8.47 },
    { name: 'Y3', bindingTime: 7.19 },
    { name: 'Q4', bindingTime: 5.99 },
    { name: 'T4', bindingTime: 4.71 },
    { name: 'Q7', bindingTime: 3.94 },
    { name: 'V4', bindingTime: 2.89 },
    { name: 'G4', bindingTime: 1.77 },
    { name: 'E1', bindingTime: 0.5 },
  ],
}

/** All panels that can be named. */
export const PANELS: readonly LigandPanel[] = [OT1_PANEL]
