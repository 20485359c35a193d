import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach } from 'vitest'
import { IN_MEMORY } from '../src/jobs/open-database.ts'
import { openSqliteStore } from '../src/jobs/sqlite-store.ts'
import type { EmbeddedStore } from '../src/jobs/store.ts'

/** A folder for the stores of a test file, which goes with it. */
export const root = mkdtempSync(join(tmpdir(), 'antagon-stores-'))
const open = new Set<EmbeddedStore>()

// Registered in whichever test file imports this: no store outlives its test.
afterEach(async () => {
  for (const store of open) await store.close()
  open.clear()
})
afterAll(() => rmSync(root, { recursive: true }))

/** A store in a folder, or one that keeps nothing. */
export function openStore(folder = IN_MEMORY): EmbeddedStore {
  const store = openSqliteStore(folder)
  open.add(store)
  return store
}

/** Closes a store before its test ends. */
export async function closeStore(store: EmbeddedStore): Promise<void> {
  open.delete(store)
  await store.close()
}

/** The same store, closed and opened again. */
export async function reopen(store: EmbeddedStore, folder: string): Promise<EmbeddedStore> {
  await closeStore(store)
  return openStore(folder)
}
