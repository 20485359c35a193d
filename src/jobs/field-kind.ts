import { type FieldPoint, type FlatRange, fieldRange } from '../core/analyses/field.ts'
import type { ClassifierHeads, PartSetting, SplitKind } from './kind.ts'
import { FIELD_MEMORY, fieldMemory, ROOM } from './memory.ts'
import { joinTiles, type Tiling, tileFrame, tileRange, tilingOf } from './tiles.ts'

/** What a kind adds to a field of values to make its result. */
export interface FieldSummary {
  readonly summary: object
  readonly message: string
}

/**
 * A kind of job that computes a field point by point: what it is, and what its points are. `Extra` is what a part finds
 * in its range besides the values.
 */
export interface FieldKind<Spec, Extra>
  extends Pick<
    SplitKind<Spec>,
    'name' | 'subject' | 'title' | 'source' | 'spec' | 'costFormula' | 'cost' | 'check' | 'classifiers'
  > {
  /** Bytes held besides the field: in words, and in number. */
  readonly besides: {
    readonly formula: string
    bytes(spec: Spec, classifiers: ClassifierHeads): number
  }
  /** Name of the array of values, row by row. */
  field(spec: Spec): string
  /** Rows and columns. */
  shape(spec: Spec): readonly [number, number]
  /** About what one point takes, in ns. */
  nanosecondsPerPoint(spec: Spec): number
  /** The value of a point; made once for each part. */
  point(spec: Spec, setting: PartSetting): FieldPoint
  extra(spec: Spec, range: FlatRange, values: Float64Array): Extra
  summarise(spec: Spec, field: Float64Array, extras: readonly Extra[], setting: PartSetting): FieldSummary
}

/** What a part of a field hands to the join. */
interface FieldPart<Extra> {
  readonly values: Float64Array
  readonly extra: Extra
}

/** A field whose parts find nothing but their values. */
export const NO_EXTRA = { extra: () => undefined } as const

/** The split kind whose parts are ranges of a field's points. */
export function fieldKind<Spec, Extra>(
  description: FieldKind<Spec, Extra>,
): SplitKind<Spec, FieldPart<Extra>> {
  const { besides, field, shape, nanosecondsPerPoint, point, extra, summarise, ...rest } = description
  const tiling = (spec: Spec): Tiling => tilingOf(shape(spec), nanosecondsPerPoint(spec))
  return {
    ...rest,
    type: 'simulation',
    memoryFormula: `${ROOM} + ${FIELD_MEMORY} + ${besides.formula}`,
    memory: (spec, heads) => ROOM + fieldMemory(shape(spec)) + besides.bytes(spec, heads),
    splits: 'by ranges of the field’s points, row by row',
    parts: (spec) => tiling(spec).parts,
    runPart(spec, part, setting) {
      const tiles = tiling(spec)
      const range = tileRange(tiles, part)
      const values = fieldRange(point(spec, setting), shape(spec)[1], range, setting.shouldStop)
      return {
        value: { values, extra: extra(spec, range, values) },
        frame: tileFrame(tiles, part, values),
        message: `${range.to} of ${tiles.points} points`,
      }
    },
    join(spec, parts, setting) {
      const all = joinTiles(
        tiling(spec),
        parts.map(({ values }) => values),
      )
      const extras = parts.map((part) => part.extra)
      const { summary, message } = summarise(spec, all, extras, setting)
      return { summary, arrays: { [field(spec)]: all }, message }
    },
  }
}
