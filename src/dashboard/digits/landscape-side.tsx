import { useState } from 'preact/hooks'
import { Labelled } from '../forms/fields.tsx'
import { getJson, type Job, type SubmissionPath } from '../service/client.ts'
import type { Preset } from '../service/presets.ts'
import { Downloads } from '../ui/downloads.tsx'
import { ResultFigure } from '../ui/figure.tsx'
import { JobPanel } from '../ui/job-panel.tsx'
import { WhenLoaded } from '../ui/loading.tsx'
import { useLoaded } from '../ui/use-loaded.ts'
import type { Landscape } from './landscape.ts'
import { LandscapeField } from './landscape-field.tsx'

/** A landscape, or a walk through one, as a preset asks for it. */
export interface LandscapeSpec {
  readonly kind: string
  readonly target: { readonly classifier: string } | { readonly model: string }
}

/** One of two landscapes that are seen side by side. */
export function LandscapeSide({
  title,
  presets,
  name,
  job,
  onName,
  onJob,
}: {
  readonly title: string
  readonly presets: readonly Preset<LandscapeSpec>[]
  readonly name: string | undefined
  readonly job: string | undefined
  readonly onName: (name: string) => void
  readonly onJob: (id: string) => void
}) {
  const preset = presets.find((each) => each.name === name) ?? presets[0]
  if (preset === undefined) return <p class="empty">The service has no such landscape ready-made.</p>
  return (
    <section class="card" aria-label={title}>
      <h2>{title}</h2>
      <Labelled label="Landscape" hint={preset.description}>
        {(ids) => (
          <select {...ids} value={preset.name} onChange={({ currentTarget }) => onName(currentTarget.value)}>
            {presets.map((each) => (
              <option key={each.name} value={each.name}>
                {each.title}
              </option>
            ))}
          </select>
        )}
      </Labelled>
      <JobPanel
        key={preset.name}
        path={preset.path as SubmissionPath}
        spec={preset.body}
        jobId={job ?? null}
        onJob={onJob}
        action="Compute it"
      >
        {(ended) => <LandscapeResult job={ended} title={preset.title} />}
      </JobPanel>
    </section>
  )
}

function LandscapeResult({ job, title }: { readonly job: Job; readonly title: string }) {
  return (
    <>
      {job.kind === 'landscape' ? (
        <>
          <LoadedField job={job} title={title} />
          <ApiFigure job={job} title={title} />
        </>
      ) : (
        <ResultFigure job={job.id} label={title} />
      )}
      <Downloads job={job} />
    </>
  )
}

function LoadedField({ job, title }: { readonly job: Job; readonly title: string }) {
  const [landscape, again] = useLoaded(job.id, (signal) =>
    getJson<Landscape>(`/v1/jobs/${encodeURIComponent(job.id)}/result`, signal),
  )
  return (
    <WhenLoaded loaded={landscape} what="the landscape" again={again}>
      {(value) => <LandscapeField landscape={value} label={title} />}
    </WhenLoaded>
  )
}

/** Asked for when it is opened. */
function ApiFigure({ job, title }: { readonly job: Job; readonly title: string }) {
  const [open, setOpen] = useState(false)
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>The figure that the API draws of it</summary>
      {open && <ResultFigure job={job.id} label={`${title}, as the API draws it`} />}
    </details>
  )
}
