import type { CriticalPointsShape } from '../result-shapes.ts'
import { csv } from './csv.ts'
import { summaryRepresentations } from './representation.ts'

export const CRITICAL_POINTS = summaryRepresentations<CriticalPointsShape>({
  csv: criticalPointsCsv,
  figure: async () => (await import('../figures/critical-points.ts')).criticalPointsFigure,
  title: () => 'Critical points of the output',
})

/** A row a point of the curve, then one a stationary point and one an inflection, whose output is not stored. */
export function criticalPointsCsv({ curve, stationary, inflections }: CriticalPointsShape): string {
  return csv(
    ['bindingTime', 'output', 'point'],
    [
      ...curve.bindingTime.map((tau, i) => [tau, curve.output[i], 'curve']),
      ...stationary.map(({ bindingTime, output, type }) => [bindingTime, output, type]),
      ...inflections.map((tau) => [tau, null, 'inflection']),
    ],
  )
}
