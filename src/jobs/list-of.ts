/** What may be one value or several, as a list. */
export function listOf(value: number | readonly number[]): readonly number[] {
  return typeof value === 'number' ? [value] : value
}
