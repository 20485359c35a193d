import { useRef } from 'preact/hooks'
import { formatNumber } from '../../look/numbers.ts'
import { type MatrixEntry, placeOf, type MatrixTable as Table } from './matrix.ts'
import { shadeOf } from './shade.ts'

interface MatrixTableProps {
  readonly table: Table
  /** Whether entries may still come. */
  readonly running: boolean
  /** The place of the entry whose numbers are shown. */
  readonly chosen: string | null
  readonly onChosen: (place: string) => void
}

/** Attacks against targets, coloured by the share that still responds. Arrow keys go from one entry to the next. */
export function MatrixTable({ table, running, chosen, onChosen }: MatrixTableProps) {
  const { attacks, targets, entries } = table
  const holder = useRef<HTMLTableElement>(null)
  const known = attacks.flatMap((attack) => targets.map((target) => placeOf(attack, target)))
  const filled = known.filter((place) => entries.get(place))
  const tabbable = chosen !== null && filled.includes(chosen) ? chosen : filled[0]
  const move = (event: KeyboardEvent) => {
    const [right, down] = ARROWS[event.key] ?? [0, 0]
    const button = (event.target as HTMLElement).closest('button')
    if ((right === 0 && down === 0) || button === null) return
    event.preventDefault()
    const next = neighbour(holder.current!, button, right, down)
    next?.focus()
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: its entries are chosen by arrow keys, as in a grid
    <table class="data robustness" role="grid" aria-label="Robustness matrix" ref={holder} onKeyDown={move}>
      <thead>
        <tr>
          <th scope="col">attack</th>
          {targets.map((target) => (
            <th scope="col" key={target}>
              {target}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {attacks.map((attack) => (
          <tr key={attack}>
            <th scope="row">{attack}</th>
            {targets.map((target) => {
              const place = placeOf(attack, target)
              const entry = entries.get(place)
              return (
                <td key={target}>
                  {entry ? (
                    <EntryButton
                      entry={entry}
                      label={`${attack} on ${target}`}
                      pressed={place === chosen}
                      tabbable={place === tabbable}
                      onPress={() => onChosen(place)}
                    />
                  ) : (
                    <NoEntry made={entry !== null} running={running} />
                  )}
                </td>
              )
            })}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function NoEntry({ made, running }: { readonly made: boolean; readonly running: boolean }) {
  const [sign, words] = !made
    ? ['–', 'not made on such a target']
    : running
      ? ['…', 'not yet known']
      : ['–', 'not known']
  return (
    <span class="no-entry faint">
      <span aria-hidden="true">{sign}</span>
      <span class="visually-hidden">{words}</span>
    </span>
  )
}

function EntryButton({
  entry: { attacked, certified, control },
  label,
  pressed,
  tabbable,
  onPress,
}: {
  readonly entry: MatrixEntry
  readonly label: string
  readonly pressed: boolean
  readonly tabbable: boolean
  readonly onPress: () => void
}) {
  const sure = sureOf(certified)
  return (
    <button
      type="button"
      class="entry"
      style={shadeOf(attacked)}
      tabIndex={tabbable ? 0 : -1}
      aria-pressed={pressed}
      onClick={onPress}
    >
      <span class="visually-hidden">{label}: </span>
      <strong class="numeric">{formatNumber(attacked, 3)}</strong>
      <span class="visually-hidden"> still respond{sure > 0 && ', certified'} </span>
      <span class="numeric">{sure > 0 ? `≥ ${formatNumber(sure)}` : '\u00a0'}</span>
      <span class="numeric"> noise {formatNumber(control, 2)}</span>
    </button>
  )
}

/** What is certain is not rounded up. */
export function sureOf(certified: number): number {
  return Math.floor(1000 * certified + 1e-9) / 1000
}

const ARROWS: Readonly<Record<string, readonly [right: number, down: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

/** The next button in a direction; places without one are passed over. */
function neighbour(
  table: HTMLTableElement,
  button: HTMLButtonElement,
  right: number,
  down: number,
): HTMLButtonElement | null {
  const cell = button.closest('td')!
  let column = cell.cellIndex
  let row = (cell.parentElement as HTMLTableRowElement).rowIndex
  for (;;) {
    column += right
    row += down
    const next = table.rows[row]?.cells[column]
    if (next === undefined) return null
    const found = next.querySelector('button')
    if (found !== null) return found
  }
}
