import type { Norm } from '../../../core/attacks/norms.ts'
import type { Size } from '../../../core/attacks/random-noise.ts'
import { checkAgonist } from '../../../core/cells/agonist.ts'
import type { CellModel, MixtureCoordinates } from '../../../core/cells/cell-model.ts'
import type { Mixture } from '../../../core/cells/mixture.ts'
import {
  type CoordinateRange,
  DEFAULT_COORDINATES,
  mixtureTarget,
} from '../../../core/cells/mixture-target.ts'
import { InvalidInput } from '../../../core/errors.ts'
import { partOf, restrictedTarget } from '../../../core/restricted-target.ts'
import type { Target } from '../../../core/target.ts'
import { countLigands, MOST_DRAWN_AT_SUBMISSION, resolveLigands } from '../../ligands.ts'
import { listOf } from '../../list-of.ts'
import { BYTES, numbersPerOutput } from '../../memory.ts'
import { mixtureOf } from '../../mixtures.ts'
import { isQuickToCheck } from '../../model-cost.ts'
import { buildCell } from '../../models.ts'
import { at } from '../../paths.ts'
import type { PerturbationFields } from '../../specs/perturbation.ts'

/** Coordinates of all attacked mixtures of one job together. */
const MOST_ATTACKED_VALUES = 20_000_000

/** A cell and its mixture, as an attack sees them. */
export interface Subject {
  readonly model: CellModel
  readonly mixture: Mixture
  readonly coordinates: MixtureCoordinates
  /** Over the coordinates that may change. */
  readonly target: Target
  /** Where they start. */
  readonly x: Float64Array
  /** All coordinates of the mixture, those that may change at these values. */
  whole(part: Float64Array): Float64Array
}

/** How many ligands, or kinds of ligand, a spec names. */
export function ligandsOf({ ligands }: PerturbationFields): number {
  return ligands.mixture?.length ?? countLigands(ligands)
}

/** How many of them may change. */
export function attackableOf(spec: PerturbationFields): number {
  return spec.attackable?.length ?? ligandsOf(spec)
}

/** Numbers that a drawn ligand takes: mixture, bounds, copies while they are drawn, and random controls. */
export const NUMBERS_PER_LIGAND = 16

/** Bytes of the ligands of a cell under attack, `numbers` of each besides. */
export function cellMemory(spec: PerturbationFields, numbers: number): number {
  const perOutput = numbersPerOutput(buildCell(spec.target))
  return BYTES * ligandsOf(spec) * (NUMBERS_PER_LIGAND + numbers + perOutput)
}

/** Outputs that a check takes: at the start, and for an attack in L0 in the corner of its bounds. */
const OUTPUTS_CHECKED = 2

/** Whether a spec's ligands are few enough to be drawn and looked at when it is submitted. */
export function isCheckedAtSubmission(spec: PerturbationFields): boolean {
  const ligands = ligandsOf(spec)
  return ligands <= MOST_DRAWN_AT_SUBMISSION && isQuickToCheck(spec.target, ligands, OUTPUTS_CHECKED)
}

/** Refuses what can be told to be wrong before any ligand is drawn. Throws `InvalidInput`, its paths into the spec. */
export function checkFields(spec: PerturbationFields, norm: Norm): void {
  const { lower, upper } = rangeOf(spec)
  if (lower > upper) {
    throw new InvalidInput(
      'empty-bounds',
      '/bounds/upper',
      `the upper bound ${upper} is below the lower ${lower}`,
    )
  }
  if (norm === 'l0' && !Number.isFinite(upper)) {
    throw new InvalidInput(
      'unbounded',
      '/bounds/upper',
      'an attack in l0 takes a ligand as far as its bounds: it needs an upper one',
    )
  }
  const ligands = ligandsOf(spec)
  const missing = spec.attackable?.findIndex((i) => i >= ligands) ?? -1
  if (missing === -1) return
  throw new InvalidInput(
    'no-such-ligand',
    `/attackable/${missing}`,
    `there are ${ligands} ligands, counted from 0: none has the number ${spec.attackable![missing]}`,
  )
}

/** Refuses sizes that no attack on these ligands can have; `path` is where they stand. Throws `InvalidInput`. */
export function checkSizes(
  epsilon: number | readonly number[],
  norm: Norm,
  spec: PerturbationFields,
  path = '/options/epsilon',
): void {
  const sizes = listOf(epsilon)
  const values = ligandsOf(spec) * sizes.length
  if (values > MOST_ATTACKED_VALUES) {
    throw new InvalidInput(
      'too-many-sizes',
      path,
      `all attacked mixtures together hold ${values} coordinates; at most ${MOST_ATTACKED_VALUES} are kept`,
    )
  }
  if (norm !== 'l0') return
  const attackable = attackableOf(spec)
  const wrong = sizes.findIndex((size) => !Number.isInteger(size) || size > attackable)
  if (wrong === -1) return
  throw new InvalidInput(
    'not-a-number-of-ligands',
    sizes === epsilon ? `${path}/${wrong}` : path,
    `in l0 a size is a whole number of ligands, at most the ${attackable} that may change, not ${sizes[wrong]}`,
  )
}

/** Builds the cell and draws its ligands. Throws `InvalidInput`, its paths into the spec. */
export function subjectOf(spec: PerturbationFields, norm: Norm, seed: number): Subject {
  const model = buildCell(spec.target)
  const mixture = drawnMixture(spec, seed)
  const coordinates = spec.coordinates ?? DEFAULT_COORDINATES
  const range = rangeOf(spec)
  const start = coordinates === 'bindingTime' ? mixture.bindingTimes : mixture.quantities
  checkStart(start, range, spec.attackable)
  checkAgonist(model, mixture.bindingTimes, mixture.quantities)
  const cell = mixtureTarget(model, mixture, coordinates, range)
  const subject = { model, mixture, coordinates, ...part(cell, start, spec.attackable) }
  // Before anything is stored: what has no output at all, or none in a corner that the attack will look into.
  subject.target.output(subject.x)
  if (norm === 'l0') at('/bounds/upper', () => subject.target.output(subject.target.bounds.upper))
  return subject
}

function part(cell: Target, start: Float64Array, attackable: readonly number[] | undefined) {
  if (attackable === undefined) return { target: cell, x: start, whole: (x: Float64Array) => x }
  const target = restrictedTarget(cell, start, attackable)
  return { target, x: partOf(start, attackable), whole: target.whole }
}

/**
 * An output that no perturbation of this size goes below. Of an L2 ball that of the cube around it; of few coordinates
 * that of all of them anywhere within their bounds: valid, not attained.
 */
export function leastOutput(subject: Subject, { epsilon, norm }: Size): number {
  const { model, mixture, coordinates, target, x, whole } = subject
  const reach = norm === 'l0' && epsilon > 0 ? Number.POSITIVE_INFINITY : epsilon
  const lower = x.map((value, i) => Math.max(value - reach, target.bounds.lower[i]!))
  const upper = x.map((value, i) => Math.min(value + reach, target.bounds.upper[i]!))
  return model.certificates.withinBox(mixture, coordinates, { lower: whole(lower), upper: whole(upper) })
}

function rangeOf({ bounds }: PerturbationFields): CoordinateRange {
  return { lower: bounds?.lower ?? 0, upper: bounds?.upper ?? Number.POSITIVE_INFINITY }
}

function drawnMixture({ ligands }: PerturbationFields, seed: number): Mixture {
  if (ligands.mixture) return mixtureOf(ligands.mixture)
  const { bindingTimes } = resolveLigands(ligands, seed)
  return { bindingTimes, quantities: new Float64Array(bindingTimes.length).fill(1) }
}

function checkStart(
  start: Float64Array,
  { lower, upper }: CoordinateRange,
  attackable: readonly number[] | undefined,
): void {
  const isOutside = (i: number) => start[i]! < lower || start[i]! > upper
  const outside =
    attackable?.find(isOutside) ?? (attackable ? undefined : start.findIndex((_, i) => isOutside(i)))
  if (outside === undefined || outside === -1) return
  throw new InvalidInput(
    'outside-bounds',
    '/bounds',
    `ligand ${outside} starts at ${start[outside]}, outside the bounds`,
  )
}
