import { useLocation, useRoute } from 'preact-iso'
import { methodOf } from '../attack/attack-methods.ts'
import { isWatchable, nameOf, shortId } from '../jobs/about.ts'
import { JobActions } from '../jobs/job-actions.tsx'
import { JobFacts } from '../jobs/job-facts.tsx'
import { JobOutcome, repeatPage } from '../jobs/job-outcome.tsx'
import { JobResult } from '../jobs/job-result.tsx'
import { prettyJson } from '../jobs/json-text.ts'
import { useAway } from '../jobs/use-away.ts'
import { useMethods } from '../jobs/use-methods.ts'
import { PAGES } from '../pages.ts'
import { isGone, type Job } from '../service/client.ts'
import { JobStatus } from '../ui/job-status.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { useJob } from '../ui/use-job.ts'
import { useTitle } from '../ui/use-title.ts'
import '../styles/jobs.css'

/** One job: how it does, what it was asked, and what it has found. */
export function JobPage() {
  const { id = '' } = useRoute().params
  return <FollowedJob key={id} id={id} />
}

function FollowedJob({ id }: { readonly id: string }) {
  const { job, connection, error } = useJob(id)
  const title = job === null ? `Job ${shortId(id)}` : nameOf(job)
  useTitle(title)
  const away = useAway(connection)
  // A service that is just stopping refuses too: what was known of the job stays until it is back.
  if (error !== null && (job === null || isGone(error))) return <NotShown id={id} error={error} />
  if (job === null) {
    return (
      <div class="page">
        <h1>{title}</h1>
        <p role="status">{away ? 'The service cannot be reached; trying again.' : 'Loading the job…'}</p>
      </div>
    )
  }
  return <JobView job={job} away={away} />
}

/** Why there is nothing to show. */
function NotShown({ id, error }: { readonly id: string; readonly error: unknown }) {
  return (
    <div class="page">
      <h1>Job {shortId(id)}</h1>
      <ErrorNotice
        error={
          isGone(error)
            ? new Error(`There is no job ${id}: it was deleted, never existed, or is of another service`)
            : error
        }
      >
        <p>
          <a href={PAGES.jobs}>Show all jobs</a>
        </p>
      </ErrorNotice>
    </div>
  )
}

function JobView({ job, away }: { readonly job: Job; readonly away: boolean }) {
  const method = methodOf(useMethods(), job.spec)
  return (
    <div class="page">
      <JobHead job={job} title={method?.title ?? ''} />
      <JobOutcome job={job} away={away} />
      {job.status === 'succeeded' && <JobResult job={job} method={method} />}
      <div class="columns">
        <section class="card" aria-labelledby="facts">
          <h2 id="facts">About this job</h2>
          <JobFacts job={job} />
        </section>
        <section class="card" aria-labelledby="spec">
          <h2 id="spec">Spec</h2>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
          <pre class="spec" tabIndex={0}>
            {prettyJson(job.spec)}
          </pre>
        </section>
      </div>
    </div>
  )
}

function JobHead({ job, title }: { readonly job: Job; readonly title: string }) {
  const { route } = useLocation()
  return (
    <div class="row spread">
      <div class="page-head">
        <h1>{nameOf(job)}</h1>
        <p class="row" role="status">
          <JobStatus status={job.status} />
          <span class="faint">{title}</span>
        </p>
      </div>
      <div class="row">
        {isWatchable(job) && (
          <a class="button" href={`${PAGES.attack}?job=${encodeURIComponent(job.id)}`}>
            Watch
          </a>
        )}
        <a class="button" href={repeatPage(job)}>
          Repeat with changes
        </a>
        <JobActions job={job} onCancelled={() => undefined} onDelete={() => () => route(PAGES.jobs)} />
      </div>
    </div>
  )
}
