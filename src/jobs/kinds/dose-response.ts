import { outputBeside } from '../../core/analyses/output-beside.ts'
import { checkGridSize, expandGrid, gridLength } from '../../core/numerics/grid.ts'
import { fieldKind, NO_EXTRA } from '../field-kind.ts'
import { PER_LISTED_LIGAND } from '../memory.ts'
import { mixtureOf } from '../mixtures.ts'
import { nanosecondsPerOutput } from '../model-cost.ts'
import { buildCell } from '../models.ts'
import { at, within } from '../paths.ts'
import { DoseResponseSpec } from '../specs/dose-response.ts'

/** Name of the array of outputs, one row a binding time. */
export const DOSE_RESPONSE_FIELD = 'output'

export const doseResponseKind = fieldKind<DoseResponseSpec, undefined>({
  ...NO_EXTRA,
  name: 'dose-response',
  title: 'Dose response: output over the quantity of a ligand',
  source: 'François et al., PNAS 110, E888 (2013), figure 2 and its like',
  spec: DoseResponseSpec,
  field: () => DOSE_RESPONSE_FIELD,
  costFormula: 'binding times × quantities × (1 + kinds of ligand in the background)',
  besides: {
    formula: `${PER_LISTED_LIGAND} × kinds of ligand`,
    bytes: (spec) => PER_LISTED_LIGAND * kindsOf(spec),
  },
  cost: (spec) => gridLength(spec.ligand.bindingTime) * gridLength(spec.ligand.quantity) * kindsOf(spec),
  check(spec) {
    const { ligand } = spec
    const axes = [
      { grid: ligand.bindingTime, path: '/ligand/bindingTime' },
      { grid: ligand.quantity, path: '/ligand/quantity' },
    ]
    checkGridSize(axes, '/ligand')
    const { bindingTimes, quantities } = axesOf(spec)
    const { background = [] } = spec
    const model = buildCell(spec.target)
    if (background.length > 0) at('/background', () => model.output(mixtureOf(background)))
    const output = outputBeside(model, background)
    // What is too large to represent shows where there is the most of it.
    const [longest, most] = [bindingTimes, quantities].map((axis) => axis.reduce((a, b) => Math.max(a, b)))
    at('/ligand', () => output(longest!, most!))
  },
  shape: ({ ligand }) => [gridLength(ligand.bindingTime), gridLength(ligand.quantity)],
  nanosecondsPerPoint: (spec) => nanosecondsPerOutput(spec.target, kindsOf(spec)),
  point(spec) {
    const output = outputBeside(buildCell(spec.target), spec.background ?? [])
    const { bindingTimes, quantities } = axesOf(spec)
    return (row, column) => output(bindingTimes[row]!, quantities[column]!)
  },
  summarise(spec, field) {
    const { threshold, criticalBindingTime } = buildCell(spec.target)
    const { bindingTimes, quantities } = axesOf(spec)
    const responding = field.reduce((count, output) => count + (output > threshold ? 1 : 0), 0)
    return {
      summary: {
        threshold,
        criticalBindingTime,
        bindingTime: Array.from(bindingTimes),
        quantity: Array.from(quantities),
      },
      message: `the cell responds at ${responding} of ${field.length} points`,
    }
  },
})

function kindsOf({ background = [] }: DoseResponseSpec): number {
  return 1 + background.length
}

function axesOf({ ligand }: DoseResponseSpec) {
  return {
    bindingTimes: within('/ligand/bindingTime', () => expandGrid(ligand.bindingTime)),
    quantities: within('/ligand/quantity', () => expandGrid(ligand.quantity)),
  }
}
