import { COURSE_COMPLEXES } from '../../jobs/kinds/time-course.ts'
import { Problem } from '../problems.ts'
import type { TimeCourseShape } from '../result-shapes.ts'
import { csv } from './csv.ts'
import { type Representations, type StoredResult, summaryRepresentations } from './representation.ts'

export const TIME_COURSE: Representations = {
  ...summaryRepresentations<TimeCourseShape>({
    csv: timeCourseCsv,
    figure: async () => (await import('../figures/time-course.ts')).timeCourseFigure,
    title: ({ respondsFrom }) =>
      respondsFrom === null
        ? 'Time course without a response'
        : `Time course with a response from ${respondsFrom.toPrecision(3)} s`,
  }),
  'application/octet-stream': complexes,
}

/** A row a time, a column for the output and, where there is one, for the feedback. */
export function timeCourseCsv({ time, output, feedback }: TimeCourseShape): string {
  return feedback === null
    ? csv(
        ['time', 'output'],
        time.map((t, i) => [t, output[i]]),
      )
    : csv(
        ['time', 'output', 'feedback'],
        time.map((t, i) => [t, output[i], feedback[i]]),
      )
}

async function complexes({ store, job }: StoredResult): Promise<Uint8Array> {
  const bytes = await store.resultArray(job.id, COURSE_COMPLEXES)
  if (bytes !== undefined) return bytes
  throw new Problem(406, {
    code: 'not-acceptable',
    detail: 'the complexes of this job were not kept; options.states keeps them',
  })
}
