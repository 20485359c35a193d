import { expect, test } from 'vitest'
import { AttemptOver, type LogEntry } from '../../src/jobs/store.ts'
import { describeStores, takeUp } from './back-ends.ts'
import { add, jobIn, LATER, logOf, NOW, PROGRESS, SUCCESS, statusesOf } from './stored-jobs.ts'

describeStores('the log of a job', (backEnd) => {
  test('counts without a gap through all that happens to it', async () => {
    const store = await backEnd.open()
    await add(store, 'a')
    await takeUp(store, NOW)
    await store.appendFrames('a', 1, ['{"k":0}', '{"k":1}'], PROGRESS)
    await store.saveCheckpoint('a', 1, Uint8Array.of(9))
    await store.release('a', 1)
    const claimed = await takeUp(store, LATER)
    expect(claimed).toMatchObject({ frames: 2, job: { attempt: 2, startedAt: NOW } })
    expect([...claimed!.checkpoint!]).toEqual([9])
    await store.appendFrames('a', 2, ['{"k":2}'], PROGRESS)
    await store.appendFrames('a', 2, [], PROGRESS)
    await store.finish('a', 2, SUCCESS, LATER)
    const log = await logOf(store, 'a')
    expect(log.map(({ seq }) => seq)).toEqual(log.map((_, i) => i + 1))
    expect(log.map(({ type }) => type)).toEqual([
      'status',
      'status',
      'frame',
      'frame',
      'status',
      'status',
      'frame',
      'status',
      'end',
    ])
    expect(statusesOf(log)).toEqual(['queued', 'running', 'queued', 'running', 'succeeded'])
    expect(log.map(({ attempt }) => attempt)).toEqual([0, 1, 1, 1, 1, 2, 2, 2, 2])
    expect(log.filter(({ type }) => type === 'frame').map(({ body }) => body)).toEqual([
      '{"k":0}',
      '{"k":1}',
      '{"k":2}',
    ])
  })

  test('takes frames once, of which nobody knows whether they were taken', async () => {
    const store = await backEnd.open()
    await jobIn(store, 'a', 'running')
    await store.appendFrames('a', 1, ['0', '1'], PROGRESS, 0)
    await store.appendFrames('a', 1, ['0', '1'], PROGRESS, 0)
    await store.appendFrames('a', 1, ['1', '2'], PROGRESS, 1)
    await store.appendFrames('a', 1, ['3'], PROGRESS, 3)
    // Whoever has stored more than there is has stored it elsewhere.
    await expect(store.appendFrames('a', 1, ['5'], PROGRESS, 5)).rejects.toThrow(AttemptOver)
    await expect(store.finish('a', 1, { ...SUCCESS, frames: 5 }, LATER)).rejects.toThrow(AttemptOver)
    const frames = (await logOf(store, 'a')).filter(({ type }) => type === 'frame')
    expect(frames.map(({ body }) => body)).toEqual(['0', '1', '2', '3'])
    await store.finish('a', 1, { ...SUCCESS, frames: 4 }, LATER)
  })

  test('of one job knows nothing of another', async () => {
    const store = await backEnd.open()
    for (const id of ['a', 'b']) await jobIn(store, id, 'running')
    for (const id of ['a', 'b', 'a', 'b', 'b']) await store.appendFrames(id, 1, [`"${id}"`], PROGRESS)
    for (const [id, frames] of [
      ['a', 2],
      ['b', 3],
    ] as const) {
      const log = await logOf(store, id)
      expect(log.map(({ seq }) => seq)).toEqual(log.map((_, i) => i + 1))
      expect(log.filter(({ body }) => body === `"${id}"`)).toHaveLength(frames)
    }
  })

  test('is read from any entry on, in pieces of any length, once each and in order', async () => {
    const store = await backEnd.open()
    await jobIn(store, 'a', 'running')
    await store.appendFrames(
      'a',
      1,
      Array.from({ length: 50 }, (_, k) => `${k}`),
      PROGRESS,
    )
    await store.finish('a', 1, SUCCESS, LATER)
    const whole = await logOf(store, 'a')
    for (const limit of [1, 7, 100]) {
      const read: LogEntry[] = []
      for (;;) {
        const piece = await store.readLog('a', read.length, limit, 1)
        if (piece.length === 0) break
        expect(piece.length).toBeLessThanOrEqual(limit)
        read.push(...piece)
      }
      expect(read).toEqual(whole)
    }
    expect(await store.readLog('a', 30, 1000, 1)).toEqual(whole.slice(30))
  })

  test.each([2, 3, 10, 1000])(
    'thinned to every %d-th frame has every state, the end and the newest frame still',
    async (stride) => {
      const store = await backEnd.open()
      await jobIn(store, 'a', 'running')
      for (let attempt = 1; attempt <= 3; attempt++) {
        for (let batch = 0; batch < 4; batch++) {
          await store.appendFrames(
            'a',
            attempt,
            Array.from({ length: 11 }, (_, k) => `${k}`),
            PROGRESS,
          )
          const newest = (await logOf(store, 'a')).at(-1)!
          expect((await store.readLog('a', 0, 1_000_000, stride)).at(-1)).toEqual(newest)
        }
        await store.release('a', attempt)
        await takeUp(store, NOW)
      }
      await store.finish('a', 4, SUCCESS, LATER)
      const whole = await logOf(store, 'a')
      const thinned = await store.readLog('a', 0, 1_000_000, stride)
      const newest = whole.findLast(({ type }) => type === 'frame')!.seq
      expect(thinned).toEqual(
        whole.filter(({ type, seq }) => type !== 'frame' || seq % stride === 0 || seq === newest),
      )
    },
  )
})
