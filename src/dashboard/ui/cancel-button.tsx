import { deleteJob, isGone } from '../service/client.ts'
import { ErrorNotice } from './notice.tsx'
import { useAction } from './use-action.ts'

/** Cancels a job that has not ended; how it ends, its own state tells. */
export function CancelButton({ id }: { readonly id: string }) {
  const { busy, refusal, run } = useAction(() => deleteJob(id))
  return (
    <>
      <button type="button" class="danger" disabled={busy} onClick={run}>
        Cancel the job
      </button>
      {refusal !== null && !isGone(refusal) && <ErrorNotice error={refusal} />}
    </>
  )
}
