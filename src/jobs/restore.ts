import { constants, existsSync, type PathLike } from 'node:fs'
import { copyFile, link, mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { FILE, openFile, reason } from './open-database.ts'
import { removeDatabase } from './sqlite-backup.ts'
import { versionOf } from './sqlite-schema.ts'
import { StoreUnusable } from './store.ts'

/** The copy, until it is known to be good; one that a kill has left is removed by the next restoration. */
const STAGED = 'antagon.restoring'

/** What a restoration has done. */
export interface Restored {
  readonly jobs: number
  /** Where the store is now that was there before; null when there was none. */
  readonly former: string | null
}

/**
 * Puts a store's file, of this or an earlier version, into a folder: wholly, or not at all. The one that is there is
 * kept beside it, if `replace` allows that. Throws `StoreUnusable`; then nothing has changed.
 */
export async function restoreStore(
  file: string,
  folder: string,
  replace: boolean,
  now: Date,
): Promise<Restored> {
  const store = join(folder, FILE)
  await expectFile(file)
  if (resolve(file) === resolve(store)) throw new StoreUnusable(`${file} is the store itself`)
  if (existsSync(store) && !replace)
    throw new StoreUnusable(`there is a store in ${folder}; with --replace it is put aside`)
  const staged = join(folder, STAGED)
  try {
    await mkdir(folder, { recursive: true })
    await removeDatabase(staged)
    await copyFile(file, staged, constants.COPYFILE_EXCL)
    // What a killed service had not yet moved into its file.
    if (existsSync(`${file}-wal`)) await copyFile(`${file}-wal`, `${staged}-wal`)
    const jobs = prepare(staged)
    await sync(staged)
    const former = await exchange(staged, folder, now)
    return { jobs, former }
  } catch (error) {
    await removeDatabase(staged)
    if (error instanceof StoreUnusable) throw error
    throw new StoreUnusable(`${file} cannot be restored to ${folder}: ${reason(error)}`)
  }
}

async function expectFile(file: string): Promise<void> {
  const found = await stat(file).catch((error: Error) => {
    throw new StoreUnusable(`${file} cannot be read: ${error.message}`)
  })
  if (!found.isFile()) throw new StoreUnusable(`${file} is no file`)
}

/** Checks all of a store and brings it up to this version, in one file; returns how many jobs it has. */
function prepare(file: string): number {
  expectStore(file)
  const database = openFile(file, Number.POSITIVE_INFINITY)
  try {
    inOneFile(database.raw)
    return database.get<{ jobs: number }>("select count(*) as jobs from jobs where status <> 'removed'")!.jobs
  } finally {
    database.close()
  }
}

/** Throws for a file without a store, in which opening it would make one. */
function expectStore(file: string): void {
  const database = new DatabaseSync(file)
  try {
    database.exec('pragma locking_mode = exclusive')
    const { tables } = database
      .prepare("select count(*) as tables from sqlite_schema where name in ('jobs', 'specs', 'log')")
      .get() as { tables: number }
    if (versionOf(database) === 0 || tables !== 3) throw new Error('it is no store of antagon')
  } finally {
    database.close()
  }
}

/** Moves the write-ahead log into the file; the service makes a new one when it opens the store. */
function inOneFile(database: DatabaseSync): void {
  const { journal_mode: mode } = database.prepare('pragma journal_mode = delete').get() as {
    journal_mode: string
  }
  if (mode !== 'delete') throw new StoreUnusable('the write-ahead log cannot be moved into its file')
}

/** Gives the staged file the store's name; at each moment that name is the old store's or the new one's, whole. */
async function exchange(staged: string, folder: string, now: Date): Promise<string | null> {
  const store = join(folder, FILE)
  const former = existsSync(store) ? formerName(store, now) : null
  const held = former === null ? null : hold(store, folder)
  try {
    // A log that belongs to no file of this name any more would be taken for the new one's.
    for (const suffix of ['-wal', '-journal']) {
      if (existsSync(store + suffix))
        await rename(store + suffix, (former ?? formerName(store, now)) + suffix)
    }
    await rm(`${store}-shm`, { force: true })
    if (former !== null) await alias(store, former)
    await rename(staged, store)
    await sync(folder)
    return former
  } finally {
    held?.close()
  }
}

function formerName(store: string, now: Date): string {
  const name = `${store}.${now.toISOString().replaceAll(/[-:]/g, '').replace('.', '')}`
  if (existsSync(name)) throw new StoreUnusable(`${name} is there already`)
  return name
}

/** A second name for a file, or a copy of it where the file system knows no second names. */
async function alias(file: string, name: string): Promise<void> {
  try {
    await link(file, name)
  } catch {
    await copyFile(file, name, constants.COPYFILE_EXCL)
    await sync(name)
  }
}

/** Locks the store that is there, so that no service takes it up, and makes it one file; one that is damaged stays as it is. */
function hold(store: string, folder: string): DatabaseSync | null {
  const database = new DatabaseSync(store)
  try {
    database.exec('pragma locking_mode = exclusive; begin exclusive; commit')
    inOneFile(database)
    // Leaving the log has not let the lock go, but only a write is sure to have it.
    database.exec('begin exclusive; commit')
    return database
  } catch (error) {
    database.close()
    if ((error as Error).message.includes('locked'))
      throw new StoreUnusable(`the store in ${folder} is in use: stop the service first`)
    return null
  }
}

async function sync(path: PathLike): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
