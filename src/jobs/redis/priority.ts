/** A fair turn has 18 bits of a priority, below the three of the urgency. */
const TURNS = 2 ** 18

/** Of those that come after it all have the same turn. */
export const MOST_TURN = TURNS - 1

/** Of a part of a split job: each is a turn of its owner, so that no job waits for all parts of another. */
export function priorityOfPart(priority: number, part: number): number {
  const last = priority - (priority % TURNS) + MOST_TURN
  return Math.min(priority + part, last)
}

/** What is lower goes first: by urgency (0 to 7), then by turn (from 1 on). */
export function priorityOf(urgency: number, turn: number): number {
  return urgency * TURNS + turn
}
