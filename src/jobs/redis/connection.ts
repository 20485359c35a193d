import { Redis } from 'ioredis'
import { StoreUnavailable } from '../store.ts'
import { withoutCommand } from './errors.ts'

/** Milliseconds. */
const TIMES = {
  /** Until a connection counts as failed. */
  connect: 5_000,
  /** Until a command counts as lost. */
  command: 15_000,
  /** Between two attempts to connect: at first, and at the most. */
  firstRetry: 50,
  longestRetry: 2_000,
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
    retryStrategy: (times) => Math.min(TIMES.firstRetry * 2 ** Math.min(times, 10), TIMES.longestRetry),
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
