import type { RedisDatabase } from '../jobs/redis/database.ts'
import { KEEP_TICKET, TAKE_TICKET } from '../jobs/redis/lua/tickets.ts'
import { TICKET_LIFE_MS, type TicketStore } from './tickets.ts'

/** Tickets in Redis: one process gives them, and any other takes them. Both throw `StoreUnavailable`. */
export class SharedTickets implements TicketStore {
  readonly #database: RedisDatabase

  constructor(database: RedisDatabase) {
    this.#database = database
  }

  async keep(ticket: string, holder: string, now: number, most: number): Promise<number | 'kept'> {
    const given = [ticket, holder, now, TICKET_LIFE_MS, most]
    const [answer, unused] = await this.#database.answer(KEEP_TICKET, given)
    return answer === 'many' ? Number(unused) : 'kept'
  }

  async take(ticket: string): Promise<string | undefined> {
    const [answer, holder] = await this.#database.answer(TAKE_TICKET, [ticket])
    return answer === 'taken' ? String(holder) : undefined
  }
}
