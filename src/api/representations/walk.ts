import type { WalkShape } from '../result-shapes.ts'
import { type Cell, csv } from './csv.ts'
import { summaryRepresentations } from './representation.ts'

export const WALK = summaryRepresentations<WalkShape>({
  csv: walkCsv,
  figure: async () => (await import('../figures/walk.ts')).walkFigure,
  title: () => 'Walk through the landscape',
})

/**
 * A row a position, and one a crossing among them, where the output is the threshold; `answers` has one a position, as
 * `head` calls them.
 */
export function walkCsv(
  result: WalkShape,
  head = 'responds',
  answers: readonly Cell[] = result.responds,
): string {
  const { threshold, length, position, output, slope, crossings } = result
  const rows = [
    ...position.map((share, i) => [share, share * length, output[i], answers[i], slope[i], false] as const),
    ...crossings.map(({ position, distance }) => [position, distance, threshold, null, null, true] as const),
  ]
  return csv(
    ['position', 'distance', 'output', head, 'slope', 'crossing'],
    rows.sort((a, b) => a[0] - b[0]),
  )
}
