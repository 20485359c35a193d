import { SURFACE_DEFAULTS, silencingQuantity } from '../../../core/analyses/decision-boundary.ts'
import { expandAscending } from '../../../core/numerics/grid.ts'
import type { FieldSummary } from '../../field-kind.ts'
import { buildCell } from '../../models.ts'
import { within } from '../../paths.ts'
import type { BoundarySurface } from '../../specs/decision-boundary.ts'

/** The ascending binding times and quantities of the agonist. */
export function surfaceAxes({ agonist }: BoundarySurface) {
  return {
    bindingTimes: within('/agonist/bindingTime', () => expandAscending(agonist.bindingTime)),
    quantities: within('/agonist/quantity', () => expandAscending(agonist.quantity)),
  }
}

export function greatestQuantityOf({ greatestQuantity }: BoundarySurface): number {
  return greatestQuantity ?? SURFACE_DEFAULTS.greatestQuantity
}

/** L2 at a point of the surface, by its row (L1) and column (τ1). */
export function surfacePoint(spec: BoundarySurface): (row: number, column: number) => number {
  const model = buildCell(spec.target)
  const { bindingTimes, quantities } = surfaceAxes(spec)
  const greatest = greatestQuantityOf(spec)
  return (row, column) =>
    silencingQuantity(
      model,
      { bindingTimes: Float64Array.of(bindingTimes[column]!), quantities: Float64Array.of(quantities[row]!) },
      spec.antagonist.bindingTime,
      greatest,
    )
}

export function summariseSurface(spec: BoundarySurface, field: Float64Array): FieldSummary {
  const { threshold, criticalBindingTime } = buildCell(spec.target)
  const { bindingTimes, quantities } = surfaceAxes(spec)
  let [silent, never] = [0, 0]
  for (const quantity of field) {
    if (quantity === 0) silent++
    if (quantity === Number.POSITIVE_INFINITY) never++
  }
  return {
    summary: {
      diagram: 'surface',
      threshold,
      criticalBindingTime,
      antagonist: spec.antagonist,
      bindingTime: Array.from(bindingTimes),
      quantity: Array.from(quantities),
      greatestQuantity: greatestQuantityOf(spec),
    },
    message: `of ${field.length} agonists ${silent} get no response alone, and ${never} are silenced by no quantity up to ${greatestQuantityOf(spec)}`,
  }
}
