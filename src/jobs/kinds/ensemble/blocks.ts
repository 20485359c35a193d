import type { EnsembleSpec } from '../../specs/ensemble.ts'
import { type EnsemblePlan, planOf } from './plan.ts'

/** What one reaction takes in a cell with one kind of ligand, about, and what every further kind adds. */
const NANOSECONDS_PER_EVENT = 110
const NANOSECONDS_PER_KIND = 4

/** A block should take about so long … */
const BLOCK_NANOSECONDS = 100e6

/** … but a small job has blocks for this many workers, as long as each is worth the handing over … */
const BLOCKS_FOR_ALL_WORKERS = 32
const LEAST_BLOCK_NANOSECONDS = 10e6

/** … and a large one has about so many at the most: each is a row in the store and a frame in the log. */
const MOST_BLOCKS = 4000

/** Replicates [from, to) of one condition. */
export interface ReplicateBlock {
  readonly condition: number
  readonly from: number
  readonly to: number
}

/** A plan, and the blocks its replicates are made in: condition by condition, in order. */
export interface BlockedPlan {
  readonly plan: EnsemblePlan
  readonly blocks: readonly ReplicateBlock[]
}

let latest: { readonly key: string; readonly blocked: BlockedPlan } | undefined

/**
 * The plan of a spec and its blocks. The latest is kept: a job is asked about more than once, and a
 * worker runs many of its parts. Throws as `planOf` does.
 */
export function blockedPlanOf(spec: EnsembleSpec): BlockedPlan {
  const key = JSON.stringify(spec)
  if (latest?.key !== key) {
    const plan = planOf(spec)
    latest = { key, blocked: { plan, blocks: blocksOf(plan) } }
  }
  return latest.blocked
}

/** The same plan gives the same blocks on any machine: what a block takes is estimated, not measured. */
function blocksOf({ conditions, replicates }: EnsemblePlan): ReplicateBlock[] {
  const costs = conditions.map(
    ({ work, mixture }) =>
      replicates * work.cost * (NANOSECONDS_PER_EVENT + NANOSECONDS_PER_KIND * mixture.quantities.length),
  )
  const total = costs.reduce((sum, cost) => sum + cost, 0)
  const few = Math.max(LEAST_BLOCK_NANOSECONDS, total / BLOCKS_FOR_ALL_WORKERS)
  const wanted = Math.max(total / MOST_BLOCKS, Math.min(BLOCK_NANOSECONDS, few))
  return costs.flatMap((cost, condition) => {
    const count = Math.max(1, Math.min(replicates, Math.round(cost / wanted)))
    return Array.from({ length: count }, (_, i) => ({
      condition,
      from: Math.floor((i * replicates) / count),
      to: Math.floor(((i + 1) * replicates) / count),
    }))
  })
}
