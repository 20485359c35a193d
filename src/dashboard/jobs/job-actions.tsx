import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { deleteJob, isGone, type Job } from '../service/client.ts'
import { ErrorNotice } from '../ui/notice.tsx'
import { hasEnded } from '../ui/use-job.ts'
import { nameOf } from './about.ts'

/** Cancels a job that has not ended, or, when that was confirmed in its own place, deletes one that has. */
export function JobActions({
  job,
  onCancelled,
  onDelete,
}: {
  readonly job: Pick<Job, 'id' | 'kind' | 'status'>
  readonly onCancelled: () => void
  /** Called with the button that was pressed, while that is there; what it gives is called when the job is gone. */
  readonly onDelete: (button: HTMLElement) => () => void
}) {
  const [busy, setBusy] = useState(false)
  const [asking, setAsking] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const act = async (done: () => void) => {
    if (busy) return
    setBusy(true)
    setError(null)
    try {
      await deleteJob(job.id)
      done()
    } catch (reason) {
      // Who was not the first to delete a job has what they wanted.
      if (isGone(reason)) done()
      else {
        setError(reason)
        setAsking(false)
      }
    }
    setBusy(false)
  }
  const button = useFocusAfter(asking)
  const ended = hasEnded(job)
  return (
    <>
      {asking ? (
        <Question
          question={`Delete ${nameOf(job)} and its result?`}
          busy={busy}
          onYes={(pressed) => void act(onDelete(pressed))}
          onNo={() => setAsking(false)}
        />
      ) : (
        // One button for both: it keeps the focus when a job ends meanwhile.
        <button
          type="button"
          class="danger"
          ref={button}
          aria-disabled={busy}
          onClick={() => (ended ? setAsking(true) : void act(onCancelled))}
        >
          {ended ? 'Delete' : 'Cancel'}
          <span class="visually-hidden"> {nameOf(job)}</span>
        </button>
      )}
      {error !== null && <ErrorNotice error={error} />}
    </>
  )
}

/** The button from which a question came: it has the focus again once that is answered. */
function useFocusAfter(asking: boolean) {
  const button = useRef<HTMLButtonElement>(null)
  const asked = useRef(false)
  // Before anybody can press the next key, which would meet the page without a focus.
  useLayoutEffect(() => {
    if (!asking && asked.current) button.current?.focus()
    asked.current = asking
  }, [asking])
  return button
}

function Question({
  question,
  busy,
  onYes,
  onNo,
}: {
  readonly question: string
  readonly busy: boolean
  readonly onYes: (button: HTMLElement) => void
  readonly onNo: () => void
}) {
  const no = useRef<HTMLButtonElement>(null)
  useLayoutEffect(() => no.current?.focus(), [])
  return (
    // biome-ignore lint/a11y/useSemanticElements: a question with its two answers is no set of fields
    <div
      class="row confirm"
      role="group"
      aria-label={question}
      onKeyDown={({ key }) => key === 'Escape' && onNo()}
    >
      <span class="small">{question}</span>
      <button
        type="button"
        class="danger"
        aria-disabled={busy}
        onClick={({ currentTarget }) => onYes(currentTarget)}
      >
        Delete for good
      </button>
      <button type="button" ref={no} onClick={onNo}>
        Keep it
      </button>
    </div>
  )
}
