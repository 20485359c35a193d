import { ENSEMBLE_OUTPUTS } from '../../jobs/kinds/ensemble.ts'
import type { EnsembleShape } from '../result-shapes.ts'
import { csv } from './csv.ts'
import { arrayOf, type Representations, summaryRepresentations } from './representation.ts'

export const ENSEMBLE: Representations = {
  ...summaryRepresentations<EnsembleShape>({
    csv: ensembleCsv,
    figure: async () => (await import('../figures/ensemble.ts')).ensembleFigure,
    title: ({ conditions }) => `Ensemble of cells under ${conditions.length} conditions`,
  }),
  'application/octet-stream': (result) => arrayOf(result, ENSEMBLE_OUTPUTS),
}

/** A row for each condition and time. */
export function ensembleCsv({ time, conditions }: EnsembleShape): string {
  const levels = Object.keys(conditions[0]?.quantiles ?? {})
  return csv(
    [
      ...['bindingTime', 'quantity', 'time', 'mean', 'standardDeviation', 'respondingFraction'],
      ...levels.map((level) => `quantile${level}`),
    ],
    conditions.flatMap((condition) =>
      time.map((t, i) => [
        condition.bindingTime,
        condition.quantity,
        t,
        condition.mean[i],
        condition.standardDeviation[i],
        condition.respondingFraction[i],
        ...levels.map((level) => condition.quantiles[level]![i]),
      ]),
    ),
  )
}
