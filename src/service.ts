import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { Keys, readRecords } from './api/keys.ts'
import { ServiceMetrics } from './api/metrics/service-metrics.ts'
import { OpenStreams } from './api/open-streams.ts'
import { observerOf } from './api/tracing/observe.ts'
import { openTracing } from './api/tracing/open-tracing.ts'
import { watchKeys } from './api/watch-keys.ts'
import { buildApp } from './app.ts'
import { openBackEnd } from './back-end.ts'
import type { Config } from './config.ts'
import { Housekeeper } from './jobs/housekeeper.ts'
import type { JobRunner } from './jobs/job-runner.ts'
import { READY_MADE } from './jobs/ready-made.ts'
import { listen } from './listen.ts'

/** Clients are pinged this often, as the API's contract says. */
const PING_INTERVAL_MS = 15_000

/** A service that does not listen yet. */
export interface AssembledService {
  readonly app: FastifyInstance
  readonly runner: JobRunner
  /** Lets running jobs reach a safe point, ends streams, stops listening and closes the store. */
  close(): Promise<void>
}

/** A running service. */
export interface Service {
  readonly app: FastifyInstance
  /** Where it listens. */
  readonly url: string
  /** Lets running jobs reach a safe point, ends streams, stops listening and closes the store. */
  close(): Promise<void>
}

/** Opens the store and puts the parts of the service together. Throws `StoreUnusable` or `ConfigError`. */
export async function assembleService(
  config: Config,
  logger: FastifyBaseLogger,
  pingInterval = PING_INTERVAL_MS,
  readyMade = READY_MADE,
): Promise<AssembledService> {
  // Before anything is opened that would have to be closed.
  const records = config.keysFile === null ? null : readRecords(config.keysFile)
  const metrics = new ServiceMetrics()
  const tracing = await openTracing(config, logger)
  const backEnd = await openBackEnd(config, logger, observerOf(metrics, tracing))
  const { store, embedded, hub, runner, tickets } = backEnd
  const keys = records && new Keys(records, tickets)
  const housekeeper = new Housekeeper({ store, retention: config.retention, log: logger })
  const streams = new OpenStreams()
  const app = await buildApp(
    {
      config,
      store,
      embedded,
      hub,
      runner,
      housekeeper,
      streams,
      metrics,
      tracing,
      keys,
      pingInterval,
      readyMade,
    },
    logger,
  )
  const stopWatching =
    keys &&
    watchKeys(config.keysFile!, keys, logger, () =>
      streams.stopUnless((principal) => keys.isGood(principal, Date.now())),
    )
  const close = async () => {
    stopWatching?.()
    await app.close()
    await housekeeper.stop()
    await backEnd.close()
    await tracing.close()
  }
  return { app, runner, close }
}

/** Assembles the service, listens, and takes up work. Throws `StoreUnusable` or `ConfigError` when it cannot. */
export async function startService(
  config: Config,
  logger: FastifyBaseLogger,
  pingInterval?: number,
  readyMade = READY_MADE,
): Promise<Service> {
  const { app, runner, close } = await assembleService(config, logger, pingInterval, readyMade)
  try {
    const url = await listen(app, config.host, config.port, 'PORT')
    app.services.metrics.load()
    // Workers start after the service listens: they take longer to load than the rest.
    await runner.start()
    app.services.housekeeper.start()
    return { app, url, close }
  } catch (error) {
    await close()
    throw error
  }
}
