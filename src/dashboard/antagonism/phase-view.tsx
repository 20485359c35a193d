import { useState } from 'preact/hooks'
import type { Preset } from '../../presets/preset.ts'
import {
  type CellModelEntry,
  type CellTarget,
  cellOf,
  cellTexts,
  loadModels,
  schemaOf,
} from '../forms/cell.ts'
import { Labelled, SchemaFields } from '../forms/fields.tsx'
import type { FieldTexts } from '../forms/schema.ts'
import { Downloads } from '../ui/downloads.tsx'
import { ResultFigure } from '../ui/figure.tsx'
import { JobPanel } from '../ui/job-panel.tsx'
import { WhenLoaded } from '../ui/loading.tsx'
import { useLoaded } from '../ui/use-loaded.ts'
import { useQuery } from '../ui/use-query.ts'
import { loadPresets } from './presets.ts'

/** Names of parameters in the address begin with this: the curve has names of its own for the like. */
const PREFIX = 'p-'

/** Where in the plane of binding time and quantity a cell responds. */
export function PhaseView() {
  const [loaded, again] = useLoaded('phase', async (signal) => {
    const groups = ['phase-diagram']
    const [models, presets] = await Promise.all([loadModels(signal), loadPresets(groups, signal)])
    return { models, presets }
  })
  return (
    <WhenLoaded loaded={loaded} what="the phase diagrams" again={again}>
      {({ models, presets }) => <Phases models={models} presets={presets} />}
    </WhenLoaded>
  )
}

function Phases({
  models,
  presets,
}: {
  readonly models: readonly CellModelEntry[]
  readonly presets: readonly Preset[]
}) {
  const [query, change] = useQuery()
  const preset = presets.find(({ name }) => name === query.diagram) ?? presets[0]!
  const start = cellTexts(preset.body.target as CellTarget, models)
  const { model } = start
  const schema = schemaOf(model, models)
  const titleOf = (name: string) => models.find((entry) => entry.name === name)?.title ?? name
  // What is typed is kept as it is: an address does not say that a field is empty.
  const [emptied, setEmptied] = useState<FieldTexts>({})
  const said = Object.entries(start.parameters).map(([name, text]) => [name, query[PREFIX + name] ?? text])
  const parameters = { ...(Object.fromEntries(said) as FieldTexts), ...emptied }
  const type = (texts: FieldTexts) => {
    setEmptied(Object.fromEntries(Object.entries(texts).filter(([, text]) => text === '')))
    change({ ...prefixed(texts), phase: null })
  }
  const choose = (name: string) => {
    setEmptied({})
    const names = models.flatMap((entry) => Object.keys(entry.parameters.properties ?? {}))
    const none = Object.fromEntries(names.map((parameter) => [parameter, null]))
    change({ ...prefixed(none), diagram: name, phase: null })
  }
  return (
    <div class="side-by-side">
      <section class="card" aria-label="Choice of the cell">
        <Labelled label="Model" hint={models.find(({ name }) => name === model)?.equation}>
          {(ids) => (
            <select
              {...ids}
              value={preset.name}
              onChange={({ currentTarget }) => choose(currentTarget.value)}
            >
              {presets.map(({ name, body }) => (
                <option key={name} value={name}>
                  {titleOf((body.target as CellTarget).model)}
                </option>
              ))}
            </select>
          )}
        </Labelled>
        <details open={JSON.stringify(parameters) !== JSON.stringify(start.parameters)}>
          <summary>Parameters</summary>
          <SchemaFields schema={schema} texts={parameters} onTexts={type} />
        </details>
      </section>
      <section class="card" aria-labelledby="phase-title">
        <h2 id="phase-title">Phase diagram: {titleOf(model)}</h2>
        <p class="faint">{preset.description}</p>
        <JobPanel
          path="/v1/simulations"
          spec={{ ...preset.body, target: cellOf({ model, parameters }, models) }}
          jobId={query.phase ?? null}
          onJob={(phase) => change({ phase })}
          action="Compute the phase diagram"
        >
          {(job) => (
            <>
              <ResultFigure job={job.id} label={`Figure: phase diagram, ${titleOf(model)}`} />
              <Downloads job={job} />
            </>
          )}
        </JobPanel>
        <p class="small faint">Source: {preset.source}</p>
      </section>
    </div>
  )
}

function prefixed<Value>(fields: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [PREFIX + name, value]))
}
