import { useState } from 'preact/hooks'
import { SchemaFields } from '../forms/fields.tsx'
import type { FieldTexts, PropertySchema } from '../forms/schema.ts'
import { deleteJob } from '../service/client.ts'
import { ErrorNotice } from '../ui/notice.tsx'
import { isLost, isOver } from './run-words.ts'
import type { TableRun } from './table-run.ts'

/** What all runs of the table are given, how to start and to cancel them, and how many have ended. */
export function TableControls({
  runs,
  schema,
  texts,
  busy,
  onTexts,
  onStart,
}: {
  readonly runs: readonly (TableRun | null)[]
  /** Of what may be chosen. */
  readonly schema: PropertySchema
  readonly texts: FieldTexts
  readonly busy: boolean
  readonly onTexts: (texts: FieldTexts) => void
  readonly onStart: (places: readonly number[]) => void
}) {
  const started = runs.filter((run) => run !== null)
  const open = started.filter((run) => !isOver(run))
  const places = [...runs.keys()]
  const missing = places.filter((place) => runs[place] === null || isLost(runs[place]!))
  return (
    <form
      class="card"
      onSubmit={(event) => {
        event.preventDefault()
        onStart(places)
      }}
      onInvalidCapture={({ currentTarget }) => {
        // What is wrong can only be shown where it can be seen.
        currentTarget.querySelector('details')!.open = true
      }}
    >
      <div class="row">
        <button class="primary" type="submit" disabled={busy || open.length > 0}>
          {busy ? 'Submitting…' : 'Run the whole table'}
        </button>
        {started.length > 0 && missing.length > 0 && missing.length < runs.length && (
          <button type="button" disabled={busy} onClick={() => onStart(missing)}>
            Run the {missing.length} that {missing.length === 1 ? 'is' : 'are'} missing
          </button>
        )}
        <Cancel open={open} />
      </div>
      {started.length > 0 && <Progress runs={runs} />}
      <details class="group" open={Object.values(texts).some((text) => text !== '')}>
        <summary>Options of all runs</summary>
        <SchemaFields schema={schema} texts={texts} onTexts={onTexts} />
      </details>
    </form>
  )
}

/** How many runs have ended, and whether the service is away. */
function Progress({ runs }: { readonly runs: readonly (TableRun | null)[] }) {
  const done = runs.filter((run) => run !== null && isOver(run)).length
  const isAway = runs.some((run) => run !== null && !isOver(run) && run.connection === 'lost')
  return (
    <div class="stack">
      <progress max={runs.length} value={done} aria-label="Runs that have ended" />
      <p role="status" class="small numeric">
        {done} of {runs.length} done
        {isAway && ' · The connection is lost. Trying again; the jobs go on meanwhile.'}
      </p>
    </div>
  )
}

/** Cancels what has not ended. */
function Cancel({ open }: { readonly open: readonly TableRun[] }) {
  const [cancelling, setCancelling] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const cancel = async () => {
    setCancelling(true)
    const answers = await Promise.allSettled(open.map(({ id }) => deleteJob(id)))
    setError(answers.find((answer) => answer.status === 'rejected')?.reason ?? null)
    setCancelling(false)
  }
  return (
    <>
      {open.length > 0 && (
        <button type="button" class="danger" disabled={cancelling} onClick={() => void cancel()}>
          Cancel what still runs
        </button>
      )}
      {error !== null && <ErrorNotice error={error} />}
    </>
  )
}
