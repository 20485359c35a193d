import { statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { closeStore, openStore, reopen, root } from '../stores.ts'
import { ended, housekeeper, ids } from './ended-jobs.ts'

describe('a removed job', () => {
  test('gives the disk its room back, and leaves other jobs as they are', async () => {
    const folder = join(root, 'shrinking')
    const store = openStore(folder)
    await ended(store, 'small', '2026-01-01T00:00:00.000Z', 3)
    const { keeper } = housekeeper(store)
    await keeper.idle()
    const before = statSync(join(folder, 'antagon.sqlite')).size
    await ended(store, 'large', '2026-01-01T00:00:00.000Z', 50_000)
    const log = await store.readLog('small', 0, 100, 1)
    await store.remove('large')
    keeper.wake()
    await keeper.idle()
    expect(statSync(join(folder, 'antagon.sqlite')).size).toBeLessThan(before + 2 ** 20)
    expect(statSync(join(folder, 'antagon.sqlite-wal')).size).toBe(0)
    expect(await store.readLog('small', 0, 100, 1)).toEqual(log)
    await keeper.stop()
  })

  test('is purged after a restart when there was no time before', async () => {
    const folder = join(root, 'interrupted')
    let store = openStore(folder)
    await ended(store, 'a', '2026-01-01T00:00:00.000Z', 10_000)
    await store.remove('a')
    for (let step = 0; step < 5; step++) expect(await store.tidy()).toBe(true)
    store = await reopen(store, folder)
    expect(await ids(store)).toEqual([])
    const { keeper } = housekeeper(store)
    await keeper.idle()
    await keeper.stop()
    await closeStore(store)
    const database = new DatabaseSync(join(folder, 'antagon.sqlite'))
    const left = ['jobs', 'log', 'results', 'arrays', 'specs'].map(
      (table) => database.prepare(`select count(*) as n from ${table}`).get()?.n,
    )
    database.close()
    expect(left).toEqual([0, 0, 0, 0, 0])
  })
})
