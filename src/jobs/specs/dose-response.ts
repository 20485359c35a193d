import { Type } from 'typebox'
import { BindingTimeGrid, QuantityGrid } from './antagonism.ts'
import { CellTarget, Seed } from './cell.ts'
import { MixtureLigand } from './ligands.ts'
import { strict } from './schema.ts'

/** Ligands that are there anyway. */
export const Background = Type.Array(MixtureLigand, {
  maxItems: 1000,
  default: [],
  description: 'Ligands that are there in every point beside the one that varies',
})

/** One kind of ligand whose binding time and quantity vary. */
export const VaryingLigand = Type.Object(
  { bindingTime: BindingTimeGrid, quantity: QuantityGrid },
  { description: 'Every binding time with every quantity; at most 10 000 000 points', ...strict },
)

/** Dose response: the output over the quantity of a ligand, for one or many binding times. */
export const DoseResponseSpec = Type.Object(
  {
    kind: Type.Literal('dose-response'),
    seed: Type.Optional(Seed),
    target: CellTarget,
    ligand: VaryingLigand,
    background: Type.Optional(Background),
  },
  { $id: 'DoseResponseSpec', ...strict },
)
export type DoseResponseSpec = Type.Static<typeof DoseResponseSpec>
