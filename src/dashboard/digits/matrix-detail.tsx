import { formatNumber } from '../../look/numbers.ts'
import { type MatrixEntry, type MatrixTable, placeOf } from './matrix.ts'
import { sureOf } from './matrix-table.tsx'

const NORMS = { linf: 'L∞', l2: 'L2', l0: 'L0' } as const

/** The numbers of the chosen entry. */
export function MatrixDetail({
  table: { attacks, targets, entries },
  chosen,
}: {
  readonly table: MatrixTable
  readonly chosen: string | null
}) {
  const [attack, target] =
    attacks
      .flatMap((row) => targets.map((column) => [row, column] as const))
      .find(([row, column]) => placeOf(row, column) === chosen) ?? []
  const entry = chosen === null ? undefined : entries.get(chosen)
  return (
    <div class="matrix-detail" aria-live="polite">
      {entry ? (
        <>
          <h3>
            {attack} on {target}
          </h3>
          <dl class="facts">
            {factsOf(entry).map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </>
      ) : (
        <p class="small faint">
          Press an entry of the table for all its numbers; arrow keys go between them.
        </p>
      )}
    </div>
  )
}

function factsOf(entry: MatrixEntry): (readonly [string, string])[] {
  const { epsilon, norm, clean, attacked, control, certified, marginLeft } = entry
  return [
    [`size ε in ${NORMS[norm]}`, formatNumber(epsilon)],
    ['respond before', formatNumber(clean, 3)],
    ['after the attack', formatNumber(attacked, 3)],
    ['under noise of that size', formatNumber(control, 3)],
    ['certified', formatNumber(sureOf(certified))],
    ['margin left, median', marginLeft === null ? 'none respond' : formatNumber(marginLeft, 3)],
  ]
}
