import { useRef } from 'preact/hooks'
import { Labelled } from '../forms/fields.tsx'
import type { SpecDraft } from './spec-draft.ts'

/** Where a spec is written as JSON, with what is wrong with it said below; submitted by the button or Ctrl + Enter. */
export function SpecEditor({
  text,
  draft,
  busy,
  onText,
  onSubmit,
}: {
  readonly text: string
  readonly draft: SpecDraft
  readonly busy: boolean
  readonly onText: (text: string) => void
  readonly onSubmit: () => void
}) {
  const area = useRef<HTMLTextAreaElement>(null)
  // Nobody is told of a fault before having written anything.
  const fault = text.trim() === '' ? null : draft.fault
  const send = () => {
    if (draft.fault === null) return onSubmit()
    area.current?.focus()
    area.current?.setSelectionRange(draft.fault.offset, draft.fault.offset + 1)
  }
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault()
        if (!busy) send()
      }}
    >
      <Labelled label="Spec (JSON)" hint={draft.spec === null ? undefined : seedHint(draft.spec)}>
        {(ids) => (
          <textarea
            {...ids}
            {...(fault && { 'aria-describedby': 'spec-fault' })}
            class="mono spec"
            ref={area}
            required
            spellcheck={false}
            aria-invalid={fault !== null}
            value={text}
            onInput={({ currentTarget }) => onText(currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && event.ctrlKey) event.currentTarget.form?.requestSubmit()
            }}
          />
        )}
      </Labelled>
      <p class="field-error" id="spec-fault" role="status">
        {fault?.message}
      </p>
      <div class="row">
        <button class="primary" type="submit" aria-disabled={busy}>
          {busy ? 'Submitting…' : 'Submit'}
        </button>
      </div>
    </form>
  )
}

function seedHint({ seed }: Readonly<Record<string, unknown>>): string {
  return seed === undefined
    ? 'There is no seed: the service draws one, and the job reports it.'
    : `With the seed ${JSON.stringify(seed)} the same spec gives the same result. Without a seed the service draws a new one.`
}
