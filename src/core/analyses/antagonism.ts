import type { CellModel } from '../cells/cell-model.ts'
import type { Ligand } from '../cells/mixture.ts'
import { Interrupted, InvalidInput } from '../errors.ts'
import { localMinimum, type ScalarFunction } from '../numerics/local-minimum.ts'
import type { FlatRange } from './field.ts'

/** The antagonists of a field: every binding time (s) with every quantity. */
export interface AntagonistGrid {
  readonly bindingTimes: Float64Array
  readonly quantities: Float64Array
}

/** Where antagonists of one quantity lower the output the most. */
export interface StrongestAntagonist {
  /** Index into the quantities. */
  readonly row: number
  readonly bindingTime: number
  readonly foldChange: number
}

/** Of a field, the values of a range of flat indices, and for each row in it the least within that range. */
export interface AntagonismPart {
  readonly foldChange: Float64Array
  readonly strongest: readonly StrongestAntagonist[]
}

/** Finding one minimum costs about as much as this many outputs. */
export const OUTPUTS_PER_MINIMUM = 60

/** Of the binding time of a minimum, relative. */
const TOLERANCE = 1e-10

/**
 * The output that agonists alone bring about. Throws `InvalidInput` at `/agonist` where there are none: ligands that
 * bind for less than the critical binding time are no agonists.
 */
export function outputOfAgonist(model: CellModel, { bindingTime, quantity }: Ligand): number {
  const output = model.output({
    bindingTimes: Float64Array.of(bindingTime),
    quantities: Float64Array.of(quantity),
  })
  if (quantity > 0 && output > 0 && bindingTime >= model.criticalBindingTime) return output
  throw new InvalidInput(
    'no-agonist',
    '/agonist',
    `the output is compared to that of agonists alone, but ${why()}`,
  )

  function why(): string {
    if (quantity === 0) return 'there are none'
    if (output === 0) return `${quantity} ligands of ${bindingTime} s bring about no output`
    return `ligands of ${bindingTime} s bind for less than the critical ${model.criticalBindingTime} s`
  }
}

/**
 * The fold change that antagonists of binding time τ2 and quantity L2 bring about,
 * FC(τ2, L2) = output(τ1, L1; τ2, L2) / output(τ1, L1), and its derivative by τ2.
 *
 * Throws `InvalidInput` where it cannot be represented, and for agonists without an output.
 * Source: arXiv:1807.04270, section III.
 */
export function foldChangeOf(model: CellModel, agonist: Ligand) {
  const alone = outputOfAgonist(model, agonist)
  // One pair of arrays for all points: a new one each would cost more than the output.
  const bindingTimes = Float64Array.of(agonist.bindingTime, 0)
  const quantities = Float64Array.of(agonist.quantity, 0)
  const mixture = { bindingTimes, quantities }
  return {
    value(bindingTime: number, quantity: number): number {
      bindingTimes[1] = bindingTime
      quantities[1] = quantity
      const foldChange = model.output(mixture) / alone
      if (Number.isFinite(foldChange)) return foldChange
      throw new InvalidInput('output-overflows', '/antagonist', 'a fold change is too large to represent')
    },
    slope(bindingTime: number, quantity: number): number {
      bindingTimes[1] = bindingTime
      quantities[1] = quantity
      return model.gradient(mixture).bindingTime[1]! / alone
    },
  }
}

/**
 * The fold changes of the flat indices [from, to) of a field of quantities × binding times, row by row, and of each
 * row the least among them, refined between its neighbours on the grid to 1e-10 of its binding time; at an end of
 * the grid's range it is that end.
 *
 * Throws `InvalidInput` as `foldChangeOf` does, and `Interrupted` when `shouldStop` says so.
 */
export function antagonismPart(
  model: CellModel,
  agonist: Ligand,
  { bindingTimes, quantities }: AntagonistGrid,
  range: FlatRange,
  shouldStop: () => boolean,
): AntagonismPart {
  const { value, slope } = foldChangeOf(model, agonist)
  const columns = bindingTimes.length
  const ascending = Float64Array.from(bindingTimes).sort()
  const foldChange = new Float64Array(range.to - range.from)
  const strongest: StrongestAntagonist[] = []
  for (let start = range.from; start < range.to; ) {
    const row = Math.floor(start / columns)
    const end = Math.min(range.to, (row + 1) * columns)
    const quantity = quantities[row]!
    let best = start
    for (let i = start; i < end; i++) {
      if (shouldStop()) throw new Interrupted()
      foldChange[i - range.from] = value(bindingTimes[i % columns]!, quantity)
      if (foldChange[i - range.from]! < foldChange[best - range.from]!) best = i
    }
    const f: ScalarFunction = { value: (tau) => value(tau, quantity), slope: (tau) => slope(tau, quantity) }
    const onGrid = {
      row,
      bindingTime: bindingTimes[best % columns]!,
      foldChange: foldChange[best - range.from]!,
    }
    strongest.push(refined(f, onGrid, ascending))
    start = end
  }
  return { foldChange, strongest }
}

/** The minimum near the least value on the grid; that itself where a neighbour is lower, as another part then sees. */
function refined(
  f: ScalarFunction,
  onGrid: StrongestAntagonist,
  ascending: Float64Array,
): StrongestAntagonist {
  const x = onGrid.bindingTime
  const lower = ascending[ascending.indexOf(x) - 1] ?? null
  const upper = ascending[ascending.lastIndexOf(x) + 1] ?? null
  for (const neighbour of [lower, upper]) {
    if (neighbour !== null && f.value(neighbour) < onGrid.foldChange) return onGrid
  }
  const scale = x > 0 ? x : (upper ?? 0)
  const bindingTime = localMinimum(f, x, { lower, upper }, TOLERANCE * scale)
  const foldChange = f.value(bindingTime)
  // Where a minimum is not the only one between two values of the grid, another may have been found.
  return foldChange < onGrid.foldChange ? { ...onGrid, bindingTime, foldChange } : onGrid
}

/** Of the minima of all parts, in any order, the least of each row; of equal ones that of the shortest binding time. */
export function leastOfRows(minima: Iterable<StrongestAntagonist>): StrongestAntagonist[] {
  const rows: StrongestAntagonist[] = []
  for (const minimum of minima) {
    const best = rows[minimum.row]
    const lower =
      best === undefined ||
      minimum.foldChange < best.foldChange ||
      (minimum.foldChange === best.foldChange && minimum.bindingTime < best.bindingTime)
    if (lower) rows[minimum.row] = minimum
  }
  return rows
}
