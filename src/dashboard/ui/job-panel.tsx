import type { ComponentChildren } from 'preact'
import { jobPage } from '../pages.ts'
import { isGone, type Job, ServiceProblem, type SubmissionPath, submit } from '../service/client.ts'
import type { StreamMessage } from '../service/follow.ts'
import { CancelButton } from './cancel-button.tsx'
import { JobProgress, JobStatus } from './job-status.tsx'
import { ErrorNotice } from './notice.tsx'
import { useAction } from './use-action.ts'
import { hasEnded, useJob } from './use-job.ts'

export interface JobPanelProps {
  readonly path: SubmissionPath
  /** What is submitted when the button is pressed. */
  readonly spec: object
  /** The job that is followed; null before there is one. */
  readonly jobId: string | null
  readonly onJob: (id: string) => void
  /** The button that submits: what it does, with its object. */
  readonly action: string
  /** What is shown of the job once it has succeeded. */
  readonly children: (job: Job) => ComponentChildren
}

/** Submits a spec at a press and follows the job: its progress, what went wrong, and in the end what it found. */
export function JobPanel({ path, spec, jobId, onJob, action, children }: JobPanelProps) {
  const { busy, refusal, run } = useAction(async () => onJob((await submit(path, spec)).id))
  const button = (label: string) => (
    <button type="button" class="primary" disabled={busy} onClick={run}>
      {label}
    </button>
  )
  return (
    <div class="stack">
      {refusal !== null && <ErrorNotice error={refusal} />}
      {jobId === null ? (
        <div class="row">{button(action)}</div>
      ) : (
        <JobView key={jobId} id={jobId} again={button(`${action} again`)}>
          {children}
        </JobView>
      )}
    </div>
  )
}

export interface JobViewProps {
  readonly id: string
  /** How to submit it once more, where there is a way beside it. */
  readonly again?: ComponentChildren
  /** Called for all that comes of the job, in order; without it the job's frames are not asked for one by one. */
  readonly onMessage?: (message: StreamMessage) => void
  /** What is known of the result while the job has not ended. */
  readonly unfinished?: ComponentChildren
  /** What is shown of the job once it has succeeded. */
  readonly children: (job: Job) => ComponentChildren
}

/** A job that has been submitted: its progress, what went wrong, and in the end what it found. */
export function JobView({ id, again, onMessage, unfinished, children }: JobViewProps) {
  const { job, connection, error } = useJob(id, onMessage, onMessage && 'everything')
  if (isGone(error)) {
    return (
      <div class="notice warning" role="status">
        <p>The job behind this view has been removed from the service, and its result with it.</p>
        {again && <div class="row">{again}</div>}
      </div>
    )
  }
  if (error !== null) return <ErrorNotice error={error}>{again}</ErrorNotice>
  if (job === null) {
    return (
      <p class="faint" role="status">
        {connection === 'lost' ? AWAY : 'Loading the job…'}
      </p>
    )
  }
  return (
    <>
      <div class="row">
        <JobStatus status={job.status} />
        <a href={jobPage(id)}>Open the job</a>
        {!hasEnded(job) && <CancelButton id={id} />}
      </div>
      {!hasEnded(job) && <JobProgress progress={job.progress} />}
      {!hasEnded(job) && connection === 'lost' && <p role="status">{AWAY}</p>}
      {!hasEnded(job) && unfinished}
      {job.status === 'succeeded' && children(job)}
      {job.status === 'failed' && (
        <ErrorNotice error={new ServiceProblem(job.error?.detail ?? 'The job failed.', job.error)}>
          {again && <div class="row">{again}</div>}
        </ErrorNotice>
      )}
      {job.status === 'cancelled' && (
        <div class="notice" role="status">
          <p>The job was cancelled before it had a result.</p>
          {again && <div class="row">{again}</div>}
        </div>
      )}
    </>
  )
}

const AWAY = 'The service does not answer. The job is followed again as soon as it does.'
