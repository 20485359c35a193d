import { InvalidInput } from '../core/errors.ts'

/** Runs `work`, and puts `prefix` before the path of any `InvalidInput` it throws. */
export function within<T>(prefix: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof InvalidInput) throw new InvalidInput(error.code, prefix + error.path, error.message)
    throw error
  }
}

/** Runs `work`, and puts `path` in place of the path of any `InvalidInput` it throws: it is into something else. */
export function at<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof InvalidInput) throw new InvalidInput(error.code, path, error.message)
    throw error
  }
}
