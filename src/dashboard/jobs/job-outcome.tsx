import { PAGES } from '../pages.ts'
import { type Job, ServiceProblem } from '../service/client.ts'
import { JobProgress } from '../ui/job-status.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { hasEnded } from '../ui/use-job.ts'

/** How a job goes on, or why there is no result. */
export function JobOutcome({ job, away }: { readonly job: Job; readonly away: boolean }) {
  if (!hasEnded(job)) {
    return (
      <>
        <JobProgress progress={job.progress} />
        <p class="small" role="status">
          {away
            ? 'The service cannot be reached; trying again. This page goes on by itself when it is back.'
            : job.status === 'queued' && 'It waits for a worker, or for a network that is being trained.'}
        </p>
      </>
    )
  }
  if (job.status === 'cancelled') {
    return <p class="notice">The job was cancelled and has no result. Repeat it to start anew.</p>
  }
  if (job.error === null) return null
  return (
    <ErrorNotice error={new ServiceProblem(job.error.detail, job.error)}>
      <p>
        {isFaultOfService(job) ? (
          <>
            The service was at fault, not the spec: its log says more.{' '}
            <a href={repeatPage(job)}>Submit it again</a>, perhaps smaller.
          </>
        ) : (
          <>
            <a href={repeatPage(job)}>Repeat the job with changes</a> to the spec where the problem lies.
          </>
        )}
      </p>
    </ErrorNotice>
  )
}

function isFaultOfService({ error }: Job): boolean {
  return error !== null && error.status >= 500
}

/** Where a job's spec is edited and submitted again. */
export function repeatPage({ id }: Pick<Job, 'id'>): string {
  return `${PAGES.submit}?from=${encodeURIComponent(id)}`
}
