import { createHash, randomBytes } from 'node:crypto'
import { Problem } from './problems.ts'

/** A ticket opens one stream within this time. */
export const TICKET_LIFE_MS = 60_000

/** So many of one key may be unused at a time: each takes memory until its time is over. */
const MOST_UNUSED = 1000

/** Where tickets are until they are used or their time is over. What is kept of one is its hash. */
export interface TicketStore {
  /** Keeps a ticket of a holder; the number of the holder's that are unused instead, when that is `most` or more. */
  keep(ticket: string, holder: string, now: number, most: number): Promise<number | 'kept'>
  /** Whose a ticket is; undefined the second time, and when its time is over. */
  take(ticket: string, now: number): Promise<string | undefined>
}

/** One-use tickets, with which browsers open sockets in place of a key. */
export class Tickets {
  readonly #store: TicketStore

  constructor(store: TicketStore) {
    this.#store = store
  }

  /** A ticket of a holder, and when it ends (ms since the epoch). Throws a 429 `Problem` when too many are unused. */
  async issue(holder: string, now: number): Promise<{ ticket: string; expires: number }> {
    const ticket = randomBytes(24).toString('base64url')
    const kept = await this.#store.keep(hashOf(ticket), holder, now, MOST_UNUSED)
    if (kept === 'kept') return { ticket, expires: now + TICKET_LIFE_MS }
    const retryAfter = { 'Retry-After': String(TICKET_LIFE_MS / 1000) }
    const detail = `${kept} tickets of this key are unused`
    throw new Problem(429, { code: 'too-many-tickets', detail }, retryAfter)
  }

  /** Whose the ticket is, if it is good; it is not a second time. */
  async redeem(ticket: string, now: number): Promise<string | undefined> {
    return this.#store.take(hashOf(ticket), now)
  }
}

function hashOf(ticket: string): string {
  return createHash('sha256').update(ticket).digest('base64url')
}

/** Tickets of one process. */
export class OwnTickets implements TicketStore {
  readonly #tickets = new Map<string, { readonly holder: string; readonly expires: number }>()

  async keep(ticket: string, holder: string, now: number, most: number): Promise<number | 'kept'> {
    let unused = 0
    for (const [other, { holder: of, expires }] of this.#tickets) {
      if (expires <= now) this.#tickets.delete(other)
      else if (of === holder) unused++
    }
    if (unused >= most) return unused
    this.#tickets.set(ticket, { holder, expires: now + TICKET_LIFE_MS })
    return 'kept'
  }

  async take(ticket: string, now: number): Promise<string | undefined> {
    const found = this.#tickets.get(ticket)
    this.#tickets.delete(ticket)
    return found !== undefined && found.expires > now ? found.holder : undefined
  }
}
