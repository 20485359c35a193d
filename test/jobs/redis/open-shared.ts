import { Redis } from 'ioredis'
import { afterEach } from 'vitest'
import type { LargeValues } from '../../../src/jobs/redis/blob-store.ts'
import { storeKeys } from '../../../src/jobs/redis/keys.ts'
import { openRedisStore } from '../../../src/jobs/redis/redis-store.ts'
import type { SharedStore } from '../../../src/jobs/store.ts'
import { freshPrefix, sharedRedis } from '../../redis.ts'

const open = new Set<{ close(): Promise<unknown> }>()

// Registered in whichever test file imports this: no store and no connection outlives its test.
afterEach(async () => {
  for (const each of open) await each.close()
  open.clear()
})

export interface Shared {
  readonly store: SharedStore
  readonly url: string
  readonly prefix: string
}

/** An empty store in the file's Redis, or the one at a URL. */
export async function openShared(url?: string, large: LargeValues | null = null): Promise<Shared> {
  const prefix = freshPrefix()
  const address = url ?? (await sharedRedis()).url
  return { store: await openAgain({ url: address, prefix }, large), url: address, prefix }
}

/** The same store, as another process has it. */
export async function openAgain(
  { url, prefix }: Pick<Shared, 'url' | 'prefix'>,
  large: LargeValues | null = null,
): Promise<SharedStore> {
  const store = await openRedisStore({ url, prefix, large })
  open.add(store)
  return store
}

/** A connection of the test's own. */
export function plainClient(url: string): Redis {
  const client = new Redis(url)
  open.add({ close: () => client.quit() })
  return client
}

/** The keys of a store, without what they all begin with. */
export async function keysOf({ url, prefix }: Shared): Promise<string[]> {
  const { base } = storeKeys(prefix)
  const keys = await plainClient(url).keys(`${base}*`)
  return keys.map((key) => key.slice(base.length + 1)).sort()
}
