import { InvalidInput, NumericalFailure } from '../core/errors.ts'

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

/** Runs `work`, and gives any `InvalidInput` or `NumericalFailure` it throws the path that `spell` makes of its own. */
export function respelling<T>(spell: (path: string) => string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof InvalidInput) throw new InvalidInput(error.code, spell(error.path), error.message)
    if (error instanceof NumericalFailure)
      throw new NumericalFailure(error.code, spell(error.path), error.message)
    throw error
  }
}
