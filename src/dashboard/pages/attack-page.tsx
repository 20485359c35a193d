import { useEffect, useRef, useState } from 'preact/hooks'
import { AttackForm, PICTURED } from '../attack/attack-form.tsx'
import { loadCatalogue } from '../attack/catalogue.ts'
import {
  type AttackDraft,
  type AttackSpec,
  type Catalogue,
  draftOf,
  isCellAttack,
  specOf,
} from '../attack/draft.ts'
import { cellAttackPresets } from '../attack/presets.ts'
import { Labelled } from '../forms/fields.tsx'
import { RunView } from '../live/run-view.tsx'
import { useRun } from '../live/use-run.ts'
import { getJson, type Job, submit } from '../service/client.ts'
import type { Preset } from '../service/presets.ts'
import { WhenLoaded } from '../ui/loading.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { useAction } from '../ui/use-action.ts'
import { useLoaded } from '../ui/use-loaded.ts'
import { specForAddress, useQuery } from '../ui/use-query.ts'
import '../styles/live.css'

/** What is shown to who comes for the first time: three letters, of which the middle one fades. */
const FIRST_PRESET = 'letters-3-2'

/** Attack a cell and watch it happen. */
export function AttackPage() {
  const [catalogue, again] = useLoaded('catalogue', loadCatalogue)
  return (
    <div class="page">
      <div class="page-head">
        <h1>Attack a cell</h1>
        <p>
          A T cell decides by one number, its output T. Gradient descent on the binding times of weakly bound
          ligands pushes T below the threshold, as a small well-chosen perturbation flips the class of an
          image. Choose a cell and its ligands, and watch.
        </p>
      </div>
      <WhenLoaded loaded={catalogue} what="models, attacks and presets" again={again}>
        {(value) => <Attack catalogue={value} presets={cellAttackPresets(value.presets)} />}
      </WhenLoaded>
    </div>
  )
}

function Attack({
  catalogue,
  presets,
}: {
  readonly catalogue: Catalogue
  readonly presets: readonly Preset<AttackSpec>[]
}) {
  const [query, change] = useQuery()
  const [draft, setDraft] = useState<AttackDraft | null>(null)
  const [fault, setFault] = useState<unknown>(null)
  const view = useRef<HTMLDivElement>(null)
  const run = useRun(query.job ?? null)
  const {
    busy,
    refusal,
    run: start,
  } = useAction(async () => {
    setFault(null)
    const { id } = await submit('/v1/attacks', specOf(draft!, catalogue))
    change({ job: id, spec: null, preset: null }, true)
    // On a narrow page what happens lies below the form.
    view.current?.scrollIntoView({ block: 'nearest' })
  })

  // The form is what the address says: a spec, the spec of the job that is watched, or a preset.
  const { spec, job, preset } = query
  useEffect(() => {
    const gone = new AbortController()
    startDraft({ spec, job, preset }, catalogue, presets, gone.signal).then(
      (found) => !gone.signal.aborted && setDraft(found),
      (reason: unknown) => {
        if (gone.signal.aborted) return
        setDraft((before) => before ?? draftOf(presets[0]!.body, catalogue))
        // Of a job that is not there its own view tells.
        if (job === undefined) setFault(reason)
      },
    )
    return () => gone.abort()
  }, [job, preset])

  if (draft === null) return <p role="status">Loading…</p>
  const edit = (changed: AttackDraft) => {
    setDraft(changed)
    change({ spec: addressOf(changed, catalogue) })
  }
  return (
    <div class="side-by-side">
      <div class="card">
        <Labelled label="Preset" hint={presets.find(({ name }) => name === preset)?.description}>
          {(ids) => (
            <select
              {...ids}
              value={preset ?? ''}
              onChange={({ currentTarget }) => change({ preset: currentTarget.value, spec: null, job: null })}
            >
              <option value="">own values</option>
              {presets.map(({ name, title }) => (
                <option key={name} value={name}>
                  {title}
                </option>
              ))}
            </select>
          )}
        </Labelled>
        {[fault, refusal].map((error) => error !== null && <ErrorNotice error={error} />)}
        <AttackForm
          draft={draft}
          catalogue={catalogue}
          busy={busy}
          onDraft={edit}
          onSubmit={() => void start()}
        />
      </div>
      <div class="card beside-form" ref={view}>
        {run === null ? (
          <div class="empty">
            <p>Nothing runs yet.</p>
            <p>Press “Attack” to start with what stands in the form, or choose a preset first.</p>
          </div>
        ) : (
          <RunView key={run.id} run={run} catalogue={catalogue} />
        )}
      </div>
    </div>
  )
}

/** The form for what the page's address names. Throws where that is no attack on a cell, or a job that is not there. */
async function startDraft(
  { spec, job, preset }: Readonly<Record<'spec' | 'job' | 'preset', string | undefined>>,
  catalogue: Catalogue,
  presets: readonly Preset<AttackSpec>[],
  signal: AbortSignal,
): Promise<AttackDraft> {
  let found: unknown
  if (spec !== undefined) found = parsedOrNull(spec)
  else if (job !== undefined) found = (await getJson<Job>(`/v1/jobs/${encodeURIComponent(job)}`, signal)).spec
  else found = presetSpec(presets.find(({ name }) => name === (preset ?? FIRST_PRESET)))
  if (!isCellAttack(found, catalogue)) {
    throw new Error(
      'The address of this page names no attack on the ligands of a cell; the form shows another one.',
    )
  }
  return draftOf(found, catalogue)
}

function parsedOrNull(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    // Told as no attack, which is what matters to whoever opened it.
    return null
  }
}

/** A preset's spec; a descent that is to be watched shows its ligands. */
function presetSpec(preset: Preset<AttackSpec> | undefined): AttackSpec | undefined {
  if (preset?.body.kind !== 'gradient-descent') return preset?.body
  return { ...preset.body, options: { ...preset.body.options, pictures: Number(PICTURED.pictures) } }
}

/** What a form holds, for the page's address; null where it is too long for one, or no spec yet. */
function addressOf(draft: AttackDraft, catalogue: Catalogue): string | null {
  try {
    return specForAddress(specOf(draft, catalogue))
  } catch {
    // JSON that is being typed is none until it is whole.
    return null
  }
}
