import { useRef, useState } from 'preact/hooks'
import { useLocation } from 'preact-iso'
import { methodOf } from '../attack/attack-methods.ts'
import { isWatchable } from '../jobs/about.ts'
import { MethodNotes } from '../jobs/method-notes.tsx'
import { SourceFields } from '../jobs/source-fields.tsx'
import { readSpec } from '../jobs/spec-draft.ts'
import { SpecEditor } from '../jobs/spec-editor.tsx'
import { useMethods } from '../jobs/use-methods.ts'
import { useSpecText } from '../jobs/use-spec-text.ts'
import { jobPage, PAGES } from '../pages.ts'
import { getJson, type Job, type JobPage, submit } from '../service/client.ts'
import { loadPresets } from '../service/presets.ts'
import { ErrorNotice } from '../ui/notice.tsx'
import { useLoaded } from '../ui/use-loaded.ts'
import { specForAddress, useQuery } from '../ui/use-query.ts'
import { useTitle } from '../ui/use-title.ts'
import '../styles/jobs.css'

/** Submit any spec: a ready-made one, that of a former job, or one's own. */
export function SubmitPage() {
  const [query, change] = useQuery()
  const title = query.from === undefined ? 'Submit a spec' : 'Repeat with changes'
  useTitle(title)
  const { text, error, write } = useSpecText()
  const [sources] = useLoaded('sources', loadSources)
  const { presets, jobs } = sources.state === 'ready' ? sources.value : { presets: [], jobs: [] }
  return (
    <div class="page">
      <div class="page-head">
        <h1>{title}</h1>
        <p>
          A job’s result depends on its spec and seed alone. Begin from a preset or a former job, change what
          you like, and submit it.
        </p>
      </div>
      <div class="card">
        {sources.state === 'failed' && <ErrorNotice error={sources.error} />}
        <SourceFields
          source={query}
          presets={presets}
          jobs={jobs}
          onSource={({ preset = null, from = null }) => change({ preset, from, spec: null }, true)}
        />
        {error !== null && <ErrorNotice error={error} />}
      </div>
      {text === null ? <p role="status">Loading the spec…</p> : <Editing text={text} onText={write} />}
    </div>
  )
}

async function loadSources(signal: AbortSignal) {
  const [presets, { jobs }] = await Promise.all([loadPresets(signal), getJson<JobPage>('/v1/jobs', signal)])
  return { presets, jobs }
}

/** The spec, and beside it what is known of its kind. */
function Editing({ text, onText }: { readonly text: string; readonly onText: (text: string) => void }) {
  const { route } = useLocation()
  const methods = useMethods()
  const [refusal, setRefusal] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const draft = readSpec(text)
  // While a spec is no JSON, for it is being written, its kind is still the one that it had.
  const understood = useRef(draft.spec)
  understood.current = draft.spec ?? understood.current
  const method = methodOf(methods, understood.current ?? {})
  const send = async () => {
    if (draft.spec === null) return
    setBusy(true)
    setRefusal(null)
    try {
      // A kind that is unknown is refused wherever it is sent, with the reason.
      route(jobPage((await submit(method?.submitTo ?? '/v1/attacks', draft.spec)).id))
    } catch (reason) {
      setRefusal(reason)
      setBusy(false)
    }
  }
  return (
    <div class="columns">
      <div class="card">
        {refusal !== null && <ErrorNotice error={refusal} />}
        <SpecEditor text={text} draft={draft} busy={busy} onText={onText} onSubmit={() => void send()} />
        {draft.spec !== null && method !== undefined && <FormLink spec={draft.spec} type={method.type} />}
      </div>
      <aside class="card" aria-label="The method">
        {method === undefined ? (
          <KindsKnown kind={understood.current?.kind} kinds={[...new Set(methods.map(({ kind }) => kind))]} />
        ) : (
          <MethodNotes method={method} />
        )}
      </aside>
    </div>
  )
}

/** Attacks on the ligands of a cell have a form of their own. */
function FormLink({ spec, type }: Pick<Job, 'spec' | 'type'>) {
  const written = specForAddress(spec)
  if (written === null || !isWatchable({ type, spec })) return null
  return (
    <p class="small">
      <a href={`${PAGES.attack}?spec=${encodeURIComponent(written)}`}>Edit this spec in the form</a> of the
      page “Attack a cell”, where its job can be watched.
    </p>
  )
}

function KindsKnown({ kind, kinds }: { readonly kind: unknown; readonly kinds: readonly string[] }) {
  return (
    <div class="stack">
      <h2>The method</h2>
      <p>
        {kind === undefined
          ? 'What is known of a method stands here once the spec has a kind.'
          : `The service knows no kind ${JSON.stringify(kind)}.`}
      </p>
      {kinds.length > 0 && <p class="small">Kinds: {kinds.join(', ')}.</p>}
    </div>
  )
}
