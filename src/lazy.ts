import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/** A value that is made when it is first asked for. */
export function lazily<T>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}

/** Loads a package when it is first needed, for those that take longer to load than the start of a service should. */
export function loadLater<Module>(name: string): () => Module {
  return lazily(() => require(name) as Module)
}
