import { enableCompileCache } from 'node:module'

// As in server.ts.
enableCompileCache()
await import('./work.ts')
