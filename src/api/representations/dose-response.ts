import { DOSE_RESPONSE_FIELD } from '../../jobs/kinds/dose-response.ts'
import type { DoseResponseShape } from '../result-shapes.ts'
import { fieldRepresentations } from './field.ts'

export const DOSE_RESPONSE = fieldRepresentations<DoseResponseShape>({
  array: () => DOSE_RESPONSE_FIELD,
  axes: ({ quantity, bindingTime }) => [
    { name: 'bindingTime', values: bindingTime },
    { name: 'quantity', values: quantity },
  ],
  title: () => 'Dose response',
  figure: async () => (await import('../figures/dose-response.ts')).doseResponseFigure,
})
