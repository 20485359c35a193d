import { respondsFrom } from '../../../core/analyses/decision-boundary.ts'
import { outputBeside } from '../../../core/analyses/dose-response.ts'
import { Interrupted } from '../../../core/errors.ts'
import { expandAscending } from '../../../core/numerics/grid.ts'
import type { FieldSummary } from '../../field-kind.ts'
import type { PartSetting } from '../../kind.ts'
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

export function summarisePhase(
  spec: PhaseDiagram,
  field: Float64Array,
  { shouldStop }: PartSetting,
): FieldSummary {
  const model = buildCell(spec.target)
  const { bindingTimes, quantities } = phaseAxes(spec)
  const output = outputBeside(model, spec.background ?? [])
  const columns = bindingTimes.length
  const boundary = Array.from(quantities, (quantity, row) => {
    if (shouldStop()) throw new Interrupted()
    const outputs = field.subarray(row * columns, (row + 1) * columns)
    return respondsFrom((tau) => output(tau, quantity), model.threshold, bindingTimes, outputs)
  })
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
