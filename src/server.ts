import { enableCompileCache } from 'node:module'

// Compiling some thousand modules is half of the time to start; from the second start on it comes from a cache.
// The rest is loaded afterwards, since static imports would be compiled before this line runs.
enableCompileCache()
await import('./serve.ts')
