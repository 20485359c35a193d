import { timingSafeEqual } from 'node:crypto'
import { ConfigError } from '../settings.ts'
import { hashOf, isCurrent, type KeyRecord, readKeyFile } from './key-file.ts'
import { type Principal, principalOf } from './scopes.ts'
import { OwnTickets, type TicketStore, Tickets } from './tickets.ts'

export { createKey } from './key-file.ts'

interface HeldKey {
  readonly record: KeyRecord
  readonly principal: Principal
}

/** The keys that open the service, and the one-use tickets that browsers open sockets with. */
export class Keys {
  #keys: readonly HeldKey[] = []
  readonly #tickets: Tickets

  /** Tickets are kept by this process, or where others have them too. */
  constructor(records: readonly KeyRecord[], tickets: TicketStore = new OwnTickets()) {
    this.#tickets = new Tickets(tickets)
    this.replace(records)
  }

  /** Whose key an `Authorization` header holds; takes the same time whichever key it is. */
  authenticate(authorization: string | undefined, now: number): Principal | undefined {
    const key = /^Bearer ([\w-]{1,200})$/i.exec(authorization ?? '')?.[1]
    if (key === undefined) return undefined
    const hash = hashOf(key)
    let found: HeldKey | undefined
    for (const held of this.#keys) if (timingSafeEqual(held.record.hash, hash)) found = held
    return found && isCurrent(found.record, now) ? found.principal : undefined
  }

  /** Whether whoever was let in before still would be. */
  isGood(principal: Principal, now: number): boolean {
    return this.#keys.some((held) => held.principal === principal && isCurrent(held.record, now))
  }

  /** A ticket, and when it ends (ms since the epoch). Throws a 429 `Problem` when too many of the key's are unused. */
  async issueTicket(principal: Principal, now: number): Promise<{ ticket: string; expires: number }> {
    const held = this.#keys.find((key) => key.principal === principal)
    // It may have been revoked since it was let in: then nobody can use its ticket.
    return this.#tickets.issue(held === undefined ? '' : holderOf(held.record), now)
  }

  /** Whose the ticket is, if it and the key that it was given for are good; it is not a second time. */
  async redeem(ticket: string | undefined, now: number): Promise<Principal | undefined> {
    const holder = ticket === undefined ? undefined : await this.#tickets.redeem(ticket, now)
    const held = this.#keys.find(({ record }) => holderOf(record) === holder)
    return held && isCurrent(held.record, now) ? held.principal : undefined
  }

  /** Puts these keys in the place of those before; who has the same key and scopes as before stays the same principal. */
  replace(records: readonly KeyRecord[]): void {
    const before = this.#keys
    this.#keys = records.map((record) => {
      const same = before.find((held) => isSame(held.record, record))
      return { record, principal: same?.principal ?? principalOf(record.name, record.scopes) }
    })
  }
}

/** By what a key is known to whoever keeps its tickets: another one of the same name is another holder. */
function holderOf({ hash, scopes }: KeyRecord): string {
  return `${hash.toString('base64url')} ${scopes.join()}`
}

function isSame(a: KeyRecord, b: KeyRecord): boolean {
  return a.name === b.name && a.hash.equals(b.hash) && a.scopes.join() === b.scopes.join()
}

/** The keys in the file that `ANTAGON_KEYS` names, one of which must be good. Throws `ConfigError`. */
export function readRecords(file: string): readonly KeyRecord[] {
  const records = recordsIn(file)
  if (!records.some((record) => isCurrent(record, Date.now()))) {
    throw new ConfigError(`ANTAGON_KEYS: ${file} holds no key that is good: make one with npm run keys`)
  }
  return records
}

/** The same, with tickets that this process keeps. Throws `ConfigError`. */
export function readKeys(file: string): Keys {
  return new Keys(readRecords(file))
}

function recordsIn(file: string): KeyRecord[] {
  try {
    return readKeyFile(file)
  } catch (error) {
    throw error instanceof ConfigError ? new ConfigError(`ANTAGON_KEYS: ${error.message}`) : error
  }
}
