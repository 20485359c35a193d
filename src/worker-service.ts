import type { FastifyBaseLogger } from 'fastify'
import { readKeys } from './api/keys.ts'
import { ServiceMetrics } from './api/metrics/service-metrics.ts'
import { observerOf } from './api/tracing/observe.ts'
import { openTracing } from './api/tracing/open-tracing.ts'
import { watchKeys } from './api/watch-keys.ts'
import type { Config } from './config.ts'
import { Housekeeper } from './jobs/housekeeper.ts'
import type { SharedStore } from './jobs/store.ts'
import { listen } from './listen.ts'
import { ConfigError } from './settings.ts'
import { type SharedWorker, startSharedWorker } from './shared-back-end.ts'

/** A process that runs the jobs that others take. */
export interface WorkerService {
  /** Where it tells how it does; null: nowhere. */
  readonly url: string | null
  readonly store: SharedStore
  /** Lets what runs reach a safe point, from which others go on, and ends. */
  close(): Promise<void>
}

/** Takes up work from Redis. Throws `ConfigError` where none is set, and where it cannot tell how it does. */
export async function startWorker(config: Config, logger: FastifyBaseLogger): Promise<WorkerService> {
  if (config.redis === null)
    throw new ConfigError('a worker needs ANTAGON_REDIS_URL: without it, npm start runs its jobs itself')
  const tracing = await openTracing(config, logger)
  const metrics = new ServiceMetrics()
  const worker = await startSharedWorker(config.redis, config, logger, observerOf(metrics, tracing))
  const { store } = worker
  const housekeeper = new Housekeeper({ store, retention: config.retention, log: logger })
  housekeeper.start()
  let endpoint: Endpoint | null = null
  const close = async () => {
    await housekeeper.stop()
    await worker.close()
    // Until then it says that it takes no more jobs.
    await endpoint?.close()
    await tracing.close()
  }
  try {
    if (config.workerPort !== null)
      endpoint = await openEndpoint(config, config.workerPort, worker, metrics, logger)
    return { url: endpoint?.url ?? null, store, close }
  } catch (error) {
    await close()
    throw error
  }
}

interface Endpoint {
  readonly url: string
  close(): Promise<void>
}

/** What is not needed to run jobs is loaded only here. */
async function openEndpoint(
  config: Config,
  port: number,
  worker: SharedWorker,
  metrics: ServiceMetrics,
  logger: FastifyBaseLogger,
): Promise<Endpoint> {
  const { buildWorkerApp } = await import('./worker-app.ts')
  const keys = config.keysFile === null ? null : readKeys(config.keysFile)
  const app = await buildWorkerApp({ config, worker, metrics, keys }, logger)
  const url = await listen(app, config.host, port, 'ANTAGON_WORKER_PORT')
  const stopWatching = keys && watchKeys(config.keysFile!, keys, logger, () => undefined)
  return {
    url,
    async close() {
      stopWatching?.()
      await app.close()
    },
  }
}
