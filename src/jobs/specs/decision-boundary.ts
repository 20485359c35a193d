import { Type } from 'typebox'
import { SURFACE_DEFAULTS } from '../../core/analyses/decision-boundary.ts'
import { BindingTimeGrid, QuantityGrid } from './antagonism.ts'
import { BindingTime, CellTarget, Seed } from './cell.ts'
import { Background, VaryingLigand } from './dose-response.ts'
import { strict } from './schema.ts'

const common = {
  kind: Type.Literal('decision-boundary'),
  seed: Type.Optional(Seed),
  target: CellTarget,
}

const PhaseDiagram = Type.Object(
  {
    ...common,
    diagram: Type.Literal('phase', { description: 'The output over (τ, L), and where the cell responds' }),
    ligand: VaryingLigand,
    background: Type.Optional(Background),
  },
  { $id: 'PhaseDiagramSpec', ...strict },
)
export type PhaseDiagram = Type.Static<typeof PhaseDiagram>

const BoundarySurface = Type.Object(
  {
    ...common,
    diagram: Type.Literal('surface', {
      description: 'The least number L2 of antagonists that silences the cell, over (τ1, L1) of the agonist',
    }),
    agonist: Type.Object(
      { bindingTime: BindingTimeGrid, quantity: QuantityGrid },
      { description: 'Every binding time with every quantity; at most 10 000 000 points', ...strict },
    ),
    antagonist: Type.Object({ bindingTime: BindingTime }, strict),
    greatestQuantity: Type.Optional(
      Type.Number({
        minimum: 1,
        maximum: 1e15,
        default: SURFACE_DEFAULTS.greatestQuantity,
        description: 'Antagonists are looked for up to here',
      }),
    ),
  },
  { $id: 'BoundarySurfaceSpec', ...strict },
)
export type BoundarySurface = Type.Static<typeof BoundarySurface>

/** The decision boundary: as a phase diagram, or as a surface. */
export const DecisionBoundarySpec = Type.Unsafe<PhaseDiagram | BoundarySurface>({
  $id: 'DecisionBoundarySpec',
  type: 'object',
  required: ['kind', 'diagram'],
  properties: { kind: Type.Literal('decision-boundary') },
  discriminator: { propertyName: 'diagram' },
  oneOf: [PhaseDiagram, BoundarySurface],
})
export type DecisionBoundarySpec = Type.Static<typeof DecisionBoundarySpec>
