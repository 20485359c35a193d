import { expect, test } from 'vitest'
import { KEEP_ALL, limitsAt } from '../../src/jobs/retention.ts'
import type { JobStore } from '../../src/jobs/store.ts'
import { ANYONES, newJob } from '../new-jobs.ts'
import { describeStores, takeUp } from './back-ends.ts'
import { ended, housekeeper, ids } from './ended-jobs.ts'

describeStores('a removed job', (backEnd) => {
  test('is found by nobody from then on, though its log is still there', async () => {
    const store = await backEnd.open()
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
})

describeStores('retention', (backEnd) => {
  const day = (n: number) => `2026-01-0${n}T00:00:00.000Z`
  const five = async (store: JobStore) => {
    for (const n of [1, 2, 3, 4, 5]) await ended(store, `j${n}`, day(n))
  }

  test('removes the jobs that ended first, by age, by number and by bytes', async () => {
    const NONE = { endedSince: null, mostJobs: null, mostBytes: null }
    const store = await backEnd.open()
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
    const store = await backEnd.open()
    const training = {
      id: 't',
      type: 'training',
      kind: 'linear',
      seed: 1,
      spec: {},
      createdAt: day(1),
    } as const
    await store.add({ ...training, ...ANYONES, needs: [], makes: { name: 'made' } }, null, 10)
    await takeUp(store, day(1))
    const shape = { labels: [0, 1] as const, hill: null, layers: [], digest: 'd', metrics: {} }
    const classifier = { ...shape, weights: new Float64Array(3) } as never
    const ending = { status: 'succeeded', message: 'done', result: '{}', arrays: {}, classifier } as const
    await store.finish('t', 1, ending, day(1))
    for (const id of ['running', 'queued']) {
      await store.add(newJob(id, { createdAt: day(1) }), null, 10)
    }
    await takeUp(store, day(1))
    const { keeper, told } = housekeeper(store, { days: 1, mostJobs: 1, mostBytes: 1 })
    await keeper.idle()
    await keeper.stop()
    expect(await ids(store)).toEqual(['queued', 'running'])
    expect(await store.classifier('made')).toMatchObject({ name: 'made' })
    expect(told).toEqual([{ jobs: ['t'], count: 1 }])
  })
})
