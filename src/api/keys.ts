import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { ConfigError } from '../config.ts'

/** A ticket opens one stream within this time. */
const TICKET_LIFE_MS = 60_000

interface StoredKey {
  readonly name: string
  /** SHA-256 of the key. */
  readonly hash: Buffer
}

/** The keys that open the service, and the one-use tickets that browsers open sockets with. */
export class Keys {
  readonly #keys: readonly StoredKey[]
  readonly #tickets = new Map<string, number>()

  constructor(keys: readonly StoredKey[]) {
    this.#keys = keys
  }

  /** Whether an `Authorization` header holds a key; takes the same time whichever key it is. */
  accepts(authorization: string | undefined): boolean {
    const key = /^Bearer ([\w-]{1,200})$/.exec(authorization ?? '')?.[1]
    if (key === undefined) return false
    const hash = hashOf(key)
    let found = false
    for (const stored of this.#keys) if (timingSafeEqual(stored.hash, hash)) found = true
    return found
  }

  /** A ticket, and when it ends (ms since the epoch). */
  issueTicket(now: number): { ticket: string; expires: number } {
    for (const [ticket, expires] of this.#tickets) if (expires <= now) this.#tickets.delete(ticket)
    const ticket = randomBytes(24).toString('base64url')
    this.#tickets.set(ticket, now + TICKET_LIFE_MS)
    return { ticket, expires: now + TICKET_LIFE_MS }
  }

  /** Whether the ticket is good; it is not a second time. */
  redeem(ticket: string | undefined, now: number): boolean {
    const expires = ticket === undefined ? undefined : this.#tickets.get(ticket)
    if (ticket === undefined || expires === undefined) return false
    this.#tickets.delete(ticket)
    return expires > now
  }
}

/** Reads a file of keys: a line each, a name and the SHA-256 of the key in hex. Throws `ConfigError`. */
export function readKeys(file: string): Keys {
  const lines = readText(file).split('\n')
  const keys = lines.flatMap((line, i) => {
    if (line.trim() === '' || line.startsWith('#')) return []
    const [, name, hash] = /^(\S+)\s+([0-9a-f]{64})\s*$/.exec(line) ?? []
    if (name === undefined || hash === undefined) {
      throw new ConfigError(`line ${i + 1} of ${file} is not a name and a hash: make keys with npm run keys`)
    }
    return [{ name, hash: Buffer.from(hash, 'hex') }]
  })
  if (keys.length === 0) throw new ConfigError(`${file} holds no key: make one with npm run keys`)
  return new Keys(keys)
}

function readText(file: string): string {
  if (!existsSync(file)) throw new ConfigError(`ANTAGON_KEYS names ${file}, which does not exist`)
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new ConfigError(`ANTAGON_KEYS names ${file}, which cannot be read: ${(error as Error).message}`)
  }
}

/** Makes a key, appends its hash to the file, and returns the key, which is stored nowhere. */
export function createKey(file: string, name: string): string {
  if (!/^[\w.-]{1,100}$/.test(name))
    throw new ConfigError('a key’s name has letters, digits, “.”, “_” and “-” only')
  const key = randomBytes(32).toString('base64url')
  appendFileSync(file, `${name} ${hashOf(key).toString('hex')}\n`, { mode: 0o600 })
  return key
}

function hashOf(key: string): Buffer {
  return createHash('sha256').update(key).digest()
}
