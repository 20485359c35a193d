import { StoreUnusable } from '../store.ts'
import type { RedisDatabase } from './database.ts'
import { named } from './errors.ts'

/** Of the keys and what they hold. */
const FORMAT = 1

/** Scripts of an earlier version cannot say that they are to be refused as a whole by a full Redis. */
const EARLIEST_VERSION = 7

/** Throws `StoreUnusable` when Redis is too old, may forget what it was told, or holds a store of a later version. */
export async function expectUsable(database: RedisDatabase): Promise<void> {
  const { client } = database
  const told = await named(client.info('server', 'memory'))
  const value = (name: string) => new RegExp(`^${name}:(\\S*)`, 'm').exec(told)?.[1] ?? ''
  const version = value('redis_version')
  if (Number.parseInt(version, 10) < EARLIEST_VERSION) {
    throw new StoreUnusable(`this is Redis ${version}, and ${EARLIEST_VERSION} or later is needed`)
  }
  const policy = value('maxmemory_policy')
  // The others remove only what has a time to live, which nothing here has.
  if (Number(value('maxmemory')) > 0 && policy.startsWith('allkeys')) {
    throw new StoreUnusable(
      `Redis may remove any key when it is full (${policy}): set maxmemory-policy noeviction`,
    )
  }
  const key = database.key('format')
  const format = await named(client.get(key))
  if (format === null) await named(client.setnx(key, FORMAT))
  else if (Number(format) > FORMAT) {
    throw new StoreUnusable(
      `the store has format ${format}, but this version of antagon knows formats up to ${FORMAT}`,
    )
  }
}
