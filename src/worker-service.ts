import type { FastifyBaseLogger } from 'fastify'
import { ServiceMetrics } from './api/metrics/service-metrics.ts'
import { observerOf } from './api/tracing/observe.ts'
import { openTracing } from './api/tracing/open-tracing.ts'
import type { Config } from './config.ts'
import { Housekeeper } from './jobs/housekeeper.ts'
import { ConfigError } from './settings.ts'
import { startSharedWorker } from './shared-back-end.ts'

/** A process that runs the jobs that others take. */
export interface WorkerService {
  /** Lets what runs reach a safe point, from which others go on, and ends. */
  close(): Promise<void>
}

/** Takes up work from Redis. Throws `ConfigError` where none is set. */
export async function startWorker(config: Config, logger: FastifyBaseLogger): Promise<WorkerService> {
  if (config.redis === null)
    throw new ConfigError('a worker needs ANTAGON_REDIS_URL: without it, npm start runs its jobs itself')
  const tracing = await openTracing(config, logger)
  const observer = observerOf(new ServiceMetrics(), tracing)
  const worker = await startSharedWorker(config.redis, config, logger, observer)
  const housekeeper = new Housekeeper({ store: worker.store, retention: config.retention, log: logger })
  housekeeper.start()
  return {
    async close() {
      await housekeeper.stop()
      await worker.close()
      await tracing.close()
    },
  }
}
