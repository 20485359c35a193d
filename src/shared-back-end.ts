import type { FastifyBaseLogger } from 'fastify'
import type { BackEnd, BackEndObserver } from './back-end.ts'
import type { Config, RedisConfig } from './config.ts'
import { observedPool } from './jobs/observed-pool.ts'
import { observedShared } from './jobs/observed-store.ts'
import { openPool } from './jobs/pool.ts'
import { connect } from './jobs/redis/connect.ts'
import { cancelledChannel, newsChannel } from './jobs/redis/keys.ts'
import { openRedisStore } from './jobs/redis/redis-store.ts'
import { SharedHub } from './jobs/redis/shared-hub.ts'
import { SharedRunner } from './jobs/redis/shared-runner.ts'
import { Dealer } from './jobs/redis/work-queue.ts'
import { WorkerRunner } from './jobs/redis/worker-runner.ts'
import type { SharedStore } from './jobs/store.ts'

/** What a process needs that takes jobs for the workers of others. */
export async function openShared(
  redis: RedisConfig,
  log: FastifyBaseLogger,
  observer: BackEndObserver,
): Promise<BackEnd> {
  const { url, prefix } = redis
  const store = observedShared(await openRedisStore(redis), observer)
  const queue = connect(url, log, 'hasty')
  const subscriber = connect(url, log, 'patient')
  const hub = new SharedHub(subscriber, newsChannel(prefix))
  const runner = new SharedRunner(store, new Dealer(store, queue, prefix), log)
  const close = async () => {
    hub.close()
    queue.disconnect()
    await store.close()
  }
  return { store, embedded: null, hub, runner, close }
}

/** A process, or a part of one, that runs what others take. */
export interface SharedWorker {
  readonly store: SharedStore
  /** Lets what runs reach a safe point, and ends. */
  close(): Promise<void>
}

/** Opens the pool, and takes up work. */
export async function startSharedWorker(
  redis: RedisConfig,
  config: Config,
  log: FastifyBaseLogger,
  observer: BackEndObserver,
): Promise<SharedWorker> {
  const { url, prefix } = redis
  const { workers: size, stallMs: patience, workerHeap: heap, kindLimits } = config
  const store = observedShared(await openRedisStore(redis), observer)
  const pool = observedPool(openPool({ size, patience, heap, log }), observer)
  const connection = connect(url, log, 'patient')
  const subscriber = connect(url, log, 'patient')
  const runner = new WorkerRunner({
    store,
    pool,
    connection,
    subscriber,
    cancelled: cancelledChannel(prefix),
    prefix,
    kindLimits,
    log,
  })
  runner.start()
  return {
    store,
    async close() {
      await runner.stop(config.shutdownPatienceMs)
      connection.disconnect()
      await store.close()
    },
  }
}
