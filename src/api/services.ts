import type { Config } from '../config.ts'
import type { Housekeeper } from '../jobs/housekeeper.ts'
import type { JobHub } from '../jobs/hub.ts'
import type { JobRunner } from '../jobs/job-runner.ts'
import type { ReadyMade } from '../jobs/ready-made.ts'
import type { EmbeddedStore, JobStore } from '../jobs/store.ts'
import type { Keys } from './keys.ts'
import type { ServiceMetrics } from './metrics/service-metrics.ts'
import type { OpenStreams } from './open-streams.ts'
import type { Tracing } from './tracing/tracing.ts'

/** What routes work with. */
export interface Services {
  readonly config: Config
  readonly store: JobStore
  /** The store, where this process has it for itself. */
  readonly embedded: EmbeddedStore | null
  readonly hub: JobHub
  readonly runner: JobRunner
  readonly housekeeper: Housekeeper
  readonly streams: OpenStreams
  readonly metrics: ServiceMetrics
  readonly tracing: Tracing
  /** Classifiers that are trained when they are first needed. */
  readonly readyMade: readonly ReadyMade[]
  /** Null when the service is bound to loopback and needs none. */
  readonly keys: Keys | null
  /** Milliseconds between pings on a stream. */
  readonly pingInterval: number
}

declare module 'fastify' {
  interface FastifyInstance {
    readonly services: Services
  }
}
