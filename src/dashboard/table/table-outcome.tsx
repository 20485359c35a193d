import { jobPage } from '../pages.ts'
import { isOver, summary } from './run-words.ts'
import type { TableCell } from './table-cell.ts'
import type { TableRun } from './table-run.ts'

/** What all runs say together once they have ended, and what went wrong in any. */
export function TableOutcome({
  cells,
  runs,
}: {
  readonly cells: readonly TableCell[]
  readonly runs: readonly (TableRun | null)[]
}) {
  const started = cells.flatMap(({ N, m }, place) => {
    const run = runs[place]
    return run ? [{ N, m, run }] : []
  })
  const troubled = started.filter(({ run }) => run.problem !== null)
  const isWhole = started.length === cells.length && started.every(({ run }) => isOver(run))
  return (
    <>
      {isWhole && (
        <p class="notice" role="status">
          {summary(
            started.map(({ m, run: { state, iteration, result } }) => ({ m, state, iteration, result })),
          )}
        </p>
      )}
      {troubled.map(({ N, m, run }) => (
        <div class="notice error" role="alert" key={run.id}>
          <strong>
            ({N}, {m}) has a problem
          </strong>
          <p>
            {run.problem} <a href={jobPage(run.id)}>Look at the job</a>
          </p>
        </div>
      ))}
    </>
  )
}
