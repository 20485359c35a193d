import { afterAll } from 'vitest'

/** How each helper closes what it left open. */
const closings = new Set<() => unknown>()
let watching = false

/** For a setup file: after each test file, all that helpers left open is closed, in the order of the helpers. */
export function closeAfterEachFile(): void {
  watching = true
  afterAll(async () => {
    for (const close of closings) await close()
  })
}

/**
 * Says how to close what a helper may have left open when a test file ends. A hook of the helper's own would do that
 * for the first file only, where several share a process.
 */
export function afterEachFile(close: () => unknown): void {
  if (!watching) throw new Error('this configuration of the tests lacks the setup file test/setup.ts')
  closings.add(close)
}
