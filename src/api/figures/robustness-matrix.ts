import { formatNumber } from '../../look/numbers.ts'
import type { RobustnessMatrixShape } from '../result-shapes.ts'
import { type ColourScale, sequentialScale } from './plot/colour-scale.ts'
import { figure } from './plot/drawing.ts'
import type { LegendEntry } from './plot/legend.ts'
import { type ShadedCell, shadedTable, type TableRow } from './plot/shaded-table.ts'

const NORMS = { linf: 'L∞', l2: 'L2', l0: 'L0' } as const
const REGIMES = { 'critical-point': 'critical point', 'no-critical-point': 'none' } as const

type Entry = NonNullable<RobustnessMatrixShape['entries'][number][number]>
type MatrixTarget = RobustnessMatrixShape['targets'][number]

/** What still responds of each target under each attack, as a table in colours; below it what that tells. */
export function robustnessMatrixFigure(title: string, result: RobustnessMatrixShape): string {
  const { attacks, targets, entries } = result
  const colours = sequentialScale('share', 'linear', [0, 1])
  const madeOf = targets.map((_, column) => entries.flatMap((row) => row[column] ?? []))
  const rows: TableRow[] = [
    { label: 'clean', cells: madeOf.map(([entry]) => (entry === undefined ? null : cellOf(entry.clean))) },
    ...attacks.map(({ name, norm }, row) => ({
      label: name,
      second: NORMS[norm],
      cells: entries[row]!.map((entry) => entry && cellOf(entry.attacked, entry.certified)),
    })),
  ]
  const columns = targets.map(({ label, regime }) => ({
    label,
    caption: regime === null ? '–' : REGIMES[regime],
  }))
  const table = shadedTable({ caption: 'at the floor', columns, rows, colours })
  const notes = [EXPLANATION, ...targets.map((target, column) => noteOf(target, madeOf[column]!))]
  return figure(title, [table], { legend: legendOf(colours), notes })
}

const EXPLANATION =
  'Share of the inputs that respond before (clean) and after each attack; ≥: the part of which it is certified that no attack of this size silences them, where there is one; –: not made on such a target. At the floor of its coordinates the gradient has a critical point, or none.'

function cellOf(share: number, certified = 0): ShadedCell {
  const cell = { value: share, label: formatNumber(share, 3) }
  // What is certain is not rounded up.
  const sure = Math.floor(1000 * certified + 1e-9) / 1000
  return sure > 0 ? { ...cell, second: `≥ ${formatNumber(sure)}` } : cell
}

function legendOf({ map, stepOf }: ColourScale): LegendEntry[] {
  return [
    [0, 'none responds'],
    [0.5, 'half'],
    [1, 'all respond'],
  ].map(([share, label]) => ({
    label: label as string,
    area: `rgb(${map[stepOf(share as number)]!.join(',')})`,
  }))
}

/** The inputs of a target, the sizes of its attacks, and what was found of it. */
function noteOf({ label, inputs, findings }: MatrixTarget, made: readonly Entry[]): string {
  const sizes = new Map(made.map(({ norm, epsilon }) => [norm, epsilon]))
  const epsilon = [...sizes].map(([norm, size]) => `${formatNumber(size)} in ${NORMS[norm]}`).join(', ')
  const about = `${label} (${inputs} ${inputs === 1 ? 'input' : 'inputs'}${made.length === 0 ? '' : `, ε = ${epsilon}`})`
  const found = findings.map(({ message }) => message).join('; ')
  return `${about}: ${found === '' ? 'no attack was made' : found}.`
}
