/** The number as JSON has it: null where it is infinite or none. */
export function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
