import { BOUNDARY_FIELD } from '../../jobs/kinds/decision-boundary.ts'
import type { DecisionBoundaryShape } from '../result-shapes.ts'
import { fieldRepresentations } from './field.ts'

const TITLES = { surface: 'Antagonists that silence the cell', phase: 'Phase diagram' } as const

export const DECISION_BOUNDARY = fieldRepresentations<DecisionBoundaryShape>({
  array: ({ diagram }) => BOUNDARY_FIELD[diagram],
  axes: ({ quantity, bindingTime }) => [
    { name: 'quantity', values: quantity },
    { name: 'bindingTime', values: bindingTime },
  ],
  title: ({ diagram }) => TITLES[diagram],
  figure: async () => (await import('../figures/decision-boundary.ts')).decisionBoundaryFigure,
})
