import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { openSqliteStore } from '../../src/jobs/sqlite-store.ts'
import { StoreUnusable } from '../../src/jobs/store.ts'
import { closeStore, openStore, reopen, root } from '../stores.ts'
import { add, jobIn, LATER, logOf, NOW, PROGRESS, removeOneOfTwo, statusesOf } from './stored-jobs.ts'

test('a job is cancelled without a worker only while it is queued', async () => {
  const store = openStore()
  await jobIn(store, 'a', 'running')
  expect(await store.cancelQueued('a', LATER)).toBe(false)
  expect(await store.get('a')).toMatchObject({ status: 'running' })
})

describe('jobs that nobody runs any more', () => {
  test('go back into the queue, in their old order and with their checkpoints', async () => {
    const folder = join(root, 'orphans')
    let store = openStore(folder)
    for (const id of ['a', 'b', 'c']) await add(store, id)
    await store.claim(NOW)
    await store.claim(NOW)
    await store.appendFrames('a', 1, ['1', '2'], PROGRESS)
    await store.saveCheckpoint('a', 1, Uint8Array.of(1, 2, 3))
    await jobIn(openStore(), 'other', 'running')
    store = await reopen(store, folder)
    expect(await store.get('a')).toMatchObject({ status: 'running' })
    expect(await store.releaseAll()).toEqual(['a', 'b'])
    expect(await store.releaseAll()).toEqual([])
    for (const id of ['a', 'b', 'c']) expect(await store.get(id)).toMatchObject({ status: 'queued' })
    const claimed = await store.claim(LATER)
    expect(claimed).toMatchObject({ frames: 2, job: { id: 'a', attempt: 2, progress: { fraction: 0.5 } } })
    expect([...claimed!.checkpoint!]).toEqual([1, 2, 3])
    expect((await store.claim(LATER))?.job.id).toBe('b')
    expect(statusesOf(await logOf(store, 'a'))).toEqual(['queued', 'running', 'queued', 'running'])
  })
})

describe('removing a job', () => {
  test('takes its log, result and arrays with it, and nothing else', async () => {
    const folder = join(root, 'removal')
    const store = openStore(folder)
    await removeOneOfTwo(store)
    while (await store.tidy());
    await closeStore(store)
    const database = new DatabaseSync(join(folder, 'antagon.sqlite'))
    const left = ['jobs', 'log', 'results', 'arrays'].map(
      (table) => database.prepare(`select count(*) as count from ${table}`).get() as { count: number },
    )
    database.close()
    // Of b: queued, running, two frames, succeeded and end; one result with one array.
    expect(left.map(({ count }) => count)).toEqual([1, 6, 1, 1])
  })
})

describe('a folder', () => {
  test('keeps what was stored when it is closed and opened again', async () => {
    const folder = join(root, 'kept', 'deeper')
    const store = openStore(folder)
    await jobIn(store, 'a', 'succeeded')
    const before = [await store.get('a'), await logOf(store, 'a'), await store.result('a')]
    const again = await reopen(store, folder)
    expect([await again.get('a'), await logOf(again, 'a'), await again.result('a')]).toEqual(before)
    await again.probe()
  })

  test('is not shared by two stores, and free when the first is closed', async () => {
    const folder = join(root, 'shared')
    const first = openStore(folder)
    expect(() => openSqliteStore(folder)).toThrow(StoreUnusable)
    expect(() => openSqliteStore(folder)).toThrow(folder)
    await add(first, 'a')
    const second = await reopen(first, folder)
    expect(await second.get('a')).toMatchObject({ id: 'a' })
  })

  test('of a later version is refused and left as it is', async () => {
    const folder = join(root, 'later')
    await openSqliteStore(folder).close()
    const file = join(folder, 'antagon.sqlite')
    const later = new DatabaseSync(file)
    later.exec('pragma user_version = 99')
    later.close()
    expect(() => openSqliteStore(folder)).toThrow(StoreUnusable)
    expect(() => openSqliteStore(folder)).toThrow('format 99')
    const unchanged = new DatabaseSync(file)
    expect(unchanged.prepare('pragma user_version').get()).toEqual({ user_version: 99 })
    unchanged.close()
  })

  test('whose file is no store is refused', () => {
    const folder = mkdtempSync(join(root, 'text-'))
    writeFileSync(join(folder, 'antagon.sqlite'), 'this is a text, not a database. '.repeat(100))
    expect(() => openSqliteStore(folder)).toThrow(StoreUnusable)
  })

  test('that cannot be made is refused', () => {
    const file = join(root, 'file')
    writeFileSync(file, '')
    expect(() => openSqliteStore(join(file, 'folder'))).toThrow(StoreUnusable)
  })
})
