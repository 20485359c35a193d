import type { Norm } from '../../../core/attacks/norms.ts'
import { reportPerturbation } from '../../../core/attacks/perturbation-report.ts'
import type { Size } from '../../../core/attacks/random-noise.ts'
import { median } from '../../../core/numerics/quantile.ts'
import type { RandomStream } from '../../../core/numerics/random.ts'
import type { PartSetting } from '../../kind.ts'
import type { MatrixRow } from './attacks.ts'
import { type ColumnInput, type ColumnSpec, inputsOf, isNetwork, openColumn, sizeIn } from './columns.ts'
import { inputStream } from './streams.ts'

/** One attack against one target: shares of its inputs that respond, before and after. */
export interface MatrixEntry {
  readonly epsilon: number
  readonly norm: Norm
  readonly clean: number
  readonly attacked: number
  /** Under random noise of the same size. */
  readonly control: number
  /** Of which it is certain that no attack of this size silences them. */
  readonly certified: number
  /** Median, over the inputs that respond before, of (output − threshold) after over before; null without any. */
  readonly marginLeft: number | null
}

/** An attack against a target; null where it is not made on such a one. */
export function entryOf(row: MatrixRow, column: ColumnSpec, setting: PartSetting): MatrixEntry | null {
  const { norm } = row
  const epsilon = sizeIn(column, norm)
  if (epsilon === undefined || !applies(row, column)) return null
  const attack = (input: ColumnInput, i: number) =>
    row.attack(input.start, epsilon, sourceOf(column), () => inputStream(setting.seed, i, 'attack'))
  const input = openColumn(column, norm, setting)
  const outcomes = Array.from({ length: inputsOf(column) }, (_, i) => {
    const at = input(i)
    return outcomeOf(at, attack(at, i), { epsilon, norm }, inputStream(setting.seed, i, 'control'))
  })
  const share = (margin: (outcome: Outcome) => number) =>
    outcomes.filter((outcome) => margin(outcome) > 0).length / outcomes.length
  const responding = outcomes.filter(({ before }) => before > 0)
  return {
    epsilon,
    norm,
    clean: share(({ before }) => before),
    attacked: share(({ after }) => after),
    control: share(({ control }) => control),
    certified: share(({ certified }) => certified),
    marginLeft: median(responding.map(({ before, after }) => after / before)),
  }
}

/** Whether an attack can be made on a target. */
export function applies({ name, forDigits }: MatrixRow, column: ColumnSpec): boolean {
  if (!isNetwork(column)) return !forDigits
  return name !== 'transfer' || column.transferFrom !== undefined
}

/** The classifier that attacks are transferred from; none is asked for where `applies` has said no. */
function sourceOf(column: ColumnSpec): string {
  return isNetwork(column) ? (column.transferFrom ?? '') : ''
}

/** What became of an input: each number is (output − threshold). */
type Outcome = ReturnType<typeof outcomeOf>

function outcomeOf(
  { start: { target, x }, certified }: ColumnInput,
  attacked: Float64Array,
  size: Size,
  random: RandomStream,
) {
  const { output, control } = reportPerturbation(target, x, attacked, size, random)
  return {
    before: target.output(x) - target.threshold,
    after: output - target.threshold,
    control: control.output - target.threshold,
    certified: certified(size.epsilon, size.norm) - target.threshold,
  }
}
