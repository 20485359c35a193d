import { Type } from 'typebox'
import { COCKTAIL_DEFAULTS } from '../../core/attacks/cocktail.ts'
import { PANELS } from '../../core/populations/panel.ts'
import { BindingTime, CellTarget, Seed } from './cell.ts'
import { FixedLigands } from './certificate.ts'
import { strict } from './schema.ts'

/** A panel of ligands: one that the service knows by name, or a list. */
export const Panel = Type.Union(
  [
    Type.Enum(
      PANELS.map(({ name }) => name),
      { type: 'string', description: 'GET /v1/panels has them' },
    ),
    Type.Array(
      Type.Object(
        { name: Type.String({ minLength: 1, maxLength: 100 }), bindingTime: BindingTime },
        { $id: 'PanelLigand', ...strict },
      ),
      { minItems: 1, maxItems: 200 },
    ),
  ],
  { $id: 'Panel', description: 'Ligands that a cocktail may be made of: the name of a panel, or a list' },
)

/** The cocktail of a panel's ligands that lowers a cell's output the most. */
export const CocktailSpec = Type.Object(
  {
    kind: Type.Literal('cocktail'),
    seed: Type.Optional(Seed),
    target: CellTarget,
    agonists: FixedLigands,
    panel: Panel,
    onlyBelowCritical: Type.Optional(
      Type.Boolean({
        default: COCKTAIL_DEFAULTS.onlyBelowCritical,
        description: 'Take of the panel only ligands that bind for less than the critical binding time',
      }),
    ),
    budget: Type.Object(
      {
        total: Type.Number({
          exclusiveMinimum: 0,
          maximum: 1e12,
          description: 'Ligands in all, at the most',
        }),
        kinds: Type.Optional(
          Type.Integer({
            minimum: 1,
            maximum: 200,
            description: 'Kinds of ligand, at the most; all of the panel when absent',
          }),
        ),
      },
      strict,
    ),
  },
  { $id: 'CocktailSpec', ...strict },
)
export type CocktailSpec = Type.Static<typeof CocktailSpec>
