import { type FieldPoint, fieldRange } from '../core/analyses/field.ts'
import type { PartSetting, SplitKind } from './kind.ts'
import { joinTiles, type Tiling, tileFrame, tileRange, tilingOf } from './tiles.ts'

/** What a kind adds to a field of values to make its result. */
export interface FieldSummary {
  readonly summary: object
  readonly message: string
}

/** A kind of job that computes a field point by point: what it is, and what its points are. */
export interface FieldKind<Spec>
  extends Pick<SplitKind<Spec>, 'name' | 'title' | 'source' | 'spec' | 'costFormula' | 'cost' | 'check'> {
  /** Name of the array of values, row by row. */
  field(spec: Spec): string
  /** Rows and columns. */
  shape(spec: Spec): readonly [number, number]
  /** About what one point takes, in ns. */
  nanosecondsPerPoint(spec: Spec): number
  /** The value of a point; made once for each part. */
  point(spec: Spec, seed: number): FieldPoint
  summarise(spec: Spec, field: Float64Array, setting: PartSetting): FieldSummary
}

/** The split kind whose parts are ranges of a field's points. */
export function fieldKind<Spec>(description: FieldKind<Spec>): SplitKind<Spec, Float64Array> {
  const { field, shape, nanosecondsPerPoint, point, summarise, ...rest } = description
  const tiling = (spec: Spec): Tiling => tilingOf(shape(spec), nanosecondsPerPoint(spec))
  return {
    ...rest,
    type: 'simulation',
    splits: 'by ranges of the field’s points, row by row',
    parts: (spec) => tiling(spec).parts,
    runPart(spec, part, { seed, shouldStop }) {
      const tiles = tiling(spec)
      const range = tileRange(tiles, part)
      const value = fieldRange(point(spec, seed), shape(spec)[1], range, shouldStop)
      return {
        value,
        frame: tileFrame(tiles, part, value),
        message: `${range.to} of ${tiles.points} points`,
      }
    },
    join(spec, values, setting) {
      const all = joinTiles(tiling(spec), values)
      const { summary, message } = summarise(spec, all, setting)
      return { summary, arrays: { [field(spec)]: all }, message }
    },
  }
}
