import type { FastifyBaseLogger } from 'fastify'
import type { TicketStore } from './api/tickets.ts'
import type { Config } from './config.ts'
import { JobHub } from './jobs/hub.ts'
import type { JobRunner } from './jobs/job-runner.ts'
import { observedPool } from './jobs/observed-pool.ts'
import { observedStore } from './jobs/observed-store.ts'
import type { JobObserver, PoolObserver } from './jobs/observer.ts'
import { openPool } from './jobs/pool.ts'
import { Runner } from './jobs/runner.ts'
import { openSqliteStore } from './jobs/sqlite-store.ts'
import type { EmbeddedStore, JobStore } from './jobs/store.ts'

/** Where jobs are kept, and who sees to it that they run. */
export interface BackEnd {
  readonly store: JobStore
  /** The store, where this process has it for itself. */
  readonly embedded: EmbeddedStore | null
  readonly hub: JobHub
  readonly runner: JobRunner
  /** Where tickets are kept that any process takes; undefined where there is but one. */
  readonly tickets?: TicketStore
  /** After the runner has stopped. */
  close(): Promise<void>
}

export type BackEndObserver = JobObserver & PoolObserver

/** Opens the one that the settings ask for. Throws `StoreUnusable`. */
export async function openBackEnd(
  config: Config,
  log: FastifyBaseLogger,
  observer: BackEndObserver,
): Promise<BackEnd> {
  if (config.redis === null) return openEmbedded(config, log, observer)
  // What one machine never needs is loaded only here.
  const { openShared } = await import('./shared-back-end.ts')
  return openShared(config.redis, log, observer)
}

function openEmbedded(config: Config, log: FastifyBaseLogger, observer: BackEndObserver): BackEnd {
  const store = observedStore(openSqliteStore(config.dataFolder), observer)
  const hub = new JobHub()
  const { workers: size, stallMs: patience, workerHeap: heap, kindLimits } = config
  const workers = () => observedPool(openPool({ size, patience, heap, log }), observer)
  const runner = new Runner({ store, hub, openPool: workers, log, kindLimits })
  return { store, embedded: store, hub, runner, close: () => store.close() }
}
