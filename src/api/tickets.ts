import { randomBytes } from 'node:crypto'
import { Problem } from './problems.ts'
import type { Principal } from './scopes.ts'

/** A ticket opens one stream within this time. */
const TICKET_LIFE_MS = 60_000

/** So many of one key may be unused at a time: each takes memory until its time is over. */
const MOST_UNUSED = 1000

interface Ticket {
  readonly principal: Principal
  readonly expires: number
}

/** One-use tickets, with which browsers open sockets in place of a key. */
export class Tickets {
  readonly #tickets = new Map<string, Ticket>()

  /** A ticket, and when it ends (ms since the epoch). Throws a 429 `Problem` when too many are unused. */
  issue(principal: Principal, now: number): { ticket: string; expires: number } {
    let unused = 0
    for (const [ticket, { principal: other, expires }] of this.#tickets) {
      if (expires <= now) this.#tickets.delete(ticket)
      else if (other === principal) unused++
    }
    if (unused >= MOST_UNUSED) {
      const retryAfter = { 'Retry-After': String(TICKET_LIFE_MS / 1000) }
      throw new Problem(
        429,
        { code: 'too-many-tickets', detail: `${unused} tickets of this key are unused` },
        retryAfter,
      )
    }
    const ticket = randomBytes(24).toString('base64url')
    const expires = now + TICKET_LIFE_MS
    this.#tickets.set(ticket, { principal, expires })
    return { ticket, expires }
  }

  /** Whose the ticket is, if it is good; it is not a second time. */
  redeem(ticket: string | undefined, now: number): Principal | undefined {
    const found = ticket === undefined ? undefined : this.#tickets.get(ticket)
    if (ticket === undefined || found === undefined) return undefined
    this.#tickets.delete(ticket)
    return found.expires > now ? found.principal : undefined
  }
}
