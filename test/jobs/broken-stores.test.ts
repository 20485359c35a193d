import { closeSync, mkdirSync, openSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { beforeAll, describe, expect, test } from 'vitest'
import { MIGRATIONS } from '../../src/jobs/sqlite-schema.ts'
import { openSqliteStore } from '../../src/jobs/sqlite-store.ts'
import { StoreUnavailable, StoreUnusable } from '../../src/jobs/store.ts'
import { newJob } from '../new-jobs.ts'
import { closeStore, openStore, root } from '../stores.ts'

const PAGE = 4096

/** The bytes of a store with a job that has a log of some pages. */
async function storeBytes(): Promise<Buffer> {
  const folder = join(root, 'whole')
  const store = openStore(folder)
  await store.add(newJob('a'), null, 10)
  await store.claim('2026-01-01T00:00:00.000Z')
  const bodies = Array.from({ length: 30_000 }, () => `"${'x'.repeat(98)}"`)
  await store.appendFrames('a', 1, bodies, { fraction: 0, message: '' })
  await closeStore(store)
  return readFileSync(join(folder, 'antagon.sqlite'))
}

/** A folder whose store is this file. */
function folderWith(name: string, bytes: Uint8Array): string {
  const folder = join(root, name)
  mkdirSync(folder)
  writeFileSync(join(folder, 'antagon.sqlite'), bytes)
  return folder
}

describe('a store that is damaged', () => {
  let whole: Buffer
  beforeAll(async () => {
    whole = await storeBytes()
  })

  test.each([
    ['whose header is lost', (bytes: Buffer) => bytes.fill(7, 0, 100), 'restore a backup'],
    // Its log takes the end of the file.
    [
      'with a page of noise',
      (bytes: Buffer) => bytes.fill(7, bytes.length - 20 * PAGE, bytes.length - 19 * PAGE),
      'restore a backup',
    ],
    ['that is cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length - 20 * PAGE), 'restore a backup'],
    ['that is no database', () => Buffer.from('Dear diary, '.repeat(1000)), 'not a database'],
  ])('%s is refused with a reason and left as it is', (what, damage, reason) => {
    const bytes = damage(Buffer.from(whole))
    const folder = folderWith(what, bytes)
    const open = () => openSqliteStore(folder)
    expect(open).toThrow(StoreUnusable)
    expect(open).toThrow(folder)
    expect(open).toThrow(reason)
    expect(readFileSync(join(folder, 'antagon.sqlite')).equals(bytes)).toBe(true)
  })

  test('while it is open says so for what lies there, and answers all else', async () => {
    const folder = folderWith('later', whole)
    const store = openStore(folder)
    // More of its log than SQLite keeps in memory.
    const file = openSync(join(folder, 'antagon.sqlite'), 'r+')
    writeSync(file, Buffer.alloc(whole.length / 2, 7), 0, whole.length / 2, whole.length / 4)
    closeSync(file)
    await expect(store.readLog('a', 0, 30_000, 1)).rejects.toThrow(StoreUnavailable)
    expect(await store.get('a')).toMatchObject({ id: 'a', status: 'running' })
    expect(await store.readLog('a', 0, 10, 1)).toHaveLength(10)
  })
})

test('a folder that is a file is refused', () => {
  const file = join(root, 'file')
  writeFileSync(file, '')
  expect(() => openSqliteStore(file)).toThrow('it is no folder')
})

test('a store of an earlier version, which could not shrink, is converted', async () => {
  const folder = join(root, 'old')
  mkdirSync(folder)
  const file = join(folder, 'antagon.sqlite')
  const old = new DatabaseSync(file)
  old.exec(`pragma journal_mode = wal; ${MIGRATIONS[0]} pragma user_version = 1`)
  old.close()
  await openSqliteStore(folder).close()
  const database = new DatabaseSync(file)
  expect(database.prepare('pragma auto_vacuum').get()).toEqual({ auto_vacuum: 2 })
  expect(database.prepare('pragma integrity_check').get()).toEqual({ integrity_check: 'ok' })
  database.close()
  expect(statSync(file).size).toBeGreaterThan(0)
})
