import { mkdirSync } from 'node:fs'
import { open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { StoreFull, StoreUnavailable } from '../store.ts'
import type { BlobStore } from './blob-store.ts'

/** Values as files of a folder, which all processes that share the store must see. Throws when it cannot be made. */
export function folderBlobs(folder: string): BlobStore {
  mkdirSync(folder, { recursive: true })
  const fileOf = (key: string) => {
    if (!/^[A-Za-z0-9-]+$/.test(key)) throw new Error(`“${key}” is no name of a value`)
    return join(folder, key)
  }
  return {
    async put(key, bytes) {
      const file = fileOf(key)
      await fileError(writeWhole(folder, file, bytes))
    },
    async get(key) {
      try {
        return new Uint8Array(await readFile(fileOf(key)))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
        return fileError(Promise.reject(error))
      }
    },
    async delete(keys) {
      // A process that died while it wrote has left only the temporary name.
      const files = keys.flatMap((key) => [fileOf(key), temporary(fileOf(key))])
      await fileError(Promise.all(files.map((file) => rm(file, { force: true }))))
    },
  }
}

const temporary = (file: string) => `${file}.new`

/** Nobody ever sees a part of a file: it gets its name when all of it is on the disk. */
async function writeWhole(folder: string, file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(temporary(file), 'w')
  try {
    await handle.writeFile(bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(temporary(file), file)
  await syncFolder(folder)
}

/** The name, too, must outlive a power cut. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Awaits work on files. Throws `StoreFull` and `StoreUnavailable`. */
async function fileError<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOSPC' || code === 'EDQUOT')
      throw new StoreFull(error, 'the folder of large values is full')
    throw new StoreUnavailable(error, 'the folder of large values cannot be used')
  }
}
