import { respondsFrom } from '../../../core/analyses/decision-boundary.ts'
import type { FlatRange } from '../../../core/analyses/field.ts'
import { outputBeside } from '../../../core/analyses/output-beside.ts'
import { expandAscending } from '../../../core/numerics/grid.ts'
import type { FieldSummary } from '../../field-kind.ts'
import { buildCell } from '../../models.ts'
import { within } from '../../paths.ts'
import type { PhaseDiagram } from '../../specs/decision-boundary.ts'

/** The ascending binding times, and the quantities, of a phase diagram. */
export function phaseAxes({ ligand }: PhaseDiagram) {
  return {
    bindingTimes: within('/ligand/bindingTime', () => expandAscending(ligand.bindingTime)),
    quantities: within('/ligand/quantity', () => expandAscending(ligand.quantity)),
  }
}

/** The output at a point of a phase diagram, by its row (quantity) and column (binding time). */
export function phasePoint(spec: PhaseDiagram): (row: number, column: number) => number {
  const output = outputBeside(buildCell(spec.target), spec.background ?? [])
  const { bindingTimes, quantities } = phaseAxes(spec)
  return (row, column) => output(bindingTimes[column]!, quantities[row]!)
}

/** The binding time (s) at which a cell begins to respond to the quantity of a row, as a part has found it. */
export interface RowBoundary {
  readonly row: number
  readonly bindingTime: number
}

/** Where the output first crosses the threshold in each row, within a range of points whose outputs are given. */
export function phaseBoundaries(spec: PhaseDiagram, range: FlatRange, values: Float64Array): RowBoundary[] {
  const model = buildCell(spec.target)
  const output = outputBeside(model, spec.background ?? [])
  const { bindingTimes, quantities } = phaseAxes(spec)
  const columns = bindingTimes.length
  const boundaries: RowBoundary[] = []
  for (let from = range.from; from < range.to; ) {
    const row = Math.floor(from / columns)
    const to = Math.min(range.to, (row + 1) * columns)
    const outputAt = (tau: number) => output(tau, quantities[row]!)
    const outputs = values.subarray(from - range.from, to - range.from)
    const bindingTime = respondsFrom(outputAt, model.threshold, bindingTimes, outputs, from % columns)
    if (bindingTime !== null) boundaries.push({ row, bindingTime })
    from = to
  }
  return boundaries
}

export function summarisePhase(spec: PhaseDiagram, boundaries: readonly RowBoundary[]): FieldSummary {
  const model = buildCell(spec.target)
  const { bindingTimes, quantities } = phaseAxes(spec)
  const boundary: (number | null)[] = Array.from(quantities, () => null)
  for (const { row, bindingTime } of boundaries) {
    boundary[row] = Math.min(bindingTime, boundary[row] ?? Number.POSITIVE_INFINITY)
  }
  const found = boundary.filter((tau) => tau !== null)
  const range = found.length === 0 ? 'nowhere in the range' : `from ${least(found)} to ${greatest(found)} s`
  return {
    summary: {
      diagram: 'phase',
      threshold: model.threshold,
      criticalBindingTime: model.criticalBindingTime,
      bindingTime: Array.from(bindingTimes),
      quantity: Array.from(quantities),
      boundary,
    },
    message: `the boundary lies ${range}`,
  }
}

const least = (values: readonly number[]) => values.reduce((a, b) => Math.min(a, b)).toPrecision(5)
const greatest = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b)).toPrecision(5)
