import { checkAgonist } from '../cells/agonist.ts'
import type { CellModel } from '../cells/cell-model.ts'
import { checkNonNegative } from '../cells/mixture.ts'
import { Interrupted, InvalidInput } from '../errors.ts'
import { logSchedule } from '../numerics/log-schedule.ts'
import { certify, type PopulationCertificate } from './descent-certificate.ts'
import { type RandomControl, randomControl } from './descent-control.ts'
import { ForceField } from './force-field.ts'
import { type BinLayout, LigandBins, layOutBins } from './ligand-bins.ts'

/** Options of the descent; what each means stands with its default below. */
export interface DescentOptions {
  /** η: a ligand moves by −η ∂T/∂x_b (s) an iteration, the derivative carrying the count of its bin. */
  readonly stepSize: number
  /** w: width of a bin, in s. */
  readonly binWidth: number
  readonly maxIterations: number
  /** Keep all binding times as they stand at these iterations, ascending. */
  readonly snapshotIterations: readonly number[]
  /** A frame every so many iterations; 0 for all up to 1 000, then evenly in log k. */
  readonly frameEvery: number
  /** So many frames at the most, evenly in log k and the last among them, show every ligand. */
  readonly pictures: number
}

/** The published attack's step size and bin width (arXiv:1807.04270, figure 4), and neither snapshots nor pictures. */
export const DESCENT_DEFAULTS: DescentOptions = {
  stepSize: 0.2,
  binWidth: 0.2,
  maxIterations: 1_000_000,
  snapshotIterations: [],
  frameEvery: 0,
  pictures: 0,
}

/** Crossed: T ≤ threshold. Converged: nothing more can happen. Exhausted: the iterations ran out. */
export type DescentOutcome = 'crossed' | 'converged' | 'exhausted'

/** One moment of the trajectory; `counts` has one entry a bin. The first one carries the certificate. */
export interface DescentFrame {
  readonly iteration: number
  readonly output: number
  readonly counts: readonly number[]
  readonly certificate?: PopulationCertificate
  /** Of all ligands, in s, in the order they were given; of those frames alone that `pictures` asks for. */
  readonly bindingTimes?: Float64Array
}

/** All binding times (s) at one iteration, in the order they were given. */
export interface DescentSnapshot {
  readonly iteration: number
  readonly bindingTimes: Float64Array
}

/** From this a descent of the same population and options goes on, and ends with the very same result. */
export interface DescentCheckpoint {
  readonly iteration: number
  /** Share of the work that was done. */
  readonly progress: number
  readonly bindingTimes: Float64Array
  readonly trajectory: { readonly iteration: number[]; readonly output: number[] }
  readonly snapshots: readonly DescentSnapshot[]
  /** T_(k − 1000) … T_(k − 1), at the place k mod 1000. */
  readonly recentOutputs: Float64Array
}

export type DescentEvent =
  | { readonly type: 'frame'; readonly fraction: number; readonly frame: DescentFrame }
  /** The descent may be left here; calling `checkpoint` costs a copy of the population. */
  | { readonly type: 'safe-point'; readonly checkpoint: () => DescentCheckpoint }

export interface DescentResult {
  readonly outcome: DescentOutcome
  readonly iterations: number
  readonly output: { readonly initial: number; readonly final: number }
  readonly certificate: PopulationCertificate
  readonly histogram: {
    readonly binWidth: number
    readonly initialCounts: number[]
    readonly counts: number[]
  }
  readonly trajectory: { readonly iteration: number[]; readonly output: number[] }
  readonly control: RandomControl
  /** Final binding times (s), in the order they were given. */
  readonly bindingTimes: Float64Array
  readonly snapshots: readonly DescentSnapshot[]
}

/** What a descent is run with besides its population and options. */
export interface DescentSetting {
  /** For the random control alone; the descent itself draws nothing. */
  readonly seed: number
  /** Asked at every iteration; when true the descent throws `Interrupted`. */
  readonly shouldStop?: () => boolean
  readonly resumeFrom?: DescentCheckpoint
}

/** Iterations between two safe points: a fraction of a second, of which the safe point itself takes a few per cent. */
const SAFE_POINT_EVERY = 2000

/** Over so many iterations the output must have stayed the same, up to so much of itself, to be at rest. */
const REST = { iterations: 1000, tolerance: 1e-6 }

/**
 * Gradient descent on a population of ligands facing a cell, the attack of arXiv:1807.04270 (section V).
 *
 * Binding times are binned (width w, centres x_b, counts c_b). At iteration k: T_k = T(x, c); the descent stops
 * “crossed” when T_k ≤ threshold; otherwise every ligand in a bin below the critical binding time moves by
 * −η ∂T/∂x_b, and one that falls below 0 returns to x_0. It stops “converged” when no ligand moves at all, or when
 * three things hold: the certificate says that the boundary cannot be reached, T_k is within a relative 1e-6 of
 * T_(k−1000), and no ligand is on its way, that is every one sits in a bin whose neighbour pushes it back. The
 * last keeps a slow escape, whose first thousands of iterations barely move, from being called converged. It stops
 * “exhausted” at `maxIterations`.
 *
 * `bindingTimes` in s, one a ligand. Yields frames and safe points, returns the result. Throws `InvalidInput`
 * (paths relative to the request) for a population without agonist, options out of range, or over 100 000 bins.
 */
export function* gradientDescent(
  model: CellModel,
  bindingTimes: Float64Array,
  options: DescentOptions,
  { seed, shouldStop = () => false, resumeFrom }: DescentSetting,
): Generator<DescentEvent, DescentResult, void> {
  const layout = checkDescent(model, bindingTimes, options)
  const start = new LigandBins(bindingTimes, layout)
  const certificate = certify(model, bindingTimes, start)
  const initialCounts = Array.from(start.counts)
  const initial = model.atBindingTimes(start.centres()).output(start.counts)
  const bins = resumeFrom === undefined ? start : new LigandBins(resumeFrom.bindingTimes, layout)
  const trajectory = {
    iteration: resumeFrom?.trajectory.iteration.slice() ?? [],
    output: resumeFrom?.trajectory.output.slice() ?? [],
  }
  const snapshots = resumeFrom?.snapshots.slice() ?? []
  const recentOutputs = resumeFrom?.recentOutputs.slice() ?? new Float64Array(REST.iterations)
  const field = new ForceField(model, bins, options.stepSize)
  const nextKept = logSchedule(options.maxIterations)
  const nextFrame = options.frameEvery === 0 ? nextKept : (k: number) => k + options.frameEvery
  const nextPicture = pictureSchedule(options)
  const snapshotAt = new Set(options.snapshotIterations)

  let iteration = resumeFrom?.iteration ?? 0
  // Dues are found by walking the schedule from its start, so that a resumed descent keeps the same iterations.
  let keptDue = firstDue(nextKept, iteration)
  let frameDue = firstDue(nextFrame, iteration)
  let pictureDue =
    options.pictures < 2
      ? Number.POSITIVE_INFINITY
      : firstDue(nextPicture, lastBefore(nextFrame, iteration) + 1)
  let progress = resumeFrom?.progress ?? 0
  let outcome: DescentOutcome | undefined
  while (outcome === undefined) {
    if (shouldStop()) throw new Interrupted()
    const output = field.output
    outcome = outcomeAt(iteration)
    if (iteration === keptDue || outcome !== undefined) {
      trajectory.iteration.push(iteration)
      trajectory.output.push(output)
      keptDue = nextKept(iteration)
    }
    if (snapshotAt.has(iteration)) snapshots.push({ iteration, bindingTimes: bins.bindingTimes() })
    if (iteration === frameDue || outcome !== undefined) {
      const counts = Array.from(bins.counts)
      const pictured = options.pictures > 0 && (iteration >= pictureDue || outcome !== undefined)
      const frame = {
        iteration,
        output,
        counts,
        ...(iteration === 0 && { certificate }),
        ...(pictured && { bindingTimes: bins.bindingTimes() }),
      }
      while (pictured && pictureDue <= iteration) pictureDue = nextPicture(pictureDue)
      progress = Math.max(progress, fractionDone(output))
      yield { type: 'frame', fraction: outcome === undefined ? progress : 1, frame }
      frameDue = nextFrame(iteration)
    }
    if (outcome !== undefined) break
    recentOutputs[iteration % REST.iterations] = output
    if (bins.moveInPlace(field.displacements)) field.update(bins)
    iteration++
    if (iteration % SAFE_POINT_EVERY === 0) {
      bins.rebaseInPlace()
      yield { type: 'safe-point', checkpoint }
    }
  }
  const final = bins.bindingTimes()
  return {
    outcome,
    iterations: iteration,
    output: { initial, final: field.output },
    certificate,
    histogram: { binWidth: options.binWidth, initialCounts, counts: Array.from(bins.counts) },
    trajectory,
    control: randomControl(model, bindingTimes, final, layout, seed),
    bindingTimes: final,
    snapshots,
  }

  function outcomeAt(k: number): DescentOutcome | undefined {
    if (field.output <= model.threshold) return 'crossed'
    if (!field.moves) return 'converged'
    if (k >= REST.iterations && !certificate.crossable) {
      const before = recentOutputs[k % REST.iterations]!
      if (Math.abs(field.output - before) < REST.tolerance * before && field.allTrapped) return 'converged'
    }
    return k === options.maxIterations ? 'exhausted' : undefined
  }

  function fractionDone(output: number): number {
    const ofIterations = iteration / options.maxIterations
    if (!certificate.crossable) return ofIterations
    return Math.min(1, Math.max(ofIterations, (initial - output) / (initial - model.threshold)))
  }

  function checkpoint(): DescentCheckpoint {
    return {
      iteration,
      progress,
      bindingTimes: bins.bindingTimes(),
      trajectory: { iteration: trajectory.iteration.slice(), output: trajectory.output.slice() },
      snapshots: snapshots.slice(),
      recentOutputs: recentOutputs.slice(),
    }
  }
}

/**
 * Refuses what a descent cannot start from, before anything is computed, and returns the bins it will start with.
 * Throws `InvalidInput`, its paths relative to the request.
 */
export function checkDescent(
  model: CellModel,
  bindingTimes: Float64Array,
  options: DescentOptions,
): BinLayout {
  if (bindingTimes.length === 0) {
    throw new InvalidInput('empty-population', '/ligands', 'there is no ligand in the population')
  }
  bindingTimes.forEach((tau, i) => {
    checkNonNegative(tau, `/ligands/bindingTimes/${i}`, 'a binding time')
  })
  checkAgonist(model, bindingTimes)
  if (!Number.isFinite(options.stepSize) || options.stepSize <= 0) {
    throw new InvalidInput(
      'step-size',
      '/options/stepSize',
      `a step size is above 0, not ${options.stepSize}`,
    )
  }
  const layout = layOutBins(bindingTimes, options.binWidth, model.criticalBindingTime, '/options/binWidth')
  // Refuses binding times too large for the model: the last bin's centre is the largest it will be asked for.
  const last = Float64Array.of((layout.count - 0.5) * layout.width)
  model.output({ bindingTimes: last, quantities: Float64Array.of(bindingTimes.length) })
  return layout
}

/**
 * From which iteration on the next frame shows every ligand, after one that was due at k: evenly in log k. The last frame
 * does so anyway.
 */
function pictureSchedule({ pictures, maxIterations }: DescentOptions): (k: number) => number {
  const ratio = (maxIterations + 1) ** (1 / Math.max(1, pictures - 1))
  return (k) => Math.max(k + 1, Math.ceil((k + 1) * ratio) - 1)
}

/** The last of the iterations 0, next(0), … before `from`; −1 where there is none. */
function lastBefore(next: (k: number) => number, from: number): number {
  let last = -1
  for (let due = 0; due < from; due = next(due)) last = due
  return last
}

function firstDue(next: (k: number) => number, from: number): number {
  let due = 0
  while (due < from) due = next(due)
  return due
}
