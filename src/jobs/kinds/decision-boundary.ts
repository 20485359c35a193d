import { OUTPUTS_PER_SURFACE_POINT } from '../../core/analyses/decision-boundary.ts'
import { outputBeside } from '../../core/analyses/output-beside.ts'
import { checkGridSize, gridLength } from '../../core/numerics/grid.ts'
import { fieldKind } from '../field-kind.ts'
import { PER_LISTED_LIGAND } from '../memory.ts'
import { mixtureOf } from '../mixtures.ts'
import { nanosecondsPerOutput } from '../model-cost.ts'
import { buildCell } from '../models.ts'
import { at } from '../paths.ts'
import { DecisionBoundarySpec } from '../specs/decision-boundary.ts'
import {
  phaseAxes,
  phaseBoundaries,
  phasePoint,
  type RowBoundary,
  summarisePhase,
} from './decision-boundary/phase-diagram.ts'
import {
  greatestQuantityOf,
  summariseSurface,
  surfaceAxes,
  surfacePoint,
} from './decision-boundary/surface.ts'

/** Name of the array of a diagram: outputs, or numbers of antagonists; one row a quantity. */
export const BOUNDARY_FIELD = { phase: 'output', surface: 'antagonistQuantity' } as const

export const decisionBoundaryKind = fieldKind<DecisionBoundarySpec, RowBoundary[]>({
  name: 'decision-boundary',
  title: 'Decision boundary of a cell: phase diagram, or surface',
  source: 'arXiv:1807.04270, figure 6',
  spec: DecisionBoundarySpec,
  field: ({ diagram }) => BOUNDARY_FIELD[diagram],
  costFormula: `binding times × quantities × kinds of ligand, for a surface × ${OUTPUTS_PER_SURFACE_POINT}`,
  besides: {
    formula: `${PER_LISTED_LIGAND} × kinds of ligand`,
    bytes: (spec) => PER_LISTED_LIGAND * (1 + othersOf(spec)[1].length),
  },
  cost: (spec) =>
    shapeOf(spec)[0] * shapeOf(spec)[1] * (1 + othersOf(spec)[1].length) * outputsPerPoint(spec),
  check(spec) {
    const [path, { bindingTime, quantity }] = variedBy(spec)
    const axes = [
      { grid: bindingTime, path: `${path}/bindingTime` },
      { grid: quantity, path: `${path}/quantity` },
    ]
    checkGridSize(axes, path)
    const { bindingTimes, quantities } = spec.diagram === 'phase' ? phaseAxes(spec) : surfaceAxes(spec)
    const [othersPath, others] = othersOf(spec)
    const model = buildCell(spec.target)
    if (others.length > 0) at(othersPath, () => model.output(mixtureOf(others)))
    const output = outputBeside(model, others)
    // What is too large to represent shows where there is the most of it.
    at(path, () => output(bindingTimes.at(-1)!, quantities.at(-1)!))
  },
  shape: shapeOf,
  nanosecondsPerPoint: (spec) =>
    nanosecondsPerOutput(spec.target, 1 + othersOf(spec)[1].length) * outputsPerPoint(spec),
  point: (spec) => (spec.diagram === 'phase' ? phasePoint(spec) : surfacePoint(spec)),
  extra: (spec, range, values) => (spec.diagram === 'phase' ? phaseBoundaries(spec, range, values) : []),
  summarise: (spec, field, boundaries) =>
    spec.diagram === 'phase' ? summarisePhase(spec, boundaries.flat()) : summariseSurface(spec, field),
})

function variedBy(spec: DecisionBoundarySpec) {
  return spec.diagram === 'phase'
    ? (['/ligand', spec.ligand] as const)
    : (['/agonist', spec.agonist] as const)
}

/** The ligands beside those that vary, as many of them as there may be, and where the spec has them. */
function othersOf(spec: DecisionBoundarySpec) {
  if (spec.diagram === 'phase') return ['/background', spec.background ?? []] as const
  const { bindingTime } = spec.antagonist
  return ['/antagonist', [{ bindingTime, quantity: greatestQuantityOf(spec) }]] as const
}

function shapeOf(spec: DecisionBoundarySpec): readonly [number, number] {
  const [, { bindingTime, quantity }] = variedBy(spec)
  return [gridLength(quantity), gridLength(bindingTime)]
}

function outputsPerPoint({ diagram }: DecisionBoundarySpec): number {
  return diagram === 'surface' ? OUTPUTS_PER_SURFACE_POINT : 1
}
