import { rm, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { backup } from 'node:sqlite'
import { type SqliteDatabase, storeError } from './sqlite-database.ts'
import { StoreFull } from './store.ts'

/** SQLite holds up whoever else wants the database while it copies a step: so many pages take about a millisecond. */
const PAGES_PER_STEP = 100

/** Bytes left to the service while a copy is made. */
const LEFT_FREE = 32 * 2 ** 20

/** The files that SQLite keeps beside a database. */
const BESIDE = ['-journal', '-wal', '-shm']

/** There is not enough room for a copy of the store; nothing was written. */
export class NoRoomForCopy extends StoreFull {
  constructor(needed: number, free: number) {
    super(undefined)
    this.name = 'NoRoomForCopy'
    this.message = `a copy of the store needs ${needed} bytes, and its folder has ${free} to spare`
  }
}

/** Removes a database that nobody has open, with what SQLite keeps beside it; it need not be there. */
export async function removeDatabase(file: string): Promise<void> {
  for (const suffix of ['', ...BESIDE]) await rm(file + suffix, { force: true })
}

/**
 * Copies a database while it is in use, into a new file: what the last transaction before the end of the copying has
 * left. Throws `StoreFull`, and what `signal` was aborted with; then there is no file.
 */
export async function copyDatabase(
  database: SqliteDatabase,
  file: string,
  signal: AbortSignal,
): Promise<void> {
  await removeDatabase(file)
  await expectRoom(database, dirname(file))
  try {
    await backup(database.raw, file, { rate: PAGES_PER_STEP, progress: () => signal.throwIfAborted() })
    signal.throwIfAborted()
  } catch (error) {
    await removeDatabase(file)
    throw storeError(error)
  }
}

async function expectRoom(database: SqliteDatabase, folder: string): Promise<void> {
  const bytes = database.fileBytes()
  const { bavail, bsize } = await statfs(folder)
  const free = Math.max(0, bavail * bsize - LEFT_FREE)
  if (bytes > free) throw new NoRoomForCopy(bytes, free)
}
