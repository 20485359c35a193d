import { LANDSCAPE_FIELD } from '../../jobs/kinds/landscape.ts'
import type { LandscapeShape } from '../result-shapes.ts'
import { fieldRepresentations } from './field.ts'

export const LANDSCAPE = fieldRepresentations<LandscapeShape>({
  array: () => LANDSCAPE_FIELD,
  axes: ({ x, y }) => [
    { name: 'y', values: y.values },
    { name: 'x', values: x.values },
  ],
  title: () => 'Landscape of the output',
  figure: async () => (await import('../figures/landscape.ts')).landscapeFigure,
})
