import { statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { Housekeeper } from '../../src/jobs/housekeeper.ts'
import { KEEP_ALL, limitsAt, type RetentionPolicy } from '../../src/jobs/retention.ts'
import type { EmbeddedStore } from '../../src/jobs/store.ts'
import { ANYONES, newJob } from '../new-jobs.ts'
import { closeStore, openStore, reopen, root } from '../stores.ts'

const DONE = { fraction: 1, message: 'done' }

/** Adds a job to an empty queue; it succeeds at this time with so many frames of 100 bytes. */
async function ended(store: EmbeddedStore, id: string, at: string, frames = 1, owner: string | null = null) {
  const idempotency = { owner, key: id, fingerprint: 'f' }
  await store.add(newJob(id, { createdAt: at, owner }), idempotency, 1)
  await store.claim(at)
  const bodies = Array.from({ length: frames }, () => `"${'x'.repeat(98)}"`)
  await store.appendFrames(id, 1, bodies, DONE)
  const arrays = { values: new Float64Array(100) }
  await store.finish(id, 1, { status: 'succeeded', message: 'done', result: '{}', arrays }, at)
}

const ids = async (store: EmbeddedStore) => (await store.list({}, 100, null)).jobs.map(({ id }) => id)

/** A housekeeper that has just begun, and what it tells. */
function housekeeper(store: EmbeddedStore, retention: RetentionPolicy = KEEP_ALL) {
  const told: object[] = []
  const tell = (fields: object) => void told.push(fields)
  const keeper = new Housekeeper({ store, retention, log: { info: tell, error: tell } })
  keeper.start()
  return { keeper, told }
}

describe('a removed job', () => {
  test('is found by nobody from then on, though its log is still there', async () => {
    const store = openStore()
    await ended(store, 'a', '2026-01-01T00:00:00.000Z', 10, 'ann')
    expect((await store.usage('ann', '2026-01-01T00:00:00.000Z')).bytes).toBeGreaterThan(1000)
    expect(await store.remove('a')).toBe(true)
    expect(await store.remove('a')).toBe(false)
    expect(await store.get('a')).toBeUndefined()
    expect(await store.position('a')).toBeUndefined()
    expect(await store.result('a')).toBeUndefined()
    expect(await store.resultArray('a', 'values')).toBeUndefined()
    expect(await store.readLog('a', 0, 10, 1)).toEqual([])
    expect(await store.find({ owner: 'ann', key: 'a', fingerprint: 'f' })).toBeUndefined()
    expect(await ids(store)).toEqual([])
    expect((await store.list({ owner: 'ann' }, 10, null)).jobs).toEqual([])
    expect((await store.census()).jobs).toEqual([])
    expect(await store.usage('ann', '2026-01-01T00:00:00.000Z')).toMatchObject({ bytes: 0, running: 0 })
    // The same name and key are free at once.
    await ended(store, 'a', '2026-01-01T00:00:00.000Z', 1, 'ann')
    expect(await ids(store)).toEqual(['a'])
  })

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

describe('retention', () => {
  const day = (n: number) => `2026-01-0${n}T00:00:00.000Z`
  const five = async (store: EmbeddedStore) => {
    for (const n of [1, 2, 3, 4, 5]) await ended(store, `j${n}`, day(n))
  }

  test('removes the jobs that ended first, by age, by number and by bytes', async () => {
    const NONE = { endedSince: null, mostJobs: null, mostBytes: null }
    const store = openStore()
    await five(store)
    expect(await store.expire(NONE, 100)).toEqual([])
    expect(await store.expire({ ...NONE, endedSince: day(2) }, 100)).toEqual(['j1'])
    expect(await store.expire({ ...NONE, mostJobs: 3 }, 100)).toEqual(['j2'])
    // Each has 1 kB: two fit, three do not.
    expect(await store.expire({ ...NONE, mostBytes: 2800 }, 100)).toEqual(['j3'])
    expect(await store.expire({ ...NONE, mostJobs: 0 }, 1)).toEqual(['j4'])
    expect(await ids(store)).toEqual(['j5'])
  })

  test('is counted in days before now', () => {
    const now = Date.parse(day(3))
    expect(limitsAt({ ...KEEP_ALL, days: 1.5 }, now).endedSince).toBe('2026-01-01T12:00:00.000Z')
    expect(limitsAt(KEEP_ALL, now).endedSince).toBeNull()
  })

  test('spares what has not ended, and a classifier whose job is removed', async () => {
    const store = openStore()
    const training = {
      id: 't',
      type: 'training',
      kind: 'linear',
      seed: 1,
      spec: {},
      createdAt: day(1),
    } as const
    await store.add({ ...training, ...ANYONES, needs: [], makes: { name: 'made' } }, null, 10)
    await store.claim(day(1))
    const shape = { labels: [0, 1] as const, hill: null, layers: [], digest: 'd', metrics: {} }
    const classifier = { ...shape, weights: new Float64Array(3) } as never
    const ending = { status: 'succeeded', message: 'done', result: '{}', arrays: {}, classifier } as const
    await store.finish('t', 1, ending, day(1))
    for (const id of ['running', 'queued']) {
      await store.add(newJob(id, { createdAt: day(1) }), null, 10)
    }
    await store.claim(day(1))
    const { keeper, told } = housekeeper(store, { days: 1, mostJobs: 1, mostBytes: 1 })
    await keeper.idle()
    await keeper.stop()
    expect(await ids(store)).toEqual(['queued', 'running'])
    expect(await store.classifier('made')).toMatchObject({ name: 'made' })
    expect(told).toEqual([{ jobs: ['t'], count: 1 }])
  })
})
