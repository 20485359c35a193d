import { WALK_DEFAULTS, type Walk, walkBetween } from '../../core/analyses/walk.ts'
import { mixtureTarget } from '../../core/cells/mixture-target.ts'
import { InvalidInput } from '../../core/errors.ts'
import type { Target } from '../../core/target.ts'
import { finiteOrNull } from '../finite-or-null.ts'
import type { WholeKind } from '../kind.ts'
import { PER_LISTED_LIGAND, ROOM } from '../memory.ts'
import { mixtureOf } from '../mixtures.ts'
import { isQuickToCheck } from '../model-cost.ts'
import { buildCell } from '../models.ts'
import { at } from '../paths.ts'
import { WalkSpec } from '../specs/walk.ts'

/** Outputs that a check takes: those of both ends. */
const OUTPUTS_CHECKED = 2

/** Bytes of a position on the way, in JSON too. */
export const PER_POSITION = 400

export const walkKind: WholeKind<WalkSpec> = {
  name: 'walk',
  subject: 'cell',
  type: 'simulation',
  title: 'Walk: the output on the straight way from one mixture to another',
  source: 'arXiv:1807.04270, section V',
  spec: WalkSpec,
  costFormula: '2 × points × ligands',
  memoryFormula: `${ROOM} + ${PER_POSITION} × points + ${PER_LISTED_LIGAND} × ligands`,
  memory: (spec) => ROOM + PER_POSITION * pointsOf(spec) + PER_LISTED_LIGAND * spec.mixture.length,
  cost: (spec) => 2 * pointsOf(spec) * spec.mixture.length,
  check(spec) {
    const { target, from, to } = prepare(spec)
    if (!isQuickToCheck(spec.target, spec.mixture.length, OUTPUTS_CHECKED)) return
    at('/mixture', () => target.output(from))
    at('/to/bindingTimes', () => target.output(to))
  },
  *run(spec, { shouldStop }) {
    const { target, from, to } = prepare(spec)
    const walk = walkBetween(target, from, to, pointsOf(spec), shouldStop)
    const message = `${walk.crossings.length} crossings of the threshold on ${walk.length.toPrecision(5)} s`
    yield { type: 'frame', data: walkFrame(walk), fraction: 1, message }
    return { summary: walkSummary(target, walk, 's'), arrays: {}, message }
  },
}

function pointsOf({ points }: WalkSpec): number {
  return points ?? WALK_DEFAULTS.points
}

function prepare({ target, mixture, to }: WalkSpec) {
  const start = mixtureOf(mixture)
  const end = Float64Array.from(to.bindingTimes)
  if (end.length !== start.bindingTimes.length) {
    throw new InvalidInput(
      'end-length',
      '/to/bindingTimes',
      `the end has ${end.length} binding times, the mixture ${start.bindingTimes.length} ligands`,
    )
  }
  if (end.every((tau, i) => tau === start.bindingTimes[i])) {
    throw new InvalidInput('no-direction', '/to/bindingTimes', 'the walk ends where it starts')
  }
  const cell = mixtureTarget(buildCell(target), start, 'bindingTime')
  return { target: cell, from: start.bindingTimes, to: end }
}

/** The moment of a walk that a stream shows. */
export function walkFrame({ length, crossings, output }: Walk): object {
  return { length, crossings, output: { initial: output[0], final: output.at(-1) } }
}

/** What a result says of a walk; `unit` is that of its coordinates. */
export function walkSummary({ threshold }: Target, walk: Walk, unit: string): object {
  const { length, position, output, slope, crossings } = walk
  return {
    threshold,
    unit,
    length,
    position: Array.from(position),
    output: Array.from(output),
    responds: Array.from(output, (value) => value > threshold),
    slope: Array.from(slope, finiteOrNull),
    crossings,
  }
}
