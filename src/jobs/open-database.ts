import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { SqliteDatabase } from './sqlite-database.ts'
import { expectKnownVersion, migrate } from './sqlite-schema.ts'
import { StoreFull, StoreUnusable } from './store.ts'

/** As a folder: keep nothing. */
export const IN_MEMORY = ':memory:'

/** The store's file in its folder. */
export const FILE = 'antagon.sqlite'

/** Bytes up to which a file is read through when it is opened: about a second for a gigabyte. */
const MOST_CHECKED = 256 * 2 ** 20

/** The write-ahead log takes no more than so many bytes for long, however much was written at once. */
const LOG_BYTES = 16 * 2 ** 20

/**
 * Opens, and where needed creates, converts or migrates, the store's file in a folder; ':memory:' keeps nothing.
 *
 * The file is locked for as long as it is open, so that two services cannot share it; the lock ends with the
 * process, however that ends. Throws `StoreUnusable`.
 */
export function openDatabase(folder: string): SqliteDatabase {
  const inMemory = folder === IN_MEMORY
  try {
    if (!inMemory) mkdirSync(folder, { recursive: true })
    return openFile(inMemory ? IN_MEMORY : join(folder, FILE), MOST_CHECKED)
  } catch (error) {
    throw new StoreUnusable(`the store in ${folder} cannot be opened: ${reason(error)}`)
  }
}

/** The same for a file of any name, which is read through unless it has more bytes than `mostChecked`. */
export function openFile(file: string, mostChecked: number): SqliteDatabase {
  const database = new DatabaseSync(file, { enableForeignKeyConstraints: true })
  try {
    database.exec('pragma locking_mode = exclusive')
    // Before anything that writes: the store of a later version is left as it is.
    expectKnownVersion(database)
    // Only an empty file takes this, and any other would be written to.
    const { page_count: pages } = database.prepare('pragma page_count').get() as { page_count: number }
    if (pages === 0) database.exec('pragma auto_vacuum = incremental')
    database.exec('pragma journal_mode = wal; pragma synchronous = normal')
    database.exec(`pragma journal_size_limit = ${LOG_BYTES}`)
    // With an exclusive lock the first write takes it; until then a second service would not notice the first.
    database.exec('begin exclusive; commit')
    expectIntact(database, mostChecked)
    if (file !== IN_MEMORY) letShrink(database, dirname(file))
    migrate(database)
    const opened = new SqliteDatabase(database)
    expectWritable(opened)
    return opened
  } catch (error) {
    // It would hold its lock for as long as the process lives.
    database.close()
    throw error
  }
}

/** What SQLite says, and what it means where that is not plain. */
export function reason(error: unknown): string {
  const { message, code } =
    error instanceof Error ? (error as NodeJS.ErrnoException) : { message: String(error) }
  if (message.includes('locked')) return `${message} (another antagon is using it)`
  if (code === 'EEXIST' || code === 'ENOTDIR') return `${message} (it is no folder)`
  if (/readonly|unable to open|I\/O|EROFS|EACCES/.test(message))
    return `${message} (may this user write to the folder, and is the disk sound?)`
  if (message.includes('malformed')) return `${message} (it is damaged: restore a backup)`
  if (message.includes('not a database')) return `${message} (it is no store, or damaged: restore a backup)`
  return message
}

/** Throws for a file with pages that are damaged or missing. */
function expectIntact(database: DatabaseSync, mostChecked: number): void {
  const { bytes } = database
    .prepare('select page_count * page_size as bytes from pragma_page_count(), pragma_page_size()')
    .get() as { bytes: number }
  if (bytes > mostChecked) return
  const { quick_check: found } = database.prepare('pragma quick_check(1)').get() as { quick_check: string }
  if (found !== 'ok') throw new Error(`it is damaged: restore a backup (${found.replaceAll('\n', ' ')})`)
}

/** Lets a file that an earlier version has made give back what deleted rows leave; it is written anew for that, once. */
function letShrink(database: DatabaseSync, folder: string): void {
  const { auto_vacuum: mode } = database.prepare('pragma auto_vacuum').get() as { auto_vacuum: number }
  if (mode !== 0) return
  // The copy is made there: elsewhere there may be no room, or no leave to write.
  database.exec(`pragma temp_store_directory = '${folder.replaceAll("'", "''")}'`)
  try {
    database.exec('pragma auto_vacuum = incremental; vacuum')
  } catch (error) {
    throw new Error(
      `to be converted to this version it takes as much room again as it has: ${reason(error)}`,
      { cause: error },
    )
  }
}

/** A store without room is still good for reading and deleting; any other that cannot be written is not. */
function expectWritable(database: SqliteDatabase): void {
  try {
    database.probe()
  } catch (error) {
    if (!(error instanceof StoreFull)) throw error
  }
}
