import { type Logger, pino } from 'pino'
import type { Config, RedisConfig } from '../src/config.ts'
import { IN_MEMORY } from '../src/jobs/open-database.ts'
import { NO_QUOTAS } from '../src/jobs/quotas.ts'
import { KEEP_ALL } from '../src/jobs/retention.ts'
import type { EmbeddedStore, SharedStore } from '../src/jobs/store.ts'
import { type Service, startService } from '../src/service.ts'
import { startWorker } from '../src/worker-service.ts'
import { afterEachFile } from './left-open.ts'

/** What a test may say about a request. */
export interface RequestOptions {
  readonly method?: string
  /** Sent as JSON; a string or bytes are sent as they are. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** A real service on a free port of loopback, with a real store and real workers. */
export interface TestService extends Service {
  /** Sends a request to a path of the service. */
  request(path: string, options?: RequestOptions): Promise<Response>
  /** The store as whoever runs the jobs has it: the service itself, or a worker beside it. */
  readonly runningStore: EmbeddedStore | SharedStore
  /** Where whoever runs the jobs tells how it does: the service itself, or a worker beside it. */
  readonly runningUrl: string
}

/** Settings of a test: nothing is kept on disk, two workers, any free port. */
export const TEST_CONFIG: Config = {
  host: '127.0.0.1',
  port: 0,
  dataFolder: ':memory:',
  workers: 2,
  keysFile: null,
  logLevel: 'silent',
  mostQueued: 1000,
  mostCost: 1e12,
  mostMemory: 2 ** 31,
  workerHeap: 1024,
  stallMs: 300_000,
  bodyLimit: 16_777_216,
  shutdownPatienceMs: 0,
  trustedProxies: [],
  corsOrigins: [],
  hosts: [],
  rateLimit: null,
  quotas: NO_QUOTAS,
  kindLimits: new Map(),
  retention: KEEP_ALL,
  redis: null,
  workerPort: null,
  tracesUrl: null,
}

export function silentLogger(): Logger {
  return pino({ level: 'silent' })
}

/** Whether services keep their jobs in Redis, where a worker of another process could run them, too. */
export const ON_REDIS = process.env.ANTAGON_TEST_BACK_END === 'redis'

/** Services on the same folder are the same one, also in Redis. */
async function redisFor(dataFolder: string): Promise<RedisConfig> {
  const { freshPrefix, sharedRedis } = await import('./redis.ts')
  const { url } = await sharedRedis()
  const prefix = dataFolder === IN_MEMORY ? freshPrefix() : dataFolder.replaceAll(/[^\w.-]/g, '-').slice(-64)
  return { url, prefix, blobs: null }
}

interface Closing {
  close(): Promise<void>
}

const open = new Set<Closing>()

// No service outlives its file.
afterEachFile(async () => {
  const left = [...open]
  open.clear()
  await Promise.all(left.map((service) => service.close()))
})

/** Starts a service; it is closed when the test file ends, or earlier by `close`. */
export async function startTestService(
  overrides: Partial<Config> = {},
  pingInterval?: number,
  logger = silentLogger(),
): Promise<TestService> {
  const asked = { ...TEST_CONFIG, ...overrides }
  const config = ON_REDIS ? { ...asked, redis: await redisFor(asked.dataFolder), workerPort: 0 } : asked
  const service = await startService(config, logger, pingInterval)
  const worker = ON_REDIS ? await startWorker(config, logger) : null
  const all: Closing = {
    async close() {
      await service.close()
      await worker?.close()
    },
  }
  open.add(all)
  return {
    app: service.app,
    url: service.url,
    runningStore: worker?.store ?? service.app.services.embedded!,
    runningUrl: worker?.url ?? service.url,
    async close() {
      if (open.delete(all)) await all.close()
    },
    request(path, { method, body, headers } = {}) {
      const bytes = body instanceof Uint8Array ? Buffer.from(body) : undefined
      const text = typeof body === 'string' ? body : JSON.stringify(body)
      return fetch(service.url + path, {
        method: method ?? (body === undefined ? 'GET' : 'POST'),
        headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
        ...(body !== undefined && { body: bytes ?? text }),
      })
    },
  }
}
