import type { Reserve } from './reserve.ts'
import type { SqliteDatabase } from './sqlite-database.ts'
import { purgeSome } from './sqlite-removal.ts'
import { StoreFull } from './store.ts'

/** Pages that are taken out of the file at a time. */
const PAGES = 500

/** Bytes that the file may hold for what comes later. */
const SPARE = 2 ** 19

/** The next small step towards giving the disk what removed jobs have left; false when there is none: see `JobStore.tidy`. */
export function tidyStep(database: SqliteDatabase, reserve: Reserve): boolean {
  try {
    const { pages, bytes } = database.freeSpace()
    // Room first: on a full disk, deleting has nothing to write to but what was freed before.
    if (bytes > 2 * SPARE) {
      database.giveBack(Math.min(pages, PAGES))
      return true
    }
    if (database.transaction(() => purgeSome(database))) return true
    if (bytes > SPARE) {
      database.giveBack(pages)
      return true
    }
    database.emptyLog()
  } catch (error) {
    if (!(error instanceof StoreFull)) throw error
    // What has been committed goes into the file, and the log's room to what comes next.
    reserve.release()
    database.emptyLog()
    return true
  }
  reserve.restore()
  return false
}
