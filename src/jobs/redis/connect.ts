import { Redis } from 'ioredis'
import type { RunnerLog } from '../job-run.ts'

/** While Redis is away it is tried again after so long (ms) at the most. */
const LONGEST_PAUSE_MS = 1000

/** Connects to Redis, now and whenever the connection breaks. What is asked meanwhile waits. */
export function connectPatiently(url: string, log: RunnerLog): Redis {
  const redis = new Redis(url, {
    maxRetriesPerRequest: null,
    retryStrategy: (times) => Math.min(50 * 2 ** Math.min(times, 10), LONGEST_PAUSE_MS),
  })
  let away = false
  redis.on('error', (error: unknown) => {
    // Once, and not each time that it is tried.
    if (!away) log.error({ err: error }, 'Redis cannot be reached; trying again')
    away = true
  })
  redis.on('ready', () => {
    if (away) log.info({}, 'Redis is there again')
    away = false
  })
  return redis
}
