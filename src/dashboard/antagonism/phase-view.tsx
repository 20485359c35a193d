import { useState } from 'preact/hooks'
import {
  type CellModelEntry,
  type CellTarget,
  type CellTexts,
  cellOf,
  cellTexts,
  loadModels,
  schemaOf,
} from '../forms/cell.ts'
import { Labelled, SchemaFields } from '../forms/fields.tsx'
import type { FieldTexts } from '../forms/schema.ts'
import { loadPresetsIn, type Preset } from '../service/presets.ts'
import { Downloads } from '../ui/downloads.tsx'
import { ResultFigure } from '../ui/figure.tsx'
import { JobPanel } from '../ui/job-panel.tsx'
import { WhenLoaded } from '../ui/loading.tsx'
import { useLoaded } from '../ui/use-loaded.ts'
import { useQuery } from '../ui/use-query.ts'

/** Names of parameters in the address begin with this: the curve has names of its own for the like. */
const PREFIX = 'p-'

/** Where in the plane of binding time and quantity a cell responds. */
export function PhaseView() {
  const [loaded, again] = useLoaded('phase', async (signal) => {
    const groups = ['phase-diagram']
    const [models, presets] = await Promise.all([loadModels(signal), loadPresetsIn(groups, signal)])
    return { models, presets }
  })
  return (
    <WhenLoaded loaded={loaded} what="the phase diagrams" again={again}>
      {({ models, presets }) => <Phases models={models} presets={presets} />}
    </WhenLoaded>
  )
}

/** What an address says of a phase diagram. */
interface PhaseChoice {
  readonly preset: Preset
  readonly start: CellTexts
  readonly parameters: FieldTexts
}

function Phases({
  models,
  presets,
}: {
  readonly models: readonly CellModelEntry[]
  readonly presets: readonly Preset[]
}) {
  const [query, change] = useQuery()
  // What is emptied is kept here: an address does not say that a field is empty.
  const [emptied, setEmptied] = useState<FieldTexts>({})
  const preset = presets.find(({ name }) => name === query.diagram) ?? presets[0]!
  const start = cellTexts(preset.body.target as CellTarget, models)
  const said = Object.entries(start.parameters).map(([name, text]) => [name, query[PREFIX + name] ?? text])
  const parameters: FieldTexts = { ...Object.fromEntries(said), ...emptied }
  const choose = (name: string) => {
    const others = models.flatMap((entry) => Object.keys(entry.parameters.properties ?? {}))
    setEmptied({})
    change({ ...prefixed(others.map((other) => [other, null])), diagram: name, phase: null })
  }
  const type = (texts: FieldTexts) => {
    setEmptied(Object.fromEntries(Object.entries(texts).filter(([, text]) => text === '')))
    change({ ...prefixed(Object.entries(texts)), phase: null })
  }
  const choice = { preset, start, parameters }
  return (
    <div class="side-by-side">
      <Choice models={models} presets={presets} choice={choice} onPreset={choose} onParameters={type} />
      <Diagram
        models={models}
        choice={choice}
        jobId={query.phase ?? null}
        onJob={(phase) => change({ phase })}
      />
    </div>
  )
}

function Choice({
  models,
  presets,
  choice: { preset, start, parameters },
  onPreset,
  onParameters,
}: {
  readonly models: readonly CellModelEntry[]
  readonly presets: readonly Preset[]
  readonly choice: PhaseChoice
  readonly onPreset: (name: string) => void
  readonly onParameters: (texts: FieldTexts) => void
}) {
  return (
    <section class="card" aria-label="Choice of the cell">
      <Labelled label="Model" hint={models.find(({ name }) => name === start.model)?.equation}>
        {(ids) => (
          <select
            {...ids}
            value={preset.name}
            onChange={({ currentTarget }) => onPreset(currentTarget.value)}
          >
            {presets.map(({ name, body }) => (
              <option key={name} value={name}>
                {titleOf((body.target as CellTarget).model, models)}
              </option>
            ))}
          </select>
        )}
      </Labelled>
      <details open={JSON.stringify(parameters) !== JSON.stringify(start.parameters)}>
        <summary>Parameters</summary>
        <SchemaFields schema={schemaOf(start.model, models)} texts={parameters} onTexts={onParameters} />
      </details>
    </section>
  )
}

function Diagram({
  models,
  choice: { preset, start, parameters },
  jobId,
  onJob,
}: {
  readonly models: readonly CellModelEntry[]
  readonly choice: PhaseChoice
  readonly jobId: string | null
  readonly onJob: (id: string) => void
}) {
  const title = titleOf(start.model, models)
  return (
    <section class="card" aria-labelledby="phase-title">
      <h2 id="phase-title">Phase diagram: {title}</h2>
      <p class="faint">{preset.description}</p>
      <JobPanel
        path="/v1/simulations"
        spec={{ ...preset.body, target: cellOf({ ...start, parameters }, models) }}
        jobId={jobId}
        onJob={onJob}
        action="Compute the phase diagram"
      >
        {(job) => (
          <>
            <ResultFigure job={job.id} label={`Figure: phase diagram, ${title}`} />
            <Downloads job={job} />
          </>
        )}
      </JobPanel>
      <p class="small faint">Source: {preset.source}</p>
    </section>
  )
}

function titleOf(model: string, models: readonly CellModelEntry[]): string {
  return models.find(({ name }) => name === model)?.title ?? model
}

function prefixed<Value>(fields: readonly (readonly [name: string, value: Value])[]): Record<string, Value> {
  return Object.fromEntries(fields.map(([name, value]) => [PREFIX + name, value]))
}
