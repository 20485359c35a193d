import { setTimeout as pause } from 'node:timers/promises'
import type { FastifyBaseLogger } from 'fastify'
import { SharedTickets } from './api/shared-tickets.ts'
import type { BackEnd, BackEndObserver } from './back-end.ts'
import type { Config, RedisConfig } from './config.ts'
import { observedPool } from './jobs/observed-pool.ts'
import { observedShared } from './jobs/observed-store.ts'
import { openPool } from './jobs/pool.ts'
import { connectionTo, connectPatiently } from './jobs/redis/connection.ts'
import { RedisDatabase } from './jobs/redis/database.ts'
import { folderBlobs } from './jobs/redis/folder-blobs.ts'
import { storeKeys } from './jobs/redis/keys.ts'
import { openRedisStore } from './jobs/redis/redis-store.ts'
import { SharedHub } from './jobs/redis/shared-hub.ts'
import { SharedRunner } from './jobs/redis/shared-runner.ts'
import { Dealer } from './jobs/redis/work-queue.ts'
import { WorkerRunner } from './jobs/redis/worker-runner.ts'
import { type SharedStore, StoreUnavailable } from './jobs/store.ts'

/** A Redis that is not there when a process starts is tried again after so long (ms). */
const RETRY_MS = 1000

/** What a process needs that takes jobs for the workers of others. Throws `StoreUnusable`. */
export async function openShared(
  redis: RedisConfig,
  log: FastifyBaseLogger,
  observer: BackEndObserver,
): Promise<BackEnd> {
  const { url, prefix } = redis
  const store = observedShared(await openStore(redis, log), observer)
  const queue = connectionTo(url)
  const subscriber = connectPatiently(url, log)
  const hub = new SharedHub(subscriber, storeKeys(prefix).news)
  const runner = new SharedRunner(store, new Dealer(store, queue, prefix), log)
  const close = async () => {
    hub.close()
    queue.disconnect()
    await store.close()
  }
  const tickets = new SharedTickets(new RedisDatabase(queue, storeKeys(prefix).base))
  return { store, embedded: null, hub, runner, tickets, close }
}

/** A process, or a part of one, that runs what others take. */
export interface SharedWorker {
  readonly store: SharedStore
  /** Whether it takes jobs. */
  readonly running: () => boolean
  /** Lets what runs reach a safe point, and ends. */
  close(): Promise<void>
}

/** Opens the pool, and takes up work. Throws `StoreUnusable`. */
export async function startSharedWorker(
  redis: RedisConfig,
  config: Config,
  log: FastifyBaseLogger,
  observer: BackEndObserver,
): Promise<SharedWorker> {
  const { url, prefix } = redis
  const { workers: size, stallMs: patience, workerHeap: heap, kindLimits } = config
  const store = observedShared(await openStore(redis, log), observer)
  const pool = observedPool(openPool({ size, patience, heap, log }), observer)
  const connection = connectPatiently(url, log)
  const subscriber = connectPatiently(url, log)
  const { cancelled } = storeKeys(prefix)
  const runner = new WorkerRunner({
    store,
    pool,
    connection,
    subscriber,
    cancelled,
    prefix,
    kindLimits,
    observer,
    log,
  })
  runner.start()
  return {
    store,
    running: () => runner.running,
    async close() {
      await runner.stop(config.shutdownPatienceMs)
      connection.disconnect()
      await store.close()
    },
  }
}

/** Opens the store, as soon as Redis is there. Throws `StoreUnusable`. */
async function openStore({ url, prefix, blobs }: RedisConfig, log: FastifyBaseLogger): Promise<SharedStore> {
  const large = blobs && { store: folderBlobs(blobs.folder), bytes: blobs.leastBytes }
  for (let told = false; ; told = true) {
    try {
      return await openRedisStore({ url, prefix, large })
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error
      if (!told) log.error({ err: error }, 'Redis cannot be reached; waiting for it')
      await pause(RETRY_MS)
    }
  }
}
