import { hasAgonist } from '../../../core/cells/agonist.ts'
import type { CellModel } from '../../../core/cells/cell-model.ts'
import type { Ligand, Mixture } from '../../../core/cells/mixture.ts'
import type { ProofreadingNetwork } from '../../../core/cells/proofreading-network.ts'
import { DEFAULT_ALGORITHM, type ReplicateWork, replicateWork } from '../../../core/dynamics/ensemble-work.ts'
import { DEFAULT_REPLICATES } from '../../../core/dynamics/network-ensemble.ts'
import { checkWholeQuantity, wholeReceptors } from '../../../core/dynamics/network-state.ts'
import { InvalidInput } from '../../../core/errors.ts'
import { checkGridSize, expandAscending, gridLength } from '../../../core/numerics/grid.ts'
import { listOf } from '../../list-of.ts'
import { mixtureOf } from '../../mixtures.ts'
import { buildCell, networkOf } from '../../models.ts'
import { within } from '../../paths.ts'
import { type EnsembleSpec, MOST_CONDITIONS } from '../../specs/ensemble.ts'

/** Outputs that all cells at all times may make, and conditions × times that are summed up. */
const MOST_OUTPUTS = 10_000_000
const MOST_SUMMARIES = 100_000

/** What a cell of the ensemble faces. */
export interface EnsembleCondition extends Ligand {
  /** With the background. */
  readonly mixture: Mixture
  /** Whether there is an agonist in it. */
  readonly shouldRespond: boolean
  /** Of one cell. */
  readonly work: ReplicateWork
}

/** All that a spec says, and what it will take. */
export interface EnsemblePlan {
  readonly model: CellModel
  readonly network: ProofreadingNetwork
  readonly receptors: number
  /** s */
  readonly times: Float64Array
  readonly replicates: number
  /** Binding time by binding time, and within one quantity by quantity. */
  readonly conditions: readonly EnsembleCondition[]
}

/** Throws `InvalidInput` for a spec without a meaning, its paths into the spec. */
export function planOf(spec: EnsembleSpec): EnsemblePlan {
  const replicates = spec.replicates ?? DEFAULT_REPLICATES
  checkSizes(spec, replicates)
  checkQuantities(spec)
  const model = buildCell(spec.target)
  const network = networkOf(spec.target, model)
  const receptors = within('/target/parameters', () => wholeReceptors(network))
  const times = within('/time', () => expandAscending(spec.time))
  const duration = times.at(-1)!
  const conditions = ligandsOf(spec).map((ligand) => {
    const mixture = mixtureOf([ligand, ...(spec.background ?? [])])
    const work = replicateWork(network, mixture, duration, spec.algorithm ?? DEFAULT_ALGORITHM)
    return {
      ...ligand,
      mixture,
      shouldRespond: hasAgonist(model, mixture.bindingTimes, mixture.quantities),
      work,
    }
  })
  return { model, network, receptors, times, replicates, conditions }
}

function checkSizes({ ligand, time }: EnsembleSpec, replicates: number): void {
  const conditions = listOf(ligand.bindingTime).length * listOf(ligand.quantity).length
  const times = gridLength(time)
  checkGridSize([{ grid: time, path: '/time' }], '/time')
  const limits = [
    {
      code: 'too-many-conditions',
      path: '/ligand',
      what: 'conditions',
      count: conditions,
      most: MOST_CONDITIONS,
    },
    {
      code: 'too-many-outputs',
      path: '/time',
      what: 'conditions × times',
      count: conditions * times,
      most: MOST_SUMMARIES,
    },
    {
      code: 'too-many-outputs',
      path: '/replicates',
      what: 'outputs, conditions × replicates × times,',
      count: conditions * replicates * times,
      most: MOST_OUTPUTS,
    },
  ]
  const passed = limits.find(({ count, most }) => count > most)
  if (passed === undefined) return
  const { code, path, what, count, most } = passed
  throw new InvalidInput(code, path, `there would be ${count} ${what} but at most ${most} are allowed`)
}

function checkQuantities({ ligand: { quantity }, background = [] }: EnsembleSpec): void {
  if (typeof quantity === 'number') checkWholeQuantity(quantity, '/ligand/quantity')
  else for (const [i, value] of quantity.entries()) checkWholeQuantity(value, `/ligand/quantity/${i}`)
  for (const [i, other] of background.entries())
    checkWholeQuantity(other.quantity, `/background/${i}/quantity`)
}

function ligandsOf({ ligand: { bindingTime, quantity } }: EnsembleSpec): Ligand[] {
  return listOf(bindingTime).flatMap((tau) =>
    listOf(quantity).map((count) => ({ bindingTime: tau, quantity: count })),
  )
}
