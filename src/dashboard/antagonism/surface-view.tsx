import { useState } from 'preact/hooks'
import { type CellModelEntry, loadModels } from '../forms/cell.ts'
import { Labelled, SchemaFields } from '../forms/fields.tsx'
import type { PropertySchema } from '../forms/schema.ts'
import { loadPresetsIn, type Preset } from '../service/presets.ts'
import { Downloads } from '../ui/downloads.tsx'
import { JobPanel } from '../ui/job-panel.tsx'
import { WhenLoaded } from '../ui/loading.tsx'
import { useLoaded } from '../ui/use-loaded.ts'
import { useQuery } from '../ui/use-query.ts'
import {
  queryOfTexts,
  type SurfaceSpec,
  type SurfaceTexts,
  specOf,
  surfaceSchema,
  textsOfQuery,
  textsOfSpec,
} from './surface-choice.ts'
import { SurfaceResult } from './surface-result.tsx'

/** How many antagonists silence the cell, over binding time and number of the agonists. */
export function SurfaceView() {
  const [loaded, again] = useLoaded('surface', async (signal) => {
    const groups = ['boundary-surface']
    const [models, presets] = await Promise.all([loadModels(signal), loadPresetsIn(groups, signal)])
    return { models, presets }
  })
  return (
    <WhenLoaded loaded={loaded} what="the surfaces" again={again}>
      {({ models, presets }) => <Surfaces models={models} presets={presets} />}
    </WhenLoaded>
  )
}

function Surfaces({
  models,
  presets,
}: {
  readonly models: readonly CellModelEntry[]
  readonly presets: readonly Preset[]
}) {
  const [query, change] = useQuery()
  const specs = presets.map(({ body }) => body as unknown as SurfaceSpec)
  const base = specs.at(-1)!
  const schema = surfaceSchema(base.target.model, models)
  // What is typed is kept as it is: an address does not say that a field is empty.
  const [typed, setTyped] = useState<SurfaceTexts>({})
  const texts = { ...textsOfQuery(query, textsOfSpec(base, schema)), ...typed }
  const choose = (next: SurfaceTexts) => {
    setTyped(Object.fromEntries(Object.entries(next).filter(([, text]) => text === '')))
    change({ ...queryOfTexts(next), surface: null })
  }
  return (
    <div class="side-by-side">
      <section class="card surface-choice" aria-label="Choice of the surface">
        <SurfacePreset presets={presets} texts={texts} schema={schema} onTexts={choose} />
        <SchemaFields schema={schema} texts={texts} onTexts={choose} />
      </section>
      <section class="card" aria-labelledby="surface-title">
        <h2 id="surface-title">Antagonists that silence the cell</h2>
        <p class="faint">
          Over binding time τ1 and number L1 of the agonists: how many antagonists L2 it takes until the cell
          does not respond.
        </p>
        <JobPanel
          path="/v1/simulations"
          spec={specOf(base, texts, schema)}
          jobId={query.surface ?? null}
          onJob={(surface) => change({ surface })}
          action="Compute the surface"
        >
          {(job) => (
            <>
              <SurfaceResult job={job} />
              <Downloads job={job} />
            </>
          )}
        </JobPanel>
      </section>
    </div>
  )
}

function SurfacePreset({
  presets,
  texts,
  schema,
  onTexts,
}: {
  readonly presets: readonly Preset[]
  readonly texts: SurfaceTexts
  readonly schema: PropertySchema
  readonly onTexts: (texts: SurfaceTexts) => void
}) {
  const choices = presets.map((preset) => ({
    ...preset,
    texts: textsOfSpec(preset.body as unknown as SurfaceSpec, schema),
  }))
  const same = choices.find((choice) => JSON.stringify(choice.texts) === JSON.stringify(texts))
  return (
    <Labelled label="Surface of the paper" hint={same?.description}>
      {(ids) => (
        <select
          {...ids}
          value={same?.name ?? ''}
          onChange={({ currentTarget }) => {
            const chosen = choices.find(({ name }) => name === currentTarget.value)
            if (chosen) onTexts(chosen.texts)
          }}
        >
          <option value="">none of them</option>
          {choices.map(({ name, title }) => (
            <option key={name} value={name}>
              {title}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  )
}
