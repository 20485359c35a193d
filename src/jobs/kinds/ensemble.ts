import {
  columnOf,
  type DecisionStatistics,
  decisionStatistics,
  outputStatistics,
} from '../../core/analyses/decision-statistics.ts'
import { momentsOf } from '../../core/analyses/sample-statistics.ts'
import { REPLICATE_STREAM, replicateOutputs } from '../../core/dynamics/network-ensemble.ts'
import { LEAST_EVENTS_PER_LEAP } from '../../core/dynamics/tau-leaping.ts'
import { concatenate } from '../../core/numerics/concatenate.ts'
import { type RandomStream, randomStream } from '../../core/numerics/random.ts'
import type { KindResult, PartSetting, SplitKind } from '../kind.ts'
import { PER_LISTED_LIGAND, ROOM } from '../memory.ts'
import { at } from '../paths.ts'
import { EnsembleSpec } from '../specs/ensemble.ts'
import { MOST_FRAME_NUMBERS } from '../tiles.ts'
import { blockedPlanOf, type ReplicateBlock } from './ensemble/blocks.ts'
import type { EnsemblePlan } from './ensemble/plan.ts'

/** Name of the array of outputs: condition by condition, cell by cell, time by time. */
export const ENSEMBLE_OUTPUTS = 'outputs'

/** Bytes of an output: as it is stored, joined and sorted; and of what is summed up at a time. */
const PER_OUTPUT = 56
const PER_SUMMARY = 1000

/** Permutes the control of the information; below those of the replicates. */
const PERMUTATION_STREAM = REPLICATE_STREAM - 1

/** A frame: moments of the outputs of some cells under one condition, at each of the times. */
export interface EnsembleFrame {
  readonly condition: number
  readonly replicates: { readonly from: number; readonly to: number }
  /** s */
  readonly time: readonly number[]
  readonly mean: readonly number[]
  /** Null of one cell. */
  readonly standardDeviation: readonly (number | null)[]
}

export const ensembleKind: SplitKind<EnsembleSpec, Float64Array> = {
  name: 'ensemble',
  type: 'simulation',
  title: 'Ensemble: many cells that count every molecule, their noise and their errors',
  source:
    'Gillespie, J. Phys. Chem. 81, 2340 (1977); Cao, Gillespie, Petzold, J. Chem. Phys. 124, 044109 (2006)',
  spec: EnsembleSpec,
  costFormula: `Σ over conditions of replicates × (bound ligands + time × Σ propensities), both of the steady state; a leap counts ${LEAST_EVENTS_PER_LEAP} reactions`,
  memoryFormula: `${ROOM} + ${PER_OUTPUT} × conditions × replicates × times + ${PER_SUMMARY} × conditions × times + ${PER_LISTED_LIGAND} × conditions × kinds of ligand`,
  memory(spec) {
    const { conditions, replicates, times } = blockedPlanOf(spec).plan
    const cells = conditions.length * replicates
    const kinds = conditions.reduce((sum, { mixture }) => sum + mixture.quantities.length, 0)
    return (
      ROOM +
      PER_OUTPUT * cells * times.length +
      PER_SUMMARY * conditions.length * times.length +
      PER_LISTED_LIGAND * kinds
    )
  },
  splits: 'by blocks of the cells under one condition',
  cost(spec) {
    const { conditions, replicates } = blockedPlanOf(spec).plan
    return conditions.reduce((sum, { work }) => sum + replicates * work.cost, 0)
  },
  check(spec) {
    const { model, conditions } = blockedPlanOf(spec).plan
    for (const { mixture } of conditions) at('/ligand', () => model.output(mixture))
  },
  parts: (spec) => blockedPlanOf(spec).blocks.length,
  runPart(spec, part, { seed, shouldStop }) {
    const { plan, blocks } = blockedPlanOf(spec)
    const block = blocks[part]!
    const { mixture, work } = plan.conditions[block.condition]!
    const first = block.condition * plan.replicates
    const value = replicateOutputs(
      { network: plan.network, mixture, times: plan.times, algorithm: work.algorithm },
      { from: first + block.from, to: first + block.to },
      seed,
      shouldStop,
    )
    const frame = frameOf(plan, block, value, blocks.length)
    return { value, frame, message: describe(plan, frame) }
  },
  join: (spec, values, setting) => resultOf(blockedPlanOf(spec).plan, values, setting),
}

/** Of many times those are kept that lie a whole number of strides before the last. */
function frameOf(
  { times }: EnsemblePlan,
  { condition, from, to }: ReplicateBlock,
  outputs: Float64Array,
  blocks: number,
): EnsembleFrame {
  const last = times.length - 1
  const stride = Math.ceil((2 * blocks * times.length) / MOST_FRAME_NUMBERS)
  const kept = Array.from(times.keys()).filter((column) => (last - column) % stride === 0)
  const moments = kept.map((column) => momentsOf(columnOf(outputs, times.length, column)))
  return {
    condition,
    replicates: { from, to },
    time: kept.map((column) => times[column]!),
    mean: moments.map(({ mean }) => mean),
    standardDeviation: moments.map(({ standardDeviation }) => (to - from > 1 ? standardDeviation : null)),
  }
}

function describe(
  { conditions }: EnsemblePlan,
  { condition, replicates, mean, time }: EnsembleFrame,
): string {
  const { bindingTime, quantity } = conditions[condition]!
  return `${quantity} ligands of ${bindingTime} s, cells ${replicates.from} to ${replicates.to - 1}: output ${mean.at(-1)!.toPrecision(4)} after ${time.at(-1)} s`
}

function resultOf(
  plan: EnsemblePlan,
  values: readonly Float64Array[],
  { seed, shouldStop }: PartSetting,
): KindResult {
  const { model, receptors, times, replicates } = plan
  const outputs = concatenate(values)
  const statistics = decisionsOf(plan, outputs, randomStream(seed, PERMUTATION_STREAM), shouldStop)
  return {
    summary: {
      threshold: model.threshold,
      criticalBindingTime: model.criticalBindingTime,
      algorithm: algorithmOf(plan),
      receptors,
      replicates,
      time: Array.from(times),
      conditions: plan.conditions.map(({ bindingTime, quantity, mixture, shouldRespond, work }, i) => ({
        bindingTime,
        quantity,
        shouldRespond,
        algorithm: work.algorithm,
        ...outputStatistics(outputsUnder(plan, outputs, i), times.length, model.threshold, shouldStop),
        steady: model.output(mixture),
      })),
      ...statistics,
    },
    arrays: { [ENSEMBLE_OUTPUTS]: outputs },
    message: closing(plan, statistics),
  }
}

/** Of all outputs those under one condition. */
function outputsUnder(
  { replicates, times }: EnsemblePlan,
  outputs: Float64Array,
  condition: number,
): Float64Array {
  const each = replicates * times.length
  return outputs.subarray(condition * each, (condition + 1) * each)
}

/** At the last time. */
function decisionsOf(
  plan: EnsemblePlan,
  outputs: Float64Array,
  random: RandomStream,
  shouldStop: () => boolean,
): DecisionStatistics {
  const columns = plan.times.length
  const decided = plan.conditions.map(({ bindingTime, shouldRespond }, i) => ({
    bindingTime,
    shouldRespond,
    outputs: columnOf(outputsUnder(plan, outputs, i), columns, columns - 1),
  }))
  return decisionStatistics(decided, plan.model.threshold, random, shouldStop)
}

/** The one algorithm of all conditions, or `mixed`: each condition says its own. */
function algorithmOf({ conditions }: EnsemblePlan): string {
  const used = new Set(conditions.map(({ work }) => work.algorithm))
  return used.size === 1 ? [...used][0]! : 'mixed'
}

function closing(
  { conditions, replicates }: EnsemblePlan,
  { decisions, mutualInformation }: DecisionStatistics,
): string {
  return [
    `${conditions.length} × ${replicates} cells`,
    ...(decisions ? [`error rate ${decisions.errorRate.toPrecision(4)}`] : []),
    ...(mutualInformation ? [`${mutualInformation.bits.toPrecision(4)} bits of the binding time`] : []),
  ].join(', ')
}
