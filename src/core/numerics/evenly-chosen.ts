/** At most `most` of the numbers below `count`, the first and the last among them. */
export function evenlyChosen(count: number, most: number): number[] {
  const chosen = Math.min(count, most)
  return Array.from({ length: chosen }, (_, i) =>
    chosen === 1 ? 0 : Math.round((i * (count - 1)) / (chosen - 1)),
  )
}
