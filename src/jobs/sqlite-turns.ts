import { CAN_BEGIN } from './sqlite-classifiers.ts'
import type { SqliteDatabase } from './sqlite-database.ts'

/*
 * Whose turn it is: start-time fair queueing, with a job as the unit. Each urgency has turns of its own; were they
 * shared, an owner whose urgent jobs move them on would put back whoever comes next among the others. Turns only grow,
 * so that a job that goes back into the queue is ahead of those that came after it. None of these is a transaction.
 */

interface Candidate {
  id: string
  urgency: number
  turn: number
}

/** The turn of a new job: one after its owner's last that waits, or after the latest that was taken. */
export function nextTurn(database: SqliteDatabase, owner: string | null, urgency: number): number {
  return database.get<{ turn: number }>(
    `select 1 + max(
       coalesce((select max(turn) from jobs where status = 'queued' and owner is ? and urgency = ?), 0),
       coalesce((select taken from turns where urgency = ?), 0)) as turn`,
    owner,
    urgency,
    urgency,
  )!.turn
}

/** The queued job whose turn it is among those that can begin and are of none of these kinds; notes that it is taken. */
export function takeTurn(database: SqliteDatabase, atLimit: ReadonlySet<string>): string | undefined {
  // SQLite would rather look up all that waits by its status, and sort it.
  const next = database.get<Candidate>(
    `select id, urgency, turn from jobs indexed by jobs_by_turn
       where status = 'queued' and kind not in (select value from json_each(?)) and ${CAN_BEGIN}
       order by urgency, turn, number limit 1`,
    JSON.stringify([...atLimit]),
  )
  if (next === undefined) return undefined
  // The turn of one that others have overtaken lies behind.
  database.run(
    `insert into turns (urgency, taken) values (?, ?)
       on conflict (urgency) do update set taken = max(taken, excluded.taken)`,
    next.urgency,
    next.turn,
  )
  return next.id
}
