import { Labelled } from '../forms/fields.tsx'
import type { Job } from '../service/client.ts'
import type { Preset } from '../service/presets.ts'
import { aboutJob, nameOf, shortId } from './about.ts'

type SpecPreset = Preset<object>

/** What a spec is begun from: a preset, a former job, or nothing. */
export interface SpecSource {
  readonly preset?: string
  readonly from?: string
}

/** Chooses what to begin from. */
export function SourceFields({
  source,
  presets,
  jobs,
  onSource,
}: {
  readonly source: SpecSource
  readonly presets: readonly SpecPreset[]
  readonly jobs: readonly Job[]
  readonly onSource: (source: SpecSource) => void
}) {
  const { preset = '', from = '' } = source
  const chosen = presets.find(({ name }) => name === preset)
  return (
    <div class="columns">
      <Labelled label="Preset" hint={chosen && `${chosen.description} Source: ${chosen.source}`}>
        {(ids) => (
          <select
            {...ids}
            value={preset}
            onChange={({ currentTarget }) => onSource({ preset: currentTarget.value })}
          >
            <option value="">none</option>
            {[...Map.groupBy(presets, ({ group }) => group)].map(([group, members]) => (
              <optgroup key={group} label={group.replaceAll('-', ' ')}>
                {members.map(({ name, title }) => (
                  <option key={name} value={name}>
                    {title}
                  </option>
                ))}
              </optgroup>
            ))}
          </select>
        )}
      </Labelled>
      <Labelled label="Former job">
        {(ids) => (
          <select
            {...ids}
            value={from}
            onChange={({ currentTarget }) => onSource({ from: currentTarget.value })}
          >
            <option value="">none</option>
            {from !== '' && !jobs.some(({ id }) => id === from) && (
              <option value={from}>{shortId(from)}</option>
            )}
            {jobs.map((job) => (
              <option key={job.id} value={job.id}>
                {[nameOf(job), aboutJob(job)].filter(Boolean).join(' · ')}
              </option>
            ))}
          </select>
        )}
      </Labelled>
    </div>
  )
}
