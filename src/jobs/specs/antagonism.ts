import { Type } from 'typebox'
import { BindingTime, CellTarget, Seed } from './cell.ts'
import { gridOf } from './grid.ts'
import { MixtureLigand } from './ligands.ts'
import { strict } from './schema.ts'

export const BindingTimeGrid = gridOf(BindingTime, 'BindingTimeGrid')
export const QuantityGrid = gridOf(MixtureLigand.properties.quantity, 'QuantityGrid')

/** Antagonism: the fold change of the output over the binding times and quantities of antagonists. */
export const AntagonismSpec = Type.Object(
  {
    kind: Type.Literal('antagonism'),
    seed: Type.Optional(Seed),
    target: CellTarget,
    agonist: MixtureLigand,
    antagonist: Type.Object(
      { bindingTime: BindingTimeGrid, quantity: QuantityGrid },
      { description: 'Every binding time with every quantity; at most 10 000 000 points', ...strict },
    ),
  },
  { $id: 'AntagonismSpec', ...strict },
)
export type AntagonismSpec = Type.Static<typeof AntagonismSpec>
