/** The middle one of some numbers. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
}

/** Prints one line of figures. */
export function report(what: string, figures: Readonly<Record<string, string | number>>): void {
  const shown = Object.entries(figures).map(
    ([name, value]) => `${name} ${typeof value === 'number' ? Number(value.toPrecision(4)) : value}`,
  )
  process.stdout.write(`${what.padEnd(34)} ${shown.join(' · ')}\n`)
}
