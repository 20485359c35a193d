import { useMemo } from 'preact/hooks'
import { COLOUR } from '../../look/colours.ts'
import { loadMethods, optionsSchema } from '../attack/attack-methods.ts'
import type { FieldTexts, PropertySchema } from '../forms/schema.ts'
import { loadPresets } from '../service/presets.ts'
import { Matrix } from '../table/matrix.tsx'
import { addressOf, chosenSchema, idsOf, tableOptions } from '../table/table-address.ts'
import { type TableCell, tableCells } from '../table/table-cell.ts'
import { TableControls } from '../table/table-controls.tsx'
import { TableLegend } from '../table/table-legend.tsx'
import { TableOutcome } from '../table/table-outcome.tsx'
import { useAxes } from '../table/use-axes.ts'
import { useNews } from '../table/use-news.ts'
import { useSubmissions } from '../table/use-submissions.ts'
import { useTableRuns } from '../table/use-table-runs.ts'
import { WhenLoaded } from '../ui/loading.tsx'
import { ErrorNotice } from '../ui/notice.tsx'
import { useLoaded } from '../ui/use-loaded.ts'
import { useQuery } from '../ui/use-query.ts'
import '../styles/table.css'

/** Colours of the regimes, apart from those of the ligands' roles in the same cells. */
const REGIME_COLOURS = { '--flowing': COLOUR.sky, '--critical': COLOUR.blue }

/** The paper's table of descents: one run for each (N, m). */
export function TablePage() {
  const [loaded, again] = useLoaded('table', async (signal) => {
    const [presets, methods] = await Promise.all([loadPresets(signal), loadMethods(signal)])
    const cells = tableCells(presets)
    return {
      cells,
      options: optionsSchema(methods, 'gradient-descent'),
      chosen: chosenSchema(methods, cells[0]?.preset.seed),
    }
  })
  return (
    <div class="page" style={REGIME_COLOURS}>
      <div class="page-head">
        <h1>The (N, m) table</h1>
        <p>
          One and the same population attacks cells that differ in N, their proofreading steps, and m, the
          step that switches the inhibition on. Gradient descent moves the weakly bound ligands until the cell
          falls silent, or nothing more can happen. With m ≤ 1 many tiny pushes add up in a few iterations;
          with m &gt; 1 it takes hundreds, or cannot be done.
        </p>
      </div>
      <WhenLoaded loaded={loaded} what="the table’s presets" again={again}>
        {(value) => <Table {...value} />}
      </WhenLoaded>
    </div>
  )
}

function Table({
  cells,
  options,
  chosen,
}: {
  readonly cells: readonly TableCell[]
  /** Schema of a descent's options. */
  readonly options: PropertySchema
  /** Schema of what may be chosen for all runs. */
  readonly chosen: PropertySchema
}) {
  const [query, change] = useQuery()
  const ids = useMemo(() => idsOf(query.jobs, cells.length), [query.jobs, cells])
  const runs = useTableRuns(cells, ids)
  useNews(runs)
  const axes = useAxes(cells, runs, options)
  const { busy, refusal, start } = useSubmissions(cells, (taken) => {
    const next = ids.map((id, place) => taken.get(place) ?? id)
    change({ jobs: addressOf(next) }, taken.size === cells.length)
  })

  const names = Object.keys(chosen.properties ?? {})
  const texts: FieldTexts = Object.fromEntries(names.map((name) => [name, query[name] ?? '']))
  const startThese = (places: readonly number[]) => void start(places, tableOptions(chosen, texts))
  return (
    <>
      <TableControls
        runs={ids.map((_, place) => runs[place] ?? null)}
        schema={chosen}
        texts={texts}
        busy={busy}
        onTexts={change}
        onStart={startThese}
      />
      {refusal !== null && (
        <ErrorNotice error={refusal.error}>
          <p>
            {refusal.count} of {refusal.of} runs were not started. Mend what is wrong, or wait a little, and
            try again.
          </p>
        </ErrorNotice>
      )}
      {ids.every((id) => id === null) && (
        <p class="empty">
          Nothing has been run yet. “Run the whole table” starts {cells.length} runs, and each cell fills in
          as its run goes on: a histogram below the diagonal, a picture above it.
        </p>
      )}
      <TableLegend axes={axes} />
      <Matrix
        cells={cells}
        runs={runs}
        axes={axes}
        mostIterations={Number(options.properties?.maxIterations?.default)}
        onAgain={busy ? null : (place) => startThese([place])}
      />
      <TableOutcome cells={cells} runs={runs} />
    </>
  )
}
