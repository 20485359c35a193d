import { enableCompileCache, flushCompileCache } from 'node:module'

// Compiling is half of what a thread does before its first job, and it has no part in the cache of whoever starts it.
// The rest is loaded afterwards, since static imports would be compiled before this line runs.
enableCompileCache()
const { run } = await import('./task.ts')
// Otherwise it is written when the thread ends by itself, which a worker never does.
flushCompileCache()

/** What the pool calls. */
export default run
