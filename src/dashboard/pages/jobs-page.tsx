import { useRef, useState } from 'preact/hooks'
import { nameOf } from '../jobs/about.ts'
import { FilterFields } from '../jobs/filter-fields.tsx'
import { isFiltering, type JobFilter, listPath, withQuery } from '../jobs/job-filter.ts'
import { JobsTable } from '../jobs/jobs-table.tsx'
import { NoJobs } from '../jobs/no-jobs.tsx'
import { useJobList } from '../jobs/use-job-list.ts'
import { useMethods } from '../jobs/use-methods.ts'
import { PAGES } from '../pages.ts'
import type { Job } from '../service/client.ts'
import { ErrorNotice } from '../ui/notice.tsx'
import { useQuery } from '../ui/use-query.ts'
import '../styles/jobs.css'

/** All jobs, newest first. */
export function JobsPage() {
  const [filter, change] = useQuery()
  const methods = useMethods()
  return (
    <div class="page">
      <div class="row spread">
        <div class="page-head">
          <h1>Jobs</h1>
          <p>All jobs that were started here or by other clients of this service, newest first.</p>
        </div>
        <a class="button" href={PAGES.submit}>
          Submit a spec
        </a>
      </div>
      <FilterFields
        filter={filter}
        methods={methods}
        onFilter={(changed) => change({ ...changed, cursor: null })}
      />
      <List filter={filter} />
    </div>
  )
}

function List({ filter }: { readonly filter: JobFilter }) {
  const path = listPath(filter)
  const [list, again] = useJobList(path)
  const [deleted, setDeleted] = useState<readonly Job[]>([])
  const summary = useRef<HTMLParagraphElement>(null)
  const { page, away, error } = list
  const jobs = (page?.jobs ?? []).filter(({ id }) => !deleted.some((job) => job.id === id))
  const remove = (job: Job) => {
    setDeleted((before) => [...before, job])
    if (jobs.length === 1) summary.current?.focus()
    again()
  }
  return (
    <>
      <p class="small faint" role="status" tabIndex={-1} ref={summary}>
        {[summaryOf(list.path === path, jobs.length, away), deletionOf(deleted.at(-1))].join(' ')}
      </p>
      {error !== null && (
        <ErrorNotice error={error}>
          <a href={PAGES.jobs}>Show all jobs</a>
        </ErrorNotice>
      )}
      {jobs.length > 0 && <JobsTable jobs={jobs} onCancelled={again} onDeleted={remove} />}
      {page !== null && jobs.length === 0 && list.path === path && <NoJobs filter={filter} />}
      {page !== null && <Pages filter={filter} next={page.next} />}
    </>
  )
}

function summaryOf(read: boolean, count: number, away: boolean): string {
  if (away) return 'The service cannot be reached; trying again.'
  if (!read) return 'Loading jobs…'
  return count === 0 ? '' : `${count} ${count === 1 ? 'job' : 'jobs'} on this page.`
}

function deletionOf(job: Job | undefined): string {
  return job === undefined ? '' : `Deleted ${nameOf(job)}.`
}

/** The way to older jobs, and back. */
function Pages({ filter, next }: { readonly filter: JobFilter; readonly next: string | null }) {
  const { cursor, ...rest } = filter
  return (
    <nav class="row" aria-label="Pages of jobs">
      {cursor && (
        <a class="button" href={withQuery(PAGES.jobs, rest)}>
          Newest jobs
        </a>
      )}
      {next !== null && (
        <a class="button" href={withQuery(PAGES.jobs, { ...rest, cursor: next })}>
          Older jobs
        </a>
      )}
      {isFiltering(filter) && <a href={PAGES.jobs}>Show all jobs</a>}
    </nav>
  )
}
