/**
 * The least of at least one finite value, and their mean as least + Σ (v − least)/n: by rounding a plain mean may come to
 * lie below them all, and its sum may overflow.
 */
export function leastAndMean(values: ArrayLike<number>): { readonly least: number; readonly mean: number } {
  let least = Number.POSITIVE_INFINITY
  for (let i = 0; i < values.length; i++) least = Math.min(least, values[i]!)
  let above = 0
  for (let i = 0; i < values.length; i++) above += (values[i]! - least) / values.length
  return { least, mean: least + above }
}
