import { PAGES } from '../pages.ts'
import { isFiltering, type JobFilter } from './job-filter.ts'

/** What is said instead of an empty list: why it is empty, and how to go on. */
export function NoJobs({ filter }: { readonly filter: JobFilter }) {
  if (isFiltering(filter) || filter.cursor) {
    return (
      <div class="empty">
        <p>{isFiltering(filter) ? 'No job matches this filter.' : 'There are no older jobs.'}</p>
      </div>
    )
  }
  return (
    <div class="empty">
      <p>
        There are no jobs yet. <a href={PAGES.attack}>Attack a cell</a>, run the{' '}
        <a href={PAGES.table}>(N, m) table</a>, explore <a href={PAGES.antagonism}>antagonism</a> or attack{' '}
        <a href={PAGES.digits}>digits</a>; or <a href={PAGES.submit}>submit a ready-made spec</a>.
      </p>
    </div>
  )
}
