import { formatNumber } from '../../look/numbers.ts'
import { jobPage } from '../pages.ts'
import type { Connection } from '../service/follow.ts'
import { CancelButton } from '../ui/cancel-button.tsx'
import { JobProgress, JobStatus } from '../ui/job-status.tsx'
import { hasEnded } from '../ui/use-job.ts'
import type { Run } from './run.ts'

/** What a person is told of the connection; nothing while all is well. */
const CONNECTIONS: Partial<Record<Connection, string>> = {
  connecting: 'Connecting…',
  lost: 'The connection is lost. Trying again; the job goes on meanwhile.',
  refused: 'The service refused to stream this job.',
}

/** A job's state and progress, how fast its frames come, and how to cancel it. */
export function RunHead({ run }: { readonly run: Run }) {
  const { job, connection } = run
  if (job === null) return <p role="status">{CONNECTIONS[connection] ?? 'Loading the job…'}</p>
  const running = !hasEnded(job)
  return (
    <div class="stack">
      <div class="row spread">
        <div class="row" role="status">
          <JobStatus status={job.status} />
          {running && <span class="small">{CONNECTIONS[connection]}</span>}
        </div>
        <div class="row">
          {running && <CancelButton id={job.id} />}
          <a class="button" href={jobPage(job.id)}>
            Job and downloads
          </a>
        </div>
      </div>
      {running && <JobProgress progress={job.progress} />}
      {running && run.newest && (
        <p class="small numeric">
          {formatNumber(Math.round(run.framesPerSecond()), 6)} frames a second
          {job.attempt > 1 && ` · attempt ${job.attempt}`}
        </p>
      )}
    </div>
  )
}
