import type { ComponentChildren } from 'preact'
import { loadModels } from '../forms/cell.ts'
import { getJson, type SubmissionPath, submit } from '../service/client.ts'
import { loadPresetsIn, type Preset } from '../service/presets.ts'
import { Downloads } from '../ui/downloads.tsx'
import { ResultFigure } from '../ui/figure.tsx'
import { JobPanel } from '../ui/job-panel.tsx'
import { WhenLoaded } from '../ui/loading.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { useAction } from '../ui/use-action.ts'
import { useLoaded } from '../ui/use-loaded.ts'
import { useQuery } from '../ui/use-query.ts'
import { type Panel, PanelTable } from './panel-table.tsx'

const GROUP = 'ot-1'

/** What is known of OT-1 T cells: their peptides, and how these act together. */
export function Ot1View() {
  const [loaded, again] = useLoaded('ot-1', async (signal) => {
    const [models, presets, { panels }] = await Promise.all([
      loadModels(signal),
      loadPresetsIn([GROUP], signal),
      getJson<{ panels: Panel[] }>('/v1/panels', signal),
    ])
    return { models, presets, panel: panels.find(({ name }) => name === GROUP) }
  })
  return (
    <WhenLoaded loaded={loaded} what="the OT-1 panel" again={again}>
      {({ models, presets, panel }) => (
        <Figures presets={presets}>{panel && <PanelTable panel={panel} models={models} />}</Figures>
      )}
    </WhenLoaded>
  )
}

function Figures({
  presets,
  children,
}: {
  readonly presets: readonly Preset[]
  readonly children: ComponentChildren
}) {
  const [query, change] = useQuery()
  const missing = presets.filter(({ name }) => query[name] === undefined)
  const { busy, refusal, run } = useAction(async () => {
    for (const { name, path, body } of missing) change({ [name]: (await submit(path, body)).id })
  })
  return (
    <>
      {missing.length > 0 && (
        <div class="row">
          <button type="button" disabled={busy} onClick={run}>
            {missing.length === presets.length ? 'Compute all figures' : 'Compute the missing figures'}
          </button>
        </div>
      )}
      {refusal !== null && <ErrorNotice error={refusal} />}
      <div class="columns figures">
        {children}
        {presets.map((preset) => (
          <Figure
            key={preset.name}
            preset={preset}
            jobId={query[preset.name] ?? null}
            onJob={(id) => change({ [preset.name]: id })}
          />
        ))}
      </div>
    </>
  )
}

function Figure({
  preset: { name, title, description, source, path, body },
  jobId,
  onJob,
}: {
  readonly preset: Preset
  readonly jobId: string | null
  readonly onJob: (id: string) => void
}) {
  return (
    <section class="card" aria-labelledby={name}>
      <h2 id={name}>{title}</h2>
      <p>{description}</p>
      <JobPanel
        path={path as SubmissionPath}
        spec={body}
        jobId={jobId}
        onJob={onJob}
        action="Compute the figure"
      >
        {(job) => (
          <>
            <ResultFigure job={job.id} label={`Figure: ${title}`} />
            <Downloads job={job} />
          </>
        )}
      </JobPanel>
      <p class="small faint">Source: {source}</p>
    </section>
  )
}
