import { ScrollBox } from '../ui/scroll-box.tsx'
import type { HistogramAxes } from './draw-histogram.ts'
import { MatrixCell } from './matrix-cell.tsx'
import type { TableCell } from './table-cell.ts'
import type { TableRun } from './table-run.ts'

/** The table: below the diagonal, at row N and column m, histograms; above it, at row m and column N, pictures. */
export function Matrix({
  cells,
  runs,
  axes,
  mostIterations,
  onAgain,
}: {
  readonly cells: readonly TableCell[]
  readonly runs: readonly (TableRun | null)[]
  readonly axes: HistogramAxes
  /** Of a run whose spec does not say. */
  readonly mostIterations: number
  readonly onAgain: ((place: number) => void) | null
}) {
  const last = Math.max(...cells.map(({ N }) => N))
  const indices = Array.from({ length: last + 1 }, (_, index) => index)
  return (
    <ScrollBox label="The table of runs" kind="matrix-scroll">
      <table class="matrix">
        <thead>
          <tr>
            <td class="corner" />
            {indices.map((index) => (
              <th key={index} scope="col">
                <Sides
                  above={index > 0 ? `N = ${index}` : null}
                  below={index < last ? `m = ${index}` : null}
                />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {indices.map((row) => (
            <tr key={row}>
              <th scope="row">
                <Sides above={row < last ? `m = ${row}` : null} below={row > 0 ? `N = ${row}` : null} />
              </th>
              {indices.map((column) => {
                const [N, m] = [Math.max(row, column), Math.min(row, column)]
                const place = cells.findIndex((cell) => cell.N === N && cell.m === m)
                if (place === -1) {
                  return (
                    <td key={column} class="diagonal">
                      N = m
                    </td>
                  )
                }
                return (
                  <MatrixCell
                    key={column}
                    cell={cells[place]!}
                    run={runs[place] ?? null}
                    form={row > column ? 'histogram' : 'picture'}
                    axes={axes}
                    mostIterations={mostIterations}
                    onAgain={onAgain && (() => onAgain(place))}
                  />
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  )
}

/** What a row or column is above the diagonal and below it. */
function Sides({ above, below }: { readonly above: string | null; readonly below: string | null }) {
  return (
    <>
      {above !== null && <span class="side">{above} ◥</span>}
      {below !== null && <span class="side">{below} ◣</span>}
    </>
  )
}
