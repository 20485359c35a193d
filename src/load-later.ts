import { createRequire } from 'node:module'
import { lazily } from './lazily.ts'

const require = createRequire(import.meta.url)

/** Loads a package when it is first needed, for those that take longer to load than the start of a service should. */
export function loadLater<Module>(name: string): () => Module {
  return lazily(() => require(name) as Module)
}
