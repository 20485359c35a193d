import { CORNER_DEFAULTS } from '../../core/analyses/corner-plane.ts'
import { LANDSCAPE_DEFAULTS } from '../../core/analyses/landscape.ts'
import { CONTROL_STREAM } from '../../core/attacks/descent-control.ts'
import type { CellModel } from '../../core/cells/cell-model.ts'
import { inputsTarget } from '../../core/cells/inputs-target.ts'
import type { Mixture } from '../../core/cells/mixture.ts'
import { mixtureTarget } from '../../core/cells/mixture-target.ts'
import { InvalidInput } from '../../core/errors.ts'
import { checkGridSize, expandAscending } from '../../core/numerics/grid.ts'
import { randomStream } from '../../core/numerics/random.ts'
import type { Target } from '../../core/target.ts'
import { fieldKind, NO_EXTRA } from '../field-kind.ts'
import { PER_LISTED_LIGAND } from '../memory.ts'
import { mixtureOf } from '../mixtures.ts'
import { isQuickToCheck, nanosecondsPerOutput } from '../model-cost.ts'
import { buildCell } from '../models.ts'
import { at, within } from '../paths.ts'
import { type InputAxis, type LandscapeCorners, LandscapeSpec } from '../specs/landscape.ts'
import { gridsOf, shapeOfPlane } from './landscape/grids.ts'
import { alongCorners, alongDirections, checkLength, type GivenDirection } from './landscape/planes.ts'
import {
  checkLandscape,
  landscapePoint,
  type PreparedLandscape,
  summariseLandscape,
} from './landscape/prepared.ts'

/** Name of the array of outputs, one row a value of y. */
export const LANDSCAPE_FIELD = 'output'

/** Outputs that a check takes: the mixture's, its gradient, four of the plane and those of three corners. */
const OUTPUTS_CHECKED = 12

export const landscapeKind = fieldKind<LandscapeSpec, undefined>({
  ...NO_EXTRA,
  name: 'landscape',
  subject: 'cell',
  title: 'Landscape: the output on a plane through a mixture',
  source: 'arXiv:1807.04270, section V',
  spec: LandscapeSpec,
  field: () => LANDSCAPE_FIELD,
  costFormula: 'points × ligands',
  besides: {
    formula: `${PER_LISTED_LIGAND} × kinds of ligand`,
    bytes: ({ mixture }) => PER_LISTED_LIGAND * mixture.length,
  },
  cost({ plane, mixture }) {
    const [rows, columns] = shapeOfPlane(plane)
    return rows * columns * mixture.length
  },
  check(spec, seed) {
    checkGridSize(gridsOf(spec.plane), '/plane')
    if (isQuickToCheck(spec.target, spec.mixture.length, OUTPUTS_CHECKED)) checkLandscape(prepare(spec, seed))
  },
  shape: ({ plane }) => shapeOfPlane(plane),
  nanosecondsPerPoint: ({ target, mixture }) => nanosecondsPerOutput(target, mixture.length),
  point: (spec, { seed }) => landscapePoint(prepare(spec, seed)),
  summarise(spec, field, _, { seed }) {
    const { summary, responding } = summariseLandscape(prepare(spec, seed), field)
    return { summary, message: `the cell responds at ${responding} of ${field.length} points` }
  },
})

function prepare(spec: LandscapeSpec, seed: number): PreparedLandscape {
  const mixture = mixtureOf(spec.mixture)
  const model = buildCell(spec.target)
  // The directions need an output that can be represented, and not all fields of the mixture need be on the plane.
  at('/mixture', () => model.output(mixture))
  const { inputs, directions, corners } = spec.plane
  if (corners) return throughCorners(model, mixture, corners)
  const [x, y] = gridsOf(spec.plane).map(({ grid, path }) => within(path, () => expandAscending(grid)))
  if (inputs) return alongInputs(model, mixture, inputs, x!, y!)
  const { outside = LANDSCAPE_DEFAULTS.outside } = directions!
  const axes = {
    x: { direction: directions!.x.direction as GivenDirection, values: x! },
    y: { direction: directions!.y.direction as GivenDirection, values: y! },
    unit: 's',
    outside,
  }
  const random = randomStream(seed, CONTROL_STREAM)
  return alongDirections(bindingTimesOf(model, mixture), mixture.bindingTimes, axes, random)
}

/** The cell over the binding times of a mixture with room for a plane. */
function bindingTimesOf(model: CellModel, mixture: Mixture): Target {
  if (mixture.bindingTimes.length < 2) {
    throw new InvalidInput('no-plane', '/mixture', 'a plane needs a mixture of two ligands or more')
  }
  return mixtureTarget(model, mixture, 'bindingTime')
}

function throughCorners(
  model: CellModel,
  mixture: Mixture,
  { second, third, margin, points, outside }: LandscapeCorners,
): PreparedLandscape {
  const target = bindingTimesOf(model, mixture)
  const corner = (name: string, given: readonly number[]) =>
    within(`/plane/corners/${name}`, () => {
      checkLength(given, target.dimension, 'corner')
      return Float64Array.from(given)
    })
  const corners = [mixture.bindingTimes, corner('second', second), corner('third', third)] as const
  at('/plane/corners/second', () => target.output(corners[1]))
  at('/plane/corners/third', () => target.output(corners[2]))
  return alongCorners(target, {
    corners,
    labels: ['the mixture', 'second corner', 'third corner'],
    view: { margin: margin ?? CORNER_DEFAULTS.margin, points: points ?? CORNER_DEFAULTS.points },
    unit: 's',
    outside: outside ?? CORNER_DEFAULTS.outside,
  })
}

function alongInputs(
  model: CellModel,
  mixture: Mixture,
  { x, y }: { x: InputAxis; y: InputAxis },
  xs: Float64Array,
  ys: Float64Array,
): PreparedLandscape {
  for (const [name, { ligand }] of [['x', x] as const, ['y', y] as const]) {
    if (ligand < mixture.bindingTimes.length) continue
    throw new InvalidInput(
      'no-such-ligand',
      `/plane/inputs/${name}/ligand`,
      `the mixture has ${mixture.bindingTimes.length} ligands, from 0 on; there is no ligand ${ligand}`,
    )
  }
  if (x.ligand === y.ligand && x.coordinate === y.coordinate) {
    throw new InvalidInput('same-input', '/plane/inputs/y', 'x and y are the same number of the mixture')
  }
  const startOf = ({ ligand, coordinate }: InputAxis) =>
    (coordinate === 'bindingTime' ? mixture.bindingTimes : mixture.quantities)[ligand]!
  const described = ({ ligand, coordinate }: InputAxis, values: Float64Array) =>
    coordinate === 'bindingTime'
      ? { label: `binding time of ligand ${ligand}`, unit: 's', values }
      : { label: `quantity of ligand ${ligand}`, unit: 'ligands', values }
  return {
    target: inputsTarget(model, mixture, [x, y]),
    plane: { origin: new Float64Array(2), u: Float64Array.of(1, 0), v: Float64Array.of(0, 1) },
    x: described(x, xs),
    y: described(y, ys),
    origin: { x: startOf(x), y: startOf(y) },
    directed: false,
    corners: null,
    outside: LANDSCAPE_DEFAULTS.outside,
  }
}
