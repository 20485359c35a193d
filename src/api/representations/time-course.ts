import type { TimeCourseShape } from '../result-shapes.ts'
import { csv } from './csv.ts'
import { summaryRepresentations } from './representation.ts'

export const TIME_COURSE = summaryRepresentations<TimeCourseShape>({
  csv: timeCourseCsv,
  figure: async () => (await import('../figures/time-course.ts')).timeCourseFigure,
  title: () => 'Time course',
})

/** A row a time, a column for the output and each of the further series. */
export function timeCourseCsv({ time, output, series = [] }: TimeCourseShape): string {
  return csv(
    ['time', 'output', ...series.map(({ label }) => label)],
    time.map((t, i) => [t, output[i], ...series.map(({ values }) => values[i])]),
  )
}
