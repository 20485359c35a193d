import {
  gradientDirection,
  landscape,
  normalised,
  orthonormal,
  type Plane,
  randomDirection,
} from '../../core/analyses/landscape.ts'
import { CONTROL_STREAM } from '../../core/attacks/descent-control.ts'
import type { CellModel } from '../../core/cells/cell-model.ts'
import { inputsTarget } from '../../core/cells/inputs-target.ts'
import type { Mixture } from '../../core/cells/mixture.ts'
import { mixtureTarget } from '../../core/cells/mixture-target.ts'
import { InvalidInput } from '../../core/errors.ts'
import { checkGridSize, expandAscending, gridLength } from '../../core/numerics/grid.ts'
import { randomStream } from '../../core/numerics/random.ts'
import type { Target } from '../../core/target.ts'
import { fieldKind, NO_EXTRA } from '../field-kind.ts'
import { mixtureOf } from '../mixtures.ts'
import { isQuickToCheck, nanosecondsPerOutput } from '../model-cost.ts'
import { buildCell } from '../models.ts'
import { at, within } from '../paths.ts'
import { type DirectionAxis, type InputAxis, LandscapeSpec } from '../specs/landscape.ts'

/** Name of the array of outputs, one row a value of y. */
export const LANDSCAPE_FIELD = 'output'

/** Outputs that a check takes: the mixture's, its gradient, and four corners. */
const OUTPUTS_CHECKED = 8

/** A landscape, ready to be computed. */
interface Prepared {
  readonly target: Target
  readonly plane: Plane
  readonly x: { readonly label: string; readonly unit: string; readonly values: Float64Array }
  readonly y: { readonly label: string; readonly unit: string; readonly values: Float64Array }
  /** Where the mixture itself lies on the plane. */
  readonly origin: { readonly x: number; readonly y: number }
}

export const landscapeKind = fieldKind<LandscapeSpec, undefined>({
  ...NO_EXTRA,
  name: 'landscape',
  title: 'Landscape: the output on a plane through a mixture',
  source: 'arXiv:1807.04270, section V',
  spec: LandscapeSpec,
  field: () => LANDSCAPE_FIELD,
  costFormula: 'points × ligands',
  cost: (spec) => shapeOf(spec)[0] * shapeOf(spec)[1] * spec.mixture.length,
  check(spec, seed) {
    const [x, y] = axesOf(spec)
    checkGridSize([x, y], '/plane')
    if (!isQuickToCheck(spec.target, spec.mixture.length, OUTPUTS_CHECKED)) return
    const { target, plane, x: along, y: across } = prepare(spec, seed)
    const point = within('/plane', () => landscape(target, plane, along.values, across.values))
    // What is too large to represent shows at a corner.
    for (const row of [0, across.values.length - 1]) {
      for (const column of [0, along.values.length - 1]) at('/plane', () => point(row, column))
    }
  },
  shape: shapeOf,
  nanosecondsPerPoint: ({ target, mixture }) => nanosecondsPerOutput(target, mixture.length),
  point(spec, seed) {
    const { target, plane, x, y } = prepare(spec, seed)
    return within('/plane', () => landscape(target, plane, x.values, y.values))
  },
  summarise(spec, field, _, { seed }) {
    const { target, plane, x, y, origin } = prepare(spec, seed)
    const responding = field.reduce((count, output) => count + (output > target.threshold ? 1 : 0), 0)
    return {
      summary: {
        threshold: target.threshold,
        x: { ...x, values: Array.from(x.values) },
        y: { ...y, values: Array.from(y.values) },
        origin,
        directions: spec.plane.directions ? { x: Array.from(plane.u), y: Array.from(plane.v) } : null,
      },
      message: `the cell responds at ${responding} of ${field.length} points`,
    }
  },
})

function axesOf({ plane: { inputs, directions } }: LandscapeSpec) {
  const { x, y } = (inputs ?? directions)!
  const path = inputs ? '/plane/inputs' : '/plane/directions'
  return [
    { grid: x.values, path: `${path}/x/values` },
    { grid: y.values, path: `${path}/y/values` },
  ] as const
}

function shapeOf(spec: LandscapeSpec): readonly [number, number] {
  const [x, y] = axesOf(spec)
  return [gridLength(y.grid), gridLength(x.grid)]
}

function prepare(spec: LandscapeSpec, seed: number): Prepared {
  const mixture = mixtureOf(spec.mixture)
  const model = buildCell(spec.target)
  // The directions need an output that can be represented, and not all fields of the mixture need be on the plane.
  at('/mixture', () => model.output(mixture))
  const { inputs, directions } = spec.plane
  const [x, y] = axesOf(spec).map(({ grid, path }) => within(path, () => expandAscending(grid)))
  return inputs
    ? alongInputs(model, mixture, inputs, x!, y!)
    : alongDirections(model, mixture, directions!, { x: x!, y: y! }, seed)
}

function alongInputs(
  model: CellModel,
  mixture: Mixture,
  { x, y }: { x: InputAxis; y: InputAxis },
  xs: Float64Array,
  ys: Float64Array,
): Prepared {
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
  }
}

function alongDirections(
  model: CellModel,
  mixture: Mixture,
  { x, y }: { x: DirectionAxis; y: DirectionAxis },
  values: { x: Float64Array; y: Float64Array },
  seed: number,
): Prepared {
  const origin = mixture.bindingTimes
  const target = mixtureTarget(model, mixture, 'bindingTime')
  if (target.dimension < 2) {
    throw new InvalidInput('no-plane', '/mixture', 'two directions need a mixture of two ligands or more')
  }
  const random = randomStream(seed, CONTROL_STREAM)
  const vector = (name: 'x' | 'y', { direction }: DirectionAxis): Float64Array =>
    within(`/plane/directions/${name}/direction`, () => {
      if (direction === 'gradient') return gradientDirection(target, origin)
      if (direction === 'random') return randomDirection(origin.length, random)
      const given = Float64Array.from(direction as number[])
      if (given.length === origin.length) return normalised(given, 'the direction has no length')
      throw new InvalidInput(
        'direction-length',
        '',
        `the direction has ${given.length} entries, the mixture ${origin.length} ligands`,
      )
    })
  const u = vector('x', x)
  const second = vector('y', y)
  const v = within('/plane/directions/y/direction', () => orthonormal(second, u))
  const label = ({ direction }: DirectionAxis, fallback: string) =>
    typeof direction === 'string' ? `along the ${direction} direction` : fallback
  return {
    target,
    plane: { origin, u, v },
    x: { label: label(x, 'along the first direction'), unit: 's', values: values.x },
    y: { label: label(y, 'along the second direction'), unit: 's', values: values.y },
    origin: { x: 0, y: 0 },
  }
}
