/** So many are under way at a time. */
const AT_ONCE = 12

/** Does something with each whole number of [from, to), some at a time, begun in order. */
export async function inTurns(from: number, to: number, act: (i: number) => Promise<void>): Promise<void> {
  let next = from
  const work = async () => {
    while (next < to) await act(next++)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
}

/** Counts of what happened. */
export interface Tally {
  add(what: string | number): void
  toString(): string
}

export function tally(): Tally {
  const counts = new Map<string | number, number>()
  return {
    add: (what) => counts.set(what, (counts.get(what) ?? 0) + 1),
    toString: () =>
      [...counts]
        .sort(([a], [b]) => String(a).localeCompare(String(b)))
        .map(([what, count]) => `${what} ${count}`)
        .join(', '),
  }
}
