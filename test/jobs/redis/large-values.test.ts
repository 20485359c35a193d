import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import type { LargeValues } from '../../../src/jobs/redis/blob-store.ts'
import { folderBlobs } from '../../../src/jobs/redis/folder-blobs.ts'
import { AttemptOver, type SharedStore, StoreUnavailable } from '../../../src/jobs/store.ts'
import { held } from '../../networks.ts'
import { newJob } from '../../new-jobs.ts'
import { describeWithRedis } from '../../redis.ts'
import { root } from '../../stores.ts'
import { LATER, NOW, SUCCESS } from '../stored-jobs.ts'
import { keysOf, openShared } from './open-shared.ts'

/** An empty folder for what has ten bytes. */
function newFolder(): { folder: string; large: LargeValues } {
  const folder = mkdtempSync(join(root, 'values-'))
  return { folder, large: { store: folderBlobs(folder), bytes: 10 } }
}

async function run(store: SharedStore, id: string): Promise<void> {
  await store.add(newJob(id), null, 10)
  await store.claim(id, 'whole', NOW, null)
}

async function tidyAll(store: SharedStore): Promise<void> {
  while (await store.tidy());
}

describeWithRedis('large values in a folder', () => {
  test('are read as they were given, and go with what they belong to', async () => {
    const { folder, large } = newFolder()
    const shared = await openShared(undefined, large)
    const { store } = shared
    await run(store, 'a')
    const bytes = Uint8Array.from({ length: 100 }, (_, i) => i)
    await store.saveCheckpoint('a', 1, bytes)
    await store.saveCheckpoint(
      'a',
      1,
      bytes.map((byte) => byte + 1),
    )
    await store.savePart('a', 1, { part: 0, total: 1, value: bytes, frame: '1' }, '')
    expect(await store.partValue('a', 0)).toEqual(bytes)
    const claimed = (await store.claim('a', 'whole', NOW, null)) as { checkpoint: Uint8Array }
    expect(claimed.checkpoint[0]).toBe(1)
    expect(readdirSync(folder)).toHaveLength(3)
    await tidyAll(store)
    expect(readdirSync(folder)).toHaveLength(2)
    await store.finish('a', 2, SUCCESS, LATER)
    await tidyAll(store)
    // The result and an array.
    expect(readdirSync(folder)).toHaveLength(2)
    expect(await store.result('a')).toBe(SUCCESS.result)
    await store.remove('a')
    const { record, weights } = held('mine')
    await store.addClassifier(record, weights)
    await tidyAll(store)
    expect(readdirSync(folder)).toHaveLength(1)
    await store.removeClassifier('mine')
    await tidyAll(store)
    expect(readdirSync(folder)).toEqual([])
    expect(await keysOf(shared)).toEqual(['format', 'kept', 'number', 'turns'])
  })

  test('that an attempt which is over has left are deleted after an hour, and no others', async () => {
    const { folder, large } = newFolder()
    const { store } = await openShared(undefined, large)
    await run(store, 'a')
    const late = store.saveCheckpoint('a', 7, new Uint8Array(20))
    await expect(late).rejects.toThrow(AttemptOver)
    await store.saveCheckpoint('a', 1, new Uint8Array(20))
    await tidyAll(store)
    expect(readdirSync(folder)).toHaveLength(2)
    const clock = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 3_700_000)
    await tidyAll(store)
    clock.mockRestore()
    expect(readdirSync(folder)).toHaveLength(1)
    expect(await store.claim('a', 'whole', NOW, null)).toMatchObject({ checkpoint: new Uint8Array(20) })
  })

  test('that were cleared away before they were kept are not led to', async () => {
    const { large } = newFolder()
    const shared = await openShared(undefined, large)
    const { store } = shared
    await run(store, 'a')
    const clock = vi.spyOn(Date, 'now').mockReturnValue(Date.now() - 3_700_000)
    const { put } = large.store
    large.store.put = async (key, bytes) => {
      await put(key, bytes)
      clock.mockRestore()
      await tidyAll(store)
    }
    await expect(store.saveCheckpoint('a', 1, new Uint8Array(20))).rejects.toThrow(StoreUnavailable)
    expect(await store.claim('a', 'whole', NOW, null)).toMatchObject({ checkpoint: null })
  })
})

test('a folder takes no name that would lead out of it', async () => {
  const { folder, large } = newFolder()
  for (const name of ['../outside', 'a/b', '', '.', 'a.new']) {
    await expect(large.store.put(name, new Uint8Array(1))).rejects.toThrow('no name')
  }
  expect(await large.store.get('absent')).toBeUndefined()
  await large.store.delete(['absent'])
  // What a process left that died while it wrote goes with the name that it would have had.
  writeFileSync(join(folder, 'half.new'), '')
  await large.store.delete(['half'])
  expect(readdirSync(folder)).toEqual([])
})
