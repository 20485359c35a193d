import { Redis } from 'ioredis'
import type { RunnerLog } from '../job-run.ts'

/** While Redis is away it is tried again after so long (ms) at the most. */
const LONGEST_PAUSE_MS = 1000

/** A connection is asked for a sign of life so often (ms), and opened anew when it has not given one by the next time. */
const PULSE_MS = 5000

/**
 * Connects to Redis, now and whenever the connection breaks, also where nobody says that it has: whoever only listens
 * would wait for ever. What is asked meanwhile waits.
 */
export function connectPatiently(url: string, log: RunnerLog, pulse = PULSE_MS): Redis {
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
  let asked = false
  const answered = () => {
    asked = false
  }
  const timer = setInterval(() => {
    if (redis.status !== 'ready') return
    if (asked) return redis.disconnect(true)
    asked = true
    redis.ping().then(answered, answered)
  }, pulse).unref()
  redis.once('end', () => clearInterval(timer))
  return redis
}
