import {
  antagonismPart,
  foldChangeOf,
  leastOfRows,
  OUTPUTS_PER_MINIMUM,
  outputOfAgonist,
  type StrongestAntagonist,
} from '../../core/analyses/antagonism.ts'
import { checkGridSize, expandGrid, gridLength } from '../../core/numerics/grid.ts'
import type { KindResult, SplitKind } from '../kind.ts'
import { FIELD_MEMORY, fieldMemory, ROOM } from '../memory.ts'
import { nanosecondsPerOutput } from '../model-cost.ts'
import { buildCell } from '../models.ts'
import { at, within } from '../paths.ts'
import { AntagonismSpec } from '../specs/antagonism.ts'
import { joinTiles, type Tiling, tileFrame, tileRange, tilingOf } from '../tiles.ts'

/** Name of the array of fold changes, one row a quantity. */
export const FOLD_CHANGE = 'foldChange'

/** What a part hands to the join. */
interface AntagonismTile {
  readonly foldChange: Float64Array
  readonly strongest: readonly StrongestAntagonist[]
}

export const antagonismKind: SplitKind<AntagonismSpec, AntagonismTile> = {
  name: 'antagonism',
  type: 'simulation',
  title: 'Antagonism: fold change of the output over binding time and quantity',
  source: 'Rademaker, Bengio, François, arXiv:1807.04270, section III',
  spec: AntagonismSpec,
  costFormula: `quantities × (binding times + ${OUTPUTS_PER_MINIMUM})`,
  memoryFormula: `${ROOM} + ${FIELD_MEMORY}`,
  memory: ({ antagonist }) =>
    ROOM + fieldMemory([gridLength(antagonist.quantity), gridLength(antagonist.bindingTime)]),
  splits: 'by ranges of the grid’s points, quantity by quantity',
  cost({ antagonist }) {
    return gridLength(antagonist.quantity) * (gridLength(antagonist.bindingTime) + OUTPUTS_PER_MINIMUM)
  },
  check(spec) {
    checkSize(spec)
    const model = buildCell(spec.target)
    at('/agonist', () => outputOfAgonist(model, spec.agonist))
    const { bindingTimes, quantities } = gridsOf(spec)
    // What is too large to represent shows where there is the most of it.
    const [longest, most] = [bindingTimes, quantities].map((axis) => axis.reduce((a, b) => Math.max(a, b)))
    at('/antagonist', () => foldChangeOf(model, spec.agonist).value(longest!, most!))
  },
  parts: (spec) => tiling(spec).parts,
  runPart(spec, part, { shouldStop }) {
    const tiles = tiling(spec)
    const model = buildCell(spec.target)
    const range = tileRange(tiles, part)
    const grids = gridsOf(spec)
    const value = at('/antagonist', () => antagonismPart(model, spec.agonist, grids, range, shouldStop))
    const least = value.strongest.reduce((a, b) => (b.foldChange < a.foldChange ? b : a))
    return {
      value,
      frame: tileFrame(tiles, part, value.foldChange),
      message: `points ${range.from} to ${range.to - 1}, fold change ${least.foldChange.toPrecision(7)} at the lowest`,
    }
  },
  join: (spec, values) => resultOf(spec, values),
}

function checkSize({ antagonist }: AntagonismSpec): void {
  const axes = [
    { grid: antagonist.bindingTime, path: '/antagonist/bindingTime' },
    { grid: antagonist.quantity, path: '/antagonist/quantity' },
  ]
  checkGridSize(axes, '/antagonist')
}

function gridsOf({ antagonist }: AntagonismSpec) {
  return {
    bindingTimes: within('/antagonist/bindingTime', () => expandGrid(antagonist.bindingTime)),
    quantities: within('/antagonist/quantity', () => expandGrid(antagonist.quantity)),
  }
}

function tiling({ target, antagonist }: AntagonismSpec): Tiling {
  const columns = gridLength(antagonist.bindingTime)
  const perPoint = nanosecondsPerOutput(target, 2) * (1 + OUTPUTS_PER_MINIMUM / columns)
  return tilingOf([gridLength(antagonist.quantity), columns], perPoint)
}

function resultOf(spec: AntagonismSpec, tiles: readonly AntagonismTile[]): KindResult {
  const model = buildCell(spec.target)
  const { bindingTimes, quantities } = gridsOf(spec)
  const minima = leastOfRows(tiles.flatMap(({ strongest }) => strongest))
  const least = minima.reduce((a, b) => (b.foldChange < a.foldChange ? b : a))
  return {
    summary: {
      threshold: model.threshold,
      agonist: { ...spec.agonist, output: outputOfAgonist(model, spec.agonist) },
      bindingTime: Array.from(bindingTimes),
      quantity: Array.from(quantities),
      strongest: minima.map(({ row, bindingTime, foldChange }) => ({
        quantity: quantities[row]!,
        bindingTime,
        foldChange,
      })),
    },
    arrays: {
      [FOLD_CHANGE]: joinTiles(
        tiling(spec),
        tiles.map(({ foldChange }) => foldChange),
      ),
    },
    message: `fold change ${least.foldChange.toPrecision(7)} at the lowest, for antagonists of ${least.bindingTime.toPrecision(7)} s`,
  }
}
