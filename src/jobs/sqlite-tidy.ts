import type { Reserve } from './reserve.ts'
import type { SqliteDatabase } from './sqlite-database.ts'
import { purgeSome } from './sqlite-removal.ts'
import { StoreFull } from './store.ts'

/** Pages that are taken out of the file at a time. */
const PAGES = 500

/** Bytes of the file that are left to what comes later. */
const SPARE = 2 ** 19

/** The next small step towards giving the disk what removed jobs have left; false when there is none: see `JobStore.tidy`. */
export function tidyStep(database: SqliteDatabase, reserve: Reserve): boolean {
  let more: boolean
  try {
    more = step(database)
  } catch (error) {
    if (!(error instanceof StoreFull)) throw error
    reserve.release()
    // What is in the log goes into the file, and the log begins anew.
    database.emptyLog()
    more = step(database)
  }
  if (more) return true
  reserve.restore()
  return false
}

function step(database: SqliteDatabase): boolean {
  // All of it first: what is deleted later would otherwise be moved to the front of the file before.
  if (database.transaction(() => purgeSome(database))) return true
  const { pages, bytes } = database.freeSpace()
  if (bytes > SPARE) {
    database.giveBack(Math.min(pages, PAGES))
    return true
  }
  // Only now does the file end where its last page does.
  database.emptyLog()
  return false
}
