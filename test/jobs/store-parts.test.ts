import { expect, test } from 'vitest'
import type { Ending } from '../../src/jobs/store.ts'
import { cancelQueued, describeStores, takeUpAgain } from './back-ends.ts'
import { bodiesIn, framesIn, runJob, save, TOTAL } from './job-parts.ts'
import { NOW } from './stored-jobs.ts'

describeStores('the parts of a job', (backEnd) => {
  test('have their frames logged in their order, whatever the order they are done in', async () => {
    const store = await backEnd.open()
    await runJob(store)
    const logged: number[] = []
    for (const part of [2, 0, 4, 1, 3]) {
      await save(store, part)
      logged.push((await framesIn(store)).length)
    }
    expect(logged).toEqual([0, 1, 1, 3, 5])
    expect(await bodiesIn(store)).toEqual([0, 1, 2, 3, 4].map((part) => `{"part":${part}}`))
    const log = await store.readLog('a', 0, 1000, 1)
    expect(log.map(({ seq }) => seq)).toEqual(log.map((_, i) => i + 1))
  })

  test('say how far the job has come, also while their frames wait', async () => {
    const store = await backEnd.open()
    await runJob(store)
    await save(store, 3)
    expect(await store.get('a')).toMatchObject({ progress: { fraction: 1 / TOTAL, message: 'part 3' } })
  })

  test('are there when the store is opened again, and told to whoever takes the job up', async () => {
    const store = await backEnd.open()
    await runJob(store)
    for (const part of [0, 3, 1]) await save(store, part)
    const again = await backEnd.reopen(store)
    expect(await takeUpAgain(again, 'a', NOW)).toMatchObject({
      parts: [0, 1, 3],
      frames: 2,
      job: { attempt: 2 },
    })
    expect([...(await again.partValue('a', 3))]).toEqual([3, 255, 0])
    await save(again, 2, 2)
    expect(await bodiesIn(again)).toEqual([0, 1, 2, 3].map((part) => `{"part":${part}}`))
    // A frame that waited is of the attempt in which it is told.
    expect((await framesIn(again)).map(({ attempt }) => attempt)).toEqual([1, 1, 2, 2])
  })

  test('are stored once', async () => {
    const store = await backEnd.open()
    await runJob(store)
    await save(store, 0)
    const once = await store.get('a')
    await store.savePart(
      'a',
      1,
      { part: 0, total: TOTAL, value: new Uint8Array(1), frame: '"again"' },
      'again',
    )
    expect(await store.get('a')).toEqual(once)
    expect(await bodiesIn(store)).toEqual(['{"part":0}'])
    expect([...(await store.partValue('a', 0))]).toEqual([0, 255, 0])
    await expect(store.partValue('a', 1)).rejects.toThrow('part 1 of job a is not done')
    await expect(store.partValue('b', 0)).rejects.toThrow('part 0 of job b is not done')
  })

  test.each<Ending>([
    { status: 'succeeded', message: 'done', result: '{}', arrays: {} },
    { status: 'failed', error: { code: 'worker-failed', detail: 'it died' } },
    { status: 'cancelled' },
  ])('are removed when it ends, its frames are not: %j', async (ending) => {
    const store = await backEnd.open()
    await runJob(store)
    for (const part of [0, 1, 3]) await save(store, part)
    await store.finish('a', 1, ending, NOW)
    expect(await bodiesIn(store)).toHaveLength(2)
    await expect(store.partValue('a', 0)).rejects.toThrow('part 0 of job a is not done')
  })

  test('are removed when it is cancelled while it waits to go on', async () => {
    const store = await backEnd.open()
    await runJob(store)
    await save(store, 0)
    await store.release('a', 1)
    expect(await cancelQueued(store, 'a', NOW)).toBe(true)
    await expect(store.partValue('a', 0)).rejects.toThrow('part 0 of job a is not done')
  })
})
