import {
  checkDescent,
  DESCENT_DEFAULTS,
  type DescentCheckpoint,
  type DescentFrame,
  type DescentOptions,
  type DescentResult,
  gradientDescent,
} from '../../core/attacks/gradient-descent.ts'
import { LARGEST_BIN_COUNT } from '../../core/attacks/ligand-bins.ts'
import type { CellModel } from '../../core/cells/cell-model.ts'
import { escapeClassOf, regimeOf } from '../../core/cells/regime.ts'
import { InvalidInput } from '../../core/errors.ts'
import { MOST_POINTS } from '../../core/numerics/log-schedule.ts'
import type { Kind, KindEvent, KindResult } from '../kind.ts'
import {
  countLigands,
  longestBindingTime,
  MOST_DRAWN_AT_SUBMISSION,
  type ResolvedLigands,
  resolveLigands,
} from '../ligands.ts'
import { ROOM } from '../memory.ts'
import { buildCell } from '../models.ts'
import { GradientDescentSpec } from '../specs/gradient-descent.ts'

/** Numbers that all snapshots, and all frames, of one job may hold: some hundred megabytes each. */
const MOST_SNAPSHOT_NUMBERS = 20_000_000
const MOST_FRAME_BINS = 250_000_000
/** Ligands that all pictures of one job may hold, a byte each. */
const MOST_PICTURED = 50_000_000

/**
 * Bytes of a ligand: its binding times, keys and place in a block, copies of them while they are sorted and drawn, and
 * its checkpoint; of a binding time in a snapshot, which goes into each checkpoint; of a bin, in frames too.
 */
const PER_LIGAND = 200
const PER_SNAPSHOT = 32
const PER_BIN = 1000

/** Name of the array of binding times at an iteration; without one, the final ones. */
export function bindingTimesName(iteration?: number): string {
  return iteration === undefined ? 'bindingTimes' : `bindingTimes@${iteration}`
}

export const gradientDescentKind: Kind<GradientDescentSpec> = {
  name: 'gradient-descent',
  type: 'attack',
  title: 'Gradient descent on a population of ligands facing a cell',
  source: 'Rademaker, Bengio, François, arXiv:1807.04270, section V',
  spec: GradientDescentSpec,
  costFormula: 'ligands × maxIterations',
  cost: (spec) => countLigands(spec.ligands) * Math.max(1, optionsOf(spec).maxIterations),
  memoryFormula: `${ROOM} + ligands × (${PER_LIGAND} + ${PER_SNAPSHOT} × snapshots) + ${PER_BIN} × bins`,
  memory(spec) {
    const { binWidth, snapshotIterations } = optionsOf(spec)
    const { criticalBindingTime } = buildCell(spec.target)
    const longest = Math.max(criticalBindingTime, longestBindingTime(spec.ligands))
    const bins = Math.min(LARGEST_BIN_COUNT, Math.ceil(longest / binWidth))
    const perLigand = PER_LIGAND + PER_SNAPSHOT * snapshotIterations.length
    return ROOM + countLigands(spec.ligands) * perLigand + PER_BIN * bins
  },
  check(spec, seed) {
    if (countLigands(spec.ligands) <= MOST_DRAWN_AT_SUBMISSION) prepare(spec, seed)
    else buildCell(spec.target)
  },
  *run(spec, { seed, shouldStop, resumeFrom }): Generator<KindEvent, KindResult, void> {
    const options = optionsOf(spec)
    const { model, ligands, layout } = prepare(spec, seed)
    const longest = layout.count * layout.width
    const descent = gradientDescent(model, ligands.bindingTimes, options, {
      seed,
      shouldStop,
      ...(resumeFrom !== null && { resumeFrom: resumeFrom as DescentCheckpoint }),
    })
    for (;;) {
      const { done, value } = descent.next()
      if (done) return resultOf(model, ligands, value)
      if (value.type === 'safe-point') yield value
      else {
        const { frame, fraction } = value
        yield { type: 'frame', data: frameData(frame, longest), fraction, message: describe(frame) }
      }
    }
  },
}

function optionsOf({ options }: GradientDescentSpec): DescentOptions {
  return { ...DESCENT_DEFAULTS, ...options }
}

function prepare(spec: GradientDescentSpec, seed: number) {
  const options = optionsOf(spec)
  const model = buildCell(spec.target)
  const ligands = resolveLigands(spec.ligands, seed)
  const layout = checkDescent(model, ligands.bindingTimes, options)
  checkSizes(ligands, options, layout.count)
  return { model, ligands, layout }
}

function checkSizes({ bindingTimes }: ResolvedLigands, options: DescentOptions, bins: number): void {
  const kept = options.snapshotIterations.length * bindingTimes.length
  if (kept > MOST_SNAPSHOT_NUMBERS) {
    throw new InvalidInput(
      'too-many-snapshots',
      '/options/snapshotIterations',
      `the snapshots hold ${kept} binding times; at most ${MOST_SNAPSHOT_NUMBERS} are kept`,
    )
  }
  const pictured = options.pictures * bindingTimes.length
  if (pictured > MOST_PICTURED) {
    throw new InvalidInput(
      'too-many-pictures',
      '/options/pictures',
      `${options.pictures} pictures of ${bindingTimes.length} ligands hold ${pictured} binding times; at most ${MOST_PICTURED} are kept`,
    )
  }
  const frames =
    options.frameEvery === 0 ? MOST_POINTS : Math.ceil(options.maxIterations / options.frameEvery)
  if (frames * bins > MOST_FRAME_BINS) {
    throw new InvalidInput(
      'too-many-frames',
      '/options/frameEvery',
      `${frames} frames of ${bins} bins hold ${frames * bins} counts; at most ${MOST_FRAME_BINS} are kept: ask for a frame less often`,
    )
  }
}

/** A frame as it is stored and sent; binding times as bytes in base64. */
function frameData({ bindingTimes, ...frame }: DescentFrame, longest: number): object {
  if (bindingTimes === undefined) return frame
  const bytes = bindingTimeBytes(bindingTimes, longest)
  return { ...frame, bindingTimes: Buffer.from(bytes).toString('base64') }
}

/** Binding times as bytes: 0 s is 0, `longest` and beyond 255. */
export function bindingTimeBytes(bindingTimes: Float64Array, longest: number): Uint8Array {
  return Uint8Array.from(bindingTimes, (tau) => Math.min(255, Math.round((255 * tau) / longest)))
}

function describe({ iteration, output, certificate }: DescentFrame): string {
  const reach =
    certificate && !certificate.crossable
      ? `; no attack can cross the boundary: the least output is ${certificate.minimumOutput.toPrecision(7)}`
      : ''
  return `iteration ${iteration}, output ${output.toPrecision(7)}${reach}`
}

function resultOf(
  { pullExponent }: CellModel,
  { picture }: ResolvedLigands,
  result: DescentResult,
): KindResult {
  const { bindingTimes, snapshots, ...rest } = result
  const arrays = Object.fromEntries(
    snapshots.map((snapshot) => [bindingTimesName(snapshot.iteration), snapshot.bindingTimes]),
  )
  return {
    summary: {
      ...rest,
      regime: regimeOf(pullExponent),
      escape: escapeClassOf(pullExponent),
      picture,
      snapshots: snapshots.map(({ iteration }) => iteration),
    },
    arrays: { [bindingTimesName()]: bindingTimes, ...arrays },
    message: `${result.outcome} after ${result.iterations} iterations, output ${result.output.final.toPrecision(7)}`,
  }
}
