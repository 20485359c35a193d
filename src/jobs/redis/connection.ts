import { Redis } from 'ioredis'
import type { RunnerLog } from '../job-run.ts'
import { StoreUnavailable } from '../store.ts'
import { withoutCommand } from './errors.ts'

/** Milliseconds. */
const TIMES = {
  /** Until a connection counts as failed. */
  connect: 5_000,
  /** Until a command counts as lost. */
  command: 15_000,
  /** Between two attempts to connect: at first, and at the most; at the most where others wait for it. */
  firstRetry: 50,
  longestRetry: 2_000,
  longestPatientRetry: 1_000,
  /** A connection that waits is asked for a sign of life so often, and opened anew when it has not given one by the next time. */
  pulse: 5_000,
}

/**
 * A connection that is not open yet. While Redis is away every command fails at once, and none is ever sent twice: one
 * whose reply was lost may have been done. It is opened again for as long as it is not closed by its owner.
 */
export function connectionTo(url: string): Redis {
  const client = new Redis(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    connectTimeout: TIMES.connect,
    commandTimeout: TIMES.command,
    socketTimeout: TIMES.command,
    retryStrategy: retryUpTo(TIMES.longestRetry),
    // After a failover the name may lead to the new primary.
    reconnectOnError: ({ message }) => message.startsWith('READONLY'),
  })
  // Each command tells of it; without a listener Node would end the process.
  return client.on('error', () => undefined)
}

/** Opens a connection for the first time. Throws `StoreUnavailable` that says why it cannot be. */
export async function connect(client: Redis): Promise<void> {
  let reason: unknown
  const note = (error: Error) => {
    reason = error
  }
  client.on('error', note)
  try {
    await client.connect()
  } catch (error) {
    const cause = withoutCommand(reason ?? error)
    throw new StoreUnavailable(cause, `Redis cannot be reached: ${(cause as Error).message}`)
  } finally {
    client.off('error', note)
  }
}

/**
 * Connects to Redis, now and whenever the connection breaks, also where nobody says that it has: whoever only listens
 * would wait for ever. What is asked meanwhile waits.
 */
export function connectPatiently(url: string, log: RunnerLog, pulse = TIMES.pulse): Redis {
  const redis = new Redis(url, {
    maxRetriesPerRequest: null,
    retryStrategy: retryUpTo(TIMES.longestPatientRetry),
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

/** Waits twice as long after each attempt, up to so long (ms). */
function retryUpTo(longest: number): (times: number) => number {
  return (times) => Math.min(TIMES.firstRetry * 2 ** Math.min(times, 10), longest)
}
