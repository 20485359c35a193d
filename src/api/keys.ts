import { timingSafeEqual } from 'node:crypto'
import { ConfigError } from '../settings.ts'
import { hashOf, isCurrent, type KeyRecord, readKeyFile } from './key-file.ts'
import { type Principal, principalOf } from './scopes.ts'
import { Tickets } from './tickets.ts'

export { createKey } from './key-file.ts'

interface HeldKey {
  readonly record: KeyRecord
  readonly principal: Principal
}

/** The keys that open the service, and the one-use tickets that browsers open sockets with. */
export class Keys {
  #keys: readonly HeldKey[] = []
  readonly #tickets = new Tickets()

  constructor(records: readonly KeyRecord[]) {
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
  issueTicket(principal: Principal, now: number): { ticket: string; expires: number } {
    return this.#tickets.issue(principal, now)
  }

  /** Whose the ticket is, if it and the key that it was given for are good; it is not a second time. */
  redeem(ticket: string | undefined, now: number): Principal | undefined {
    const principal = this.#tickets.redeem(ticket, now)
    return principal && this.isGood(principal, now) ? principal : undefined
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

function isSame(a: KeyRecord, b: KeyRecord): boolean {
  return a.name === b.name && a.hash.equals(b.hash) && a.scopes.join() === b.scopes.join()
}

/** The keys in the file that `ANTAGON_KEYS` names, one of which must be good. Throws `ConfigError`. */
export function readKeys(file: string): Keys {
  const records = recordsIn(file)
  if (!records.some((record) => isCurrent(record, Date.now()))) {
    throw new ConfigError(`ANTAGON_KEYS: ${file} holds no key that is good: make one with npm run keys`)
  }
  return new Keys(records)
}

function recordsIn(file: string): KeyRecord[] {
  try {
    return readKeyFile(file)
  } catch (error) {
    throw error instanceof ConfigError ? new ConfigError(`ANTAGON_KEYS: ${error.message}`) : error
  }
}
