import { StoreUnavailable } from '../store.ts'

/** How Redis begins what it says when it cannot serve now, whatever it was asked. */
const UNAVAILABLE =
  /^-?(LOADING|READONLY|CLUSTERDOWN|MASTERDOWN|TRYAGAIN|MOVED|ASK|BUSY|NOREPLICAS|MISCONF|NOAUTH|WRONGPASS|NOPERM|UNKILLABLE) /

/** An error of a command as the store's callers know it; what a command itself did wrong, as it is. */
export function redisError(error: unknown): unknown {
  if (error instanceof StoreUnavailable || !(error instanceof Error)) return error
  withoutCommand(error)
  // What could not even be sent.
  if (error instanceof TypeError || error instanceof RangeError) return error
  const { name, message } = error
  // All others come from the connection: refused, lost, too slow, not there yet.
  if (name !== 'ReplyError') return new StoreUnavailable(error, 'Redis cannot be reached')
  if (/^-?OOM /.test(message)) return new StoreUnavailable(error, 'Redis is out of memory')
  if (/No space left on device/i.test(message))
    return new StoreUnavailable(error, 'the disk of Redis is full')
  if (UNAVAILABLE.test(message)) return new StoreUnavailable(error, 'Redis cannot be used')
  return error
}

/** Takes from an error the command that it came of: whoever logs it would log a password, or megabytes of a job. */
export function withoutCommand<E>(error: E): E {
  if (error instanceof Error) Reflect.deleteProperty(error, 'command')
  return error
}

/** Awaits the reply to a command. Throws `StoreUnavailable`. */
export async function named<T>(reply: Promise<T>): Promise<T> {
  try {
    return await reply
  } catch (error) {
    throw redisError(error)
  }
}
