import { Type } from 'typebox'
import { DESCENT_DEFAULTS } from '../../core/attacks/gradient-descent.ts'
import { CellTarget, Seed } from './cell.ts'
import { Ligands } from './ligands.ts'
import { strict } from './schema.ts'

const DescentOptions = Type.Object(
  {
    stepSize: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        maximum: 1e9,
        default: DESCENT_DEFAULTS.stepSize,
        description: 'η: a ligand moves by −η ∂T/∂x (s) an iteration',
      }),
    ),
    binWidth: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        maximum: 1e6,
        default: DESCENT_DEFAULTS.binWidth,
        description: 'Width of a bin, in s; at most 100 000 bins',
      }),
    ),
    maxIterations: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 100_000_000,
        default: DESCENT_DEFAULTS.maxIterations,
        description: 'The descent ends “exhausted” after so many',
      }),
    ),
    snapshotIterations: Type.Optional(
      Type.Array(Type.Integer({ minimum: 0, maximum: 100_000_000 }), {
        maxItems: 100,
        uniqueItems: true,
        default: [],
        description: 'Keep all binding times as they stand at these iterations',
      }),
    ),
    frameEvery: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 100_000_000,
        default: DESCENT_DEFAULTS.frameEvery,
        description:
          'A frame every so many iterations; 0: every iteration up to 1 000, then evenly in log k, at most 2 000',
      }),
    ),
    pictures: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 1000,
        default: DESCENT_DEFAULTS.pictures,
        description:
          'So many frames at the most, evenly in log k and the last among them, also carry the binding times of all ligands, a byte each',
      }),
    ),
  },
  { $id: 'GradientDescentOptions', ...strict },
)

/** Gradient descent on a population of ligands. */
export const GradientDescentSpec = Type.Object(
  {
    kind: Type.Literal('gradient-descent'),
    seed: Type.Optional(Seed),
    target: CellTarget,
    ligands: Ligands,
    options: Type.Optional(DescentOptions),
  },
  { $id: 'GradientDescentSpec', ...strict },
)
export type GradientDescentSpec = Type.Static<typeof GradientDescentSpec>
