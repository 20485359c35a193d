/** The middle of some numbers, or the mean of the two in the middle; null where there are none. */
export function median(values: readonly number[]): number | null {
  return quantile(values, 0.5)
}

/** First quartile, median and third of some numbers; null where there are none. */
export function quartiles(values: readonly number[]): number[] | null {
  return values.length === 0 ? null : [0.25, 0.5, 0.75].map((share) => quantile(values, share)!)
}

/** The value below which this share (0 to 1) of some numbers lies, interpolated; null where there are none. */
export function quantile(values: readonly number[], share: number): number | null {
  if (values.length === 0) return null
  const sorted = Float64Array.from(values).sort()
  const place = share * (sorted.length - 1)
  const [below, above] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!]
  return below === above ? below : below + (place - Math.floor(place)) * (above - below)
}
