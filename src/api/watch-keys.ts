import { readFile } from 'node:fs/promises'
import type { FastifyBaseLogger } from 'fastify'
import { parseKeys } from './key-file.ts'
import type { Keys } from './keys.ts'

/** A key that is revoked opens nothing any more after about this time. */
const CHECK_MS = 1000

/**
 * Takes up what becomes of a file of keys, and calls `afterEach` after every look at it. While the file cannot be read,
 * or is no file of keys, the keys that it held last stay good, and the log says so once. Returns how to stop.
 */
export function watchKeys(
  file: string,
  keys: Keys,
  log: FastifyBaseLogger,
  afterEach: () => void,
): () => void {
  let last: string | undefined
  let fault: string | undefined
  let looking = false
  const look = async () => {
    try {
      // The text itself is compared: times of files are too coarse to tell two quick changes apart.
      const text = await readFile(file, 'utf8')
      if (text !== last) {
        keys.replace(parseKeys(text, file))
        if (last !== undefined) log.info({ file }, 'the keys have changed')
        last = text
      }
      fault = undefined
    } catch (error) {
      const { message } = error as Error
      if (message !== fault)
        log.error({ err: error }, 'the file of keys is unusable; its last keys stay good')
      fault = message
    }
    looking = false
    afterEach()
  }
  const timer = setInterval(() => {
    if (looking) return
    looking = true
    void look()
  }, CHECK_MS)
  timer.unref()
  return () => clearInterval(timer)
}
