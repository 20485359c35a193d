import { FOLD_CHANGE } from '../../jobs/kinds/antagonism.ts'
import { formatNumber } from '../../look/numbers.ts'
import type { AntagonismShape } from '../result-shapes.ts'
import { fieldRepresentations } from './field.ts'

export const ANTAGONISM = fieldRepresentations<AntagonismShape>({
  array: () => FOLD_CHANGE,
  axes: ({ quantity, bindingTime }) => [
    { name: 'quantity', values: quantity },
    { name: 'bindingTime', values: bindingTime },
  ],
  title: ({ agonist }) =>
    `Antagonism against ${formatNumber(agonist.quantity)} agonists of ${formatNumber(agonist.bindingTime)} s`,
  figure: async () => (await import('../figures/antagonism.ts')).antagonismFigure,
})
