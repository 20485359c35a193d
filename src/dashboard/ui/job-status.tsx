import type { Job } from '../service/client.ts'

/** A job's state, told by word and shape rather than by colour alone. */
export function JobStatus({ status }: { readonly status: Job['status'] }) {
  return <span class={`status ${status}`}>{status}</span>
}

/** How far a job has come. */
export function JobProgress({ progress }: { readonly progress: Job['progress'] }) {
  const percent = Math.floor(100 * progress.fraction)
  return (
    <div class="stack">
      <progress max={1} value={progress.fraction} aria-label="Progress of the job">
        {percent} %
      </progress>
      <p class="small faint numeric">
        {percent} % {progress.message && `· ${progress.message}`}
      </p>
    </div>
  )
}
