import { jobPage } from '../pages.ts'
import type { Job } from '../service/client.ts'
import { JobProgress, JobStatus } from '../ui/job-status.tsx'
import { hasEnded } from '../ui/use-job.ts'
import { aboutJob, nameOf, shortId } from './about.ts'
import { JobActions } from './job-actions.tsx'
import { repeatPage } from './job-outcome.tsx'
import { runTime } from './times.ts'
import { useNow } from './use-now.ts'
import { Ago } from './when.tsx'

interface TableProps {
  readonly jobs: readonly Job[]
  readonly onCancelled: () => void
  readonly onDeleted: (job: Job) => void
}

/** Jobs, a row each; on narrow pages a card each. */
export function JobsTable({ jobs, onCancelled, onDeleted }: TableProps) {
  const now = useNow()
  return (
    <table class="data jobs">
      <caption class="visually-hidden">Jobs, newest first</caption>
      <thead>
        <tr>
          <th scope="col">Job</th>
          <th scope="col">About</th>
          <th scope="col">Status</th>
          <th scope="col">Created</th>
          <th scope="col" class="number">
            Run time
          </th>
          <th scope="col" class="number">
            Seed
          </th>
          <th scope="col">Actions</th>
        </tr>
      </thead>
      <tbody>
        {jobs.map((job) => (
          <JobRow key={job.id} job={job} now={now} onCancelled={onCancelled} onDeleted={onDeleted} />
        ))}
      </tbody>
    </table>
  )
}

function JobRow({
  job,
  now,
  onCancelled,
  onDeleted,
}: Omit<TableProps, 'jobs'> & { readonly job: Job; readonly now: number }) {
  return (
    <tr>
      <th scope="row">
        <a href={jobPage(job.id)}>{job.kind}</a>{' '}
        <code class="faint" title={job.id}>
          {shortId(job.id)}
        </code>
      </th>
      <td data-label="About">{aboutJob(job)}</td>
      <td data-label="Status" class="job-state">
        <JobStatus status={job.status} />
        {!hasEnded(job) && <JobProgress progress={job.progress} />}
        {job.error && <span class="small faint"> {job.error.code.replaceAll('-', ' ')}</span>}
      </td>
      <td data-label="Created">
        <Ago time={job.createdAt} now={now} />
      </td>
      <td data-label="Run time" class="number">
        {runTime(job, now) ?? '–'}
      </td>
      <td data-label="Seed" class="number">
        {job.seed}
      </td>
      <td data-label="Actions">
        <div class="row">
          <a class="button" href={repeatPage(job)}>
            Repeat<span class="visually-hidden"> {nameOf(job)} with changes</span>
          </a>
          <JobActions
            job={job}
            onCancelled={onCancelled}
            onDelete={(button) => {
              // Found beforehand: the list may be read without the job before its deletion is answered.
              const neighbour = besideRowOf(button)
              return () => {
                neighbour?.querySelector('a')?.focus()
                onDeleted(job)
              }
            }}
          />
        </div>
      </td>
    </tr>
  )
}

/** Which row has the focus when that of a button goes: the next one, or the one before. */
function besideRowOf(button: HTMLElement): Element | null {
  const row = button.closest('tr')!
  return row.nextElementSibling ?? row.previousElementSibling
}
