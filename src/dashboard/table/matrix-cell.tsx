import { useMemo } from 'preact/hooks'
import { PAGES } from '../pages.ts'
import { Histogram, Picture } from './cell-drawings.tsx'
import type { HistogramAxes } from './draw-histogram.ts'
import { isLost, runText } from './run-words.ts'
import { hasCriticalPoint, type TableCell } from './table-cell.ts'
import type { TableRun } from './table-run.ts'
import { useNews } from './use-news.ts'

/** How a cell of the table shows its run. */
export type CellForm = 'histogram' | 'picture'

/** One cell of the table: a run as a histogram or a picture, how far it has come, and the way to it. */
export function MatrixCell({
  cell,
  run,
  form,
  axes,
  mostIterations,
  onAgain,
}: {
  readonly cell: TableCell
  readonly run: TableRun | null
  readonly form: CellForm
  readonly axes: HistogramAxes
  /** Of a run whose spec does not say. */
  readonly mostIterations: number
  /** Starts the run anew; null while that cannot be done. */
  readonly onAgain: (() => void) | null
}) {
  useNews(useMemo(() => [run], [run]))
  const [what, how] = runText(run)
  const critical = hasCriticalPoint(cell)
  const name = `(${cell.N}, ${cell.m})`
  const content = (
    <>
      <span class="matrix-name">
        <strong>{name}</strong>
        <abbr class="regime" title={critical ? 'with a critical point' : 'without a critical point'}>
          {critical ? 'C' : 'no C'}
        </abbr>
      </span>
      {form === 'histogram' ? <Histogram run={run} axes={axes} /> : <Picture run={run} />}
      <span class="matrix-facts numeric">
        <span>{what}</span> <span class="outcome">{how}</span>
        {run?.state === 'running' && (
          <progress
            max={run.mostIterations ?? mostIterations}
            value={run.iteration}
            aria-label={`Iterations of ${name}`}
          />
        )}
      </span>
    </>
  )
  const isThere = run !== null && run.state !== 'deleted' && run.state !== 'other'
  return (
    <td class={critical ? 'critical' : 'flowing'} data-state={run?.state ?? 'none'}>
      {isThere ? (
        <a class="matrix-run" href={`${PAGES.attack}?${new URLSearchParams({ job: run.id })}`}>
          {content}
        </a>
      ) : (
        <div class="matrix-run">{content}</div>
      )}
      {form === 'histogram' && run !== null && isLost(run) && onAgain !== null && (
        <button type="button" class="small" onClick={onAgain} aria-label={`Run ${name} again`}>
          Run again
        </button>
      )}
    </td>
  )
}
