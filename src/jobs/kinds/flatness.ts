import {
  BOUNDARY_EVALUATIONS,
  FLATNESS_DEFAULTS,
  type Flatness,
  type FlatnessOptions,
  flatness,
} from '../../core/analyses/flatness.ts'
import { type FloorGradient, GRADIENTS_PER_FLOOR, regimeAtFloor } from '../../core/analyses/origin-regime.ts'
import { CONTROL_STREAM } from '../../core/attacks/descent-control.ts'
import { mixtureTarget } from '../../core/cells/mixture-target.ts'
import { interruptibleTarget } from '../../core/interruptible-target.ts'
import { randomStream } from '../../core/numerics/random.ts'
import { finiteOrNull } from '../finite-or-null.ts'
import type { WholeKind } from '../kind.ts'
import { PER_LISTED_LIGAND, ROOM } from '../memory.ts'
import { mixtureOf } from '../mixtures.ts'
import { isQuickToCheck } from '../model-cost.ts'
import { buildCell } from '../models.ts'
import { at } from '../paths.ts'
import { FlatnessSpec } from '../specs/flatness.ts'

export const flatnessKind: WholeKind<FlatnessSpec> = {
  name: 'flatness',
  subject: 'cell',
  type: 'simulation',
  title: 'Flatness: how flat the landscape is around a mixture, and how far its decision boundary',
  source: 'arXiv:1807.04270, sections IV and V',
  spec: FlatnessSpec,
  costFormula: `ligands × (draws + ${GRADIENTS_PER_FLOOR} × ligands + ${BOUNDARY_EVALUATIONS})`,
  memoryFormula: `${ROOM} + ${PER_LISTED_LIGAND} × ligands`,
  memory: ({ mixture }) => ROOM + PER_LISTED_LIGAND * mixture.length,
  cost(spec) {
    const ligands = spec.mixture.length
    return ligands * (optionsOf(spec).draws + GRADIENTS_PER_FLOOR * ligands + BOUNDARY_EVALUATIONS)
  },
  check(spec) {
    const { target, x } = prepare(spec)
    if (isQuickToCheck(spec.target, x.length, 1)) at('/mixture', () => target.output(x))
  },
  *run(spec, { seed, shouldStop }) {
    const { target: cell, x } = prepare(spec)
    const target = interruptibleTarget(cell, shouldStop)
    const options = optionsOf(spec)
    const found = flatness(target, x, options, randomStream(seed, CONTROL_STREAM))
    const summary = flatnessSummary(found, regimeAtFloor(target, x))
    const message = describe(found)
    yield { type: 'frame', data: summary, fraction: 1, message }
    return {
      summary: { threshold: target.threshold, unit: 's', ...options, ...summary },
      arrays: {},
      message,
    }
  },
}

function optionsOf({ radius, draws }: FlatnessSpec): FlatnessOptions {
  return { radius: radius ?? FLATNESS_DEFAULTS.radius, draws: draws ?? FLATNESS_DEFAULTS.draws }
}

function prepare({ target, mixture }: FlatnessSpec) {
  const given = mixtureOf(mixture)
  return { target: mixtureTarget(buildCell(target), given, 'bindingTime'), x: given.bindingTimes }
}

function describe({ boundary, relativeChange }: Flatness): string {
  const change = `a random step changes the margin by ${relativeChange.toPrecision(3)} of it`
  return boundary.l2 === null
    ? `no boundary was found; ${change}`
    : `the boundary is within ${boundary.l2.toPrecision(5)}; ${change}`
}

/** What a frame, and a result besides the options, say of the flatness around a point; null for what is infinite. */
export function flatnessSummary(
  { gradientNorm, relativeChange, ...found }: Flatness,
  floor: FloorGradient,
): object {
  const { l2, l1 } = gradientNorm
  return {
    ...found,
    gradientNorm: { l2: finiteOrNull(l2), l1: finiteOrNull(l1) },
    relativeChange: finiteOrNull(relativeChange),
    ...floor,
  }
}
