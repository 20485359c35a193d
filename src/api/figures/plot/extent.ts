import type { ScaleKind } from './scale.ts'

export type Extent = readonly [least: number, greatest: number]

/** Least and greatest of the finite values (of the positive ones for a logarithmic axis); undefined without any. */
export function extentOf(kind: ScaleKind, ...sets: readonly ArrayLike<number>[]): Extent | undefined {
  let least = Number.POSITIVE_INFINITY
  let greatest = Number.NEGATIVE_INFINITY
  for (const values of sets) {
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!
      if (!Number.isFinite(value) || (kind === 'log' && value <= 0)) continue
      if (value < least) least = value
      if (value > greatest) greatest = value
    }
  }
  return least <= greatest ? [least, greatest] : undefined
}

/** Room at both ends, a share of the span; some room too where all values are the same. */
export function padded([least, greatest]: Extent, kind: ScaleKind, share: number): Extent {
  if (kind === 'log') {
    const factor = greatest > least ? (greatest / least) ** share : 2
    return [Math.max(least / factor, 1e-300), Math.min(greatest * factor, 1e300)]
  }
  const size = Math.max(Math.abs(least), Math.abs(greatest))
  // Numbers that differ by rounding alone are the same to the eye.
  const same = greatest - least <= 1e-12 * size
  const room = same ? 0.1 * size || 1 : share * (greatest - least)
  return [least - room, greatest + room]
}

/** Logarithmic for positive values that span more than `decades`, else linear. */
export function kindBySpan(decades: number, ...sets: readonly ArrayLike<number>[]): ScaleKind {
  const [least, greatest] = extentOf('linear', ...sets) ?? [0, 0]
  return least > 0 && greatest / least > 10 ** decades ? 'log' : 'linear'
}

/**
 * Logarithmic where values in rising order are spaced by factors rather than by differences: their middle is then
 * nearer to the geometric mean of the ends than to the arithmetic one. A leading 0 does not count.
 */
export function kindBySpacing(values: ArrayLike<number>): ScaleKind {
  const positive = Array.from(values)
    .filter((value) => value > 0 && Number.isFinite(value))
    .sort((a, b) => a - b)
  const [least, greatest] = [positive[0], positive.at(-1)]
  if (least === undefined || greatest === undefined || greatest < 10 * least) return 'linear'
  if (positive.length < 3) return 'log'
  const middle = positive[Math.floor((positive.length - 1) / 2)]!
  const between = Math.sqrt(Math.sqrt(least * greatest) * ((least + greatest) / 2))
  return middle < between ? 'log' : 'linear'
}
