import { randomUUID } from 'node:crypto'
import { StoreUnavailable } from '../store.ts'
import type { LargeValues } from './blob-store.ts'
import type { RedisDatabase } from './database.ts'
import { named } from './errors.ts'
import { TAKE_LOOSE } from './lua/values.ts'

/** What belongs together and goes at once: a result with its arrays, a classifier's weights, what a running job keeps. */
type Family = 'result' | 'weights' | 'work'

/** How a value is given to the script that keeps it: itself, or the name that it has elsewhere. */
export type GivenValue = readonly ['here' | 'elsewhere', Buffer | string]

/** A value that nothing leads to for so long (ms) is what a process that died has left. */
const LOOSE_MS = 3_600_000

/** No value in Redis may be larger. */
const MOST_BYTES = 2 ** 29

/** Values that are deleted at a time. */
const AT_ONCE = 20

/** Values that may be large: small ones are kept in Redis, and others elsewhere, if there is such a place. */
export class Values {
  readonly #database: RedisDatabase
  readonly #large: LargeValues | null

  constructor(database: RedisDatabase, large: LargeValues | null) {
    this.#database = database
    this.#large = large
  }

  /**
   * Puts a large value where it is kept, and gives what a script is to be told of it. Throws `RangeError` for one that
   * is too large for Redis, if it is to be kept there.
   */
  async give(bytes: Uint8Array): Promise<GivenValue> {
    if (this.#large === null || bytes.byteLength < this.#large.bytes) {
      if (bytes.byteLength > MOST_BYTES)
        throw new RangeError(`${bytes.byteLength} bytes are too many for Redis`)
      return ['here', Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)]
    }
    const name = randomUUID()
    // Noted first: whatever happens now, it is not forgotten.
    await named(this.#database.client.zadd(this.#database.key('loose'), Date.now(), name))
    await this.#large.store.put(name, bytes)
    return ['elsewhere', name]
  }

  async get(family: Family, name: string, field: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const { client } = this.#database
    const here = await named(client.hgetBuffer(this.#database.key(family, name), field))
    // Bytes of their own: those of a reply may begin where no float64 can.
    if (here !== null) return new Uint8Array(here)
    const key = await named(client.hget(this.#database.key(`${family}-elsewhere`, name), field))
    if (key === null) return undefined
    if (this.#large === null) {
      throw new StoreUnavailable(undefined, 'there are large values in a place that is not known here')
    }
    return this.#large.store.get(key)
  }

  /** Deletes some of the large values that nothing leads to any more; false when there were none. */
  async tidy(): Promise<boolean> {
    if (this.#large === null) return false
    const names = (await this.#database.run(TAKE_LOOSE, [Date.now() - LOOSE_MS, AT_ONCE])) as string[]
    if (names.length === 0) return false
    await this.#large.store.delete(names)
    await named(this.#database.client.zrem(this.#database.key('loose'), ...names))
    return true
  }
}
