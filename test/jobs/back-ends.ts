import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe } from 'vitest'
import { folderBlobs } from '../../src/jobs/redis/folder-blobs.ts'
import { openRedisStore } from '../../src/jobs/redis/redis-store.ts'
import type { ClaimedJob, EmbeddedStore, JobStore, SharedStore } from '../../src/jobs/store.ts'
import { freshPrefix, HAS_REDIS, sharedRedis } from '../redis.ts'
import { openStore as openSqlite, reopen as reopenSqlite, root } from '../stores.ts'

/** A back end as tests of what all of them do see it. */
export interface BackEnd {
  /** An empty store, which is closed after the test. */
  open(): Promise<JobStore>
  /** The same store, closed and opened again. */
  reopen(store: JobStore): Promise<JobStore>
}

const folders = new WeakMap<JobStore, string>()
const prefixes = new WeakMap<JobStore, string>()
const open = new Set<JobStore>()

// Registered in whichever test file imports this: no store outlives its test.
afterEach(async () => {
  for (const store of open) await store.close()
  open.clear()
})

const SQLITE: BackEnd = {
  async open() {
    const folder = mkdtempSync(join(root, 'store-'))
    const store = openSqlite(folder)
    folders.set(store, folder)
    return store
  },
  async reopen(store) {
    const folder = folders.get(store)!
    const again = await reopenSqlite(store as EmbeddedStore, folder)
    folders.set(again, folder)
    return again
  },
}

/** Redis with everything in it, or with what has some bytes in a folder. */
function redis(blobs: boolean): BackEnd {
  const openWith = async (prefix: string) => {
    const { url } = await sharedRedis()
    const large = blobs ? { store: folderBlobs(join(root, 'values')), bytes: 10 } : null
    const store = await openRedisStore({ url, prefix, large })
    open.add(store)
    prefixes.set(store, prefix)
    return store
  }
  return {
    open: () => openWith(freshPrefix()),
    async reopen(store) {
      open.delete(store)
      await store.close()
      return openWith(prefixes.get(store)!)
    },
  }
}

const BACK_ENDS: readonly (readonly [string, BackEnd])[] = [
  ['SQLite', SQLITE],
  ...(HAS_REDIS
    ? ([
        ['Redis', redis(false)],
        ['Redis and a folder', redis(true)],
      ] as const)
    : []),
]

/** Tests of what a store does, whichever it is. */
export function describeStores(what: string, tests: (backEnd: BackEnd) => void): void {
  describe.each(BACK_ENDS)(`${what}, in %s`, (_, backEnd) => tests(backEnd))
}

/** Takes up the job whose turn it is, as a whole; undefined when none can begin. */
export async function takeUp(store: JobStore, now: string): Promise<ClaimedJob | undefined> {
  if (isEmbedded(store)) return store.claim(now)
  const shared = store as SharedStore
  const [next] = (await shared.undealt(1000)).sort((a, b) => a.priority - b.priority)
  if (next === undefined) return undefined
  await shared.dealt(next.id)
  const claimed = await shared.claim(next.id, 'whole', now, null)
  return claimed === 'later' ? undefined : claimed
}

/** Cancels a job that is queued. */
export function cancelQueued(store: JobStore, id: string, now: string): Promise<boolean> {
  return isEmbedded(store) ? store.cancelQueued(id, now) : (store as SharedStore).cancel(id, now)
}

/** What happens to a job whose worker has died: in a shared store it is dealt out again, and taken over. */
export async function takeUpAgain(store: JobStore, id: string, now: string): Promise<ClaimedJob | undefined> {
  if (isEmbedded(store)) {
    await store.releaseAll()
    return takeUp(store, now)
  }
  const claimed = await (store as SharedStore).claim(id, 'whole', now, null)
  return claimed === 'later' ? undefined : claimed
}

function isEmbedded(store: JobStore): store is EmbeddedStore {
  return 'releaseAll' in store
}
