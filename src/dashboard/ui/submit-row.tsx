import { ErrorNotice } from './notice.tsx'

/** The button at the end of a form, and below it what the service refused. */
export function SubmitRow({
  label,
  busy,
  refusal,
}: {
  readonly label: string
  readonly busy: boolean
  readonly refusal: unknown
}) {
  return (
    <>
      <div class="row">
        <button type="submit" class="primary" disabled={busy}>
          {busy ? 'Submitting…' : label}
        </button>
      </div>
      {refusal !== null && <ErrorNotice error={refusal} />}
    </>
  )
}
