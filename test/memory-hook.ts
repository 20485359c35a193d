import { isMainThread } from 'node:worker_threads'
import { MEMORY_MARK, type Memory } from './memory.ts'

/**
 * Loaded into a service's process by `node --expose-gc --import`: at SIGWINCH it collects the garbage and writes what
 * is left to stderr, as one line. The product knows nothing of it.
 */
function report(): void {
  const { gc } = globalThis as { gc?: () => void }
  if (gc === undefined) throw new Error('the memory hook needs node --expose-gc')
  // What is freed by finalisers of the first is collected by the second.
  gc()
  gc()
  const { heapUsed, external, arrayBuffers, rss } = process.memoryUsage()
  const handles: Record<string, number> = {}
  for (const kind of process.getActiveResourcesInfo()) handles[kind] = (handles[kind] ?? 0) + 1
  const memory: Memory = { heapUsed, external, arrayBuffers, rss, handles }
  process.stderr.write(`${MEMORY_MARK}${JSON.stringify(memory)}\n`)
}

// Workers are started with the same flags.
if (isMainThread) process.on('SIGWINCH', report)
