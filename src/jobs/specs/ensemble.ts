import { type TNumber, Type } from 'typebox'
import { DEFAULT_ALGORITHM, MOST_EXACT_EVENTS } from '../../core/dynamics/ensemble-work.ts'
import { DEFAULT_REPLICATES } from '../../core/dynamics/network-ensemble.ts'
import { CellTarget, Seed } from './cell.ts'
import { gridOf } from './grid.ts'
import { MixtureLigand } from './ligands.ts'
import { strict } from './schema.ts'

/** An ensemble may have this many conditions at the most. */
export const MOST_CONDITIONS = 1000

/** One value, or a list of different ones. */
function oneOrMore(value: TNumber) {
  return Type.Union([value, Type.Array(value, { minItems: 1, maxItems: MOST_CONDITIONS, uniqueItems: true })])
}

const EnsembleTimes = gridOf(
  Type.Number({ exclusiveMinimum: 0, description: 'Time after the cell met its ligands, in s' }),
  'EnsembleTimes',
  { ascending: true },
)

/** An ensemble: many cells that count every molecule, under each of some conditions. */
export const EnsembleSpec = Type.Object(
  {
    kind: Type.Literal('ensemble'),
    seed: Type.Optional(Seed),
    target: CellTarget,
    ligand: Type.Object(
      {
        bindingTime: oneOrMore(MixtureLigand.properties.bindingTime),
        quantity: oneOrMore(MixtureLigand.properties.quantity),
      },
      {
        description: `Every binding time with every quantity is a condition, at most ${MOST_CONDITIONS}; quantities are whole`,
        ...strict,
      },
    ),
    background: Type.Optional(
      Type.Array(MixtureLigand, {
        maxItems: 30,
        default: [],
        description: 'Ligands that are there under every condition; quantities are whole',
      }),
    ),
    time: EnsembleTimes,
    replicates: Type.Optional(
      Type.Integer({
        minimum: 2,
        maximum: 1_000_000,
        default: DEFAULT_REPLICATES,
        description: 'Cells under each condition',
      }),
    ),
    algorithm: Type.Optional(
      Type.Enum(['auto', 'exact', 'tau-leaping'], {
        default: DEFAULT_ALGORITHM,
        description: `auto: exact up to ${MOST_EXACT_EVENTS} expected reactions a cell, and beyond where leaps would gain little`,
      }),
    ),
  },
  { $id: 'EnsembleSpec', ...strict },
)
export type EnsembleSpec = Type.Static<typeof EnsembleSpec>
