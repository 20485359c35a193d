import { Interrupted } from '../errors.ts'

/** A function of the rows and the columns of a field. */
export type FieldPoint = (row: number, column: number) => number

/** A range of flat indices of a field that is stored row by row. */
export interface FlatRange {
  readonly from: number
  readonly to: number
}

/**
 * The values of a field of `columns` columns at the flat indices [from, to), row by row. Throws `Interrupted` when
 * `shouldStop`, which is asked at every point, says so.
 */
export function fieldRange(
  point: FieldPoint,
  columns: number,
  { from, to }: FlatRange,
  shouldStop: () => boolean,
): Float64Array {
  const values = new Float64Array(to - from)
  for (let i = from; i < to; i++) {
    if (shouldStop()) throw new Interrupted()
    values[i - from] = point(Math.floor(i / columns), i % columns)
  }
  return values
}
