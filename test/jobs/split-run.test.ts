import { expect, test } from 'vitest'
import { antagonismSpec, longAntagonismSpec } from '../antagonism.ts'
import { endlessDescent, SHORT_DESCENT } from '../descents.ts'
import { newJob } from '../new-jobs.ts'
import { outcomeOf } from './job-outcome.ts'
import { type Begun, recordingPool } from './recording-pool.ts'
import { describeRunners } from './runners.ts'
import { LONG, MEDIUM, MEDIUM_PARTS, partsOf, splitJob } from './split-jobs.ts'

/** Longer than any test may take: whoever waited for it to be over would be seen. */
const ENDLESS_MS = 600_000

describeRunners('a job that is split', ({ open }) => {
  test('comes to the same frames and result, bit for bit, on one worker and on several', async () => {
    const outcomes = []
    for (const workers of [1, 2, 3]) {
      const { store, start, add, ended } = await open()
      const { stop } = await start(recordingPool(workers).pool)
      await add(splitJob('a', MEDIUM))
      await ended('a')
      outcomes.push(await outcomeOf(store, 'a', ['foldChange']))
      await stop(0)
    }
    expect(outcomes[0]).toMatchObject({ status: 'succeeded' })
    expect(outcomes[0]!.frames).toHaveLength(MEDIUM_PARTS)
    expect(outcomes[1]).toEqual(outcomes[0])
    expect(outcomes[2]).toEqual(outcomes[0])
  })

  test('has all workers while it is alone, runs each part once, and has its frames in order', async () => {
    const { store, start, add, ended } = await open()
    const { pool, begun, mostActive } = recordingPool(2)
    await start(pool)
    await add(splitJob('a', MEDIUM))
    expect(await ended('a')).toMatchObject({ status: 'succeeded', progress: { fraction: 1 }, attempt: 1 })
    expect(mostActive()).toBe(2)
    expect(begun.at(-1)).toMatchObject({ type: 'join' })
    const parts = begun.slice(0, -1).map(({ part }) => part!)
    expect(parts.toSorted((a, b) => a - b)).toEqual(Array.from({ length: MEDIUM_PARTS }, (_, part) => part))
    const { frames } = await outcomeOf(store, 'a')
    const tiles = frames.map((body) => JSON.parse(body) as { from: number; to: number })
    expect(tiles.map(({ from }) => from)).toEqual([0, ...tiles.slice(0, -1).map(({ to }) => to)])
    expect(tiles.at(-1)!.to).toBe(120 * 100)
  })

  test('that is too small to be split is one part', async () => {
    const { start, add, ended } = await open()
    const { pool, begun } = recordingPool(2)
    await start(pool)
    await add(splitJob('a', antagonismSpec({ bindingTimes: 3, quantities: 2 })))
    expect(await ended('a')).toMatchObject({ status: 'succeeded' })
    expect(begun.map(({ type }) => type)).toEqual(['part', 'join'])
  })

  test('fails with the reason of a part that has no meaning, and its other parts come to an end', async () => {
    const { store, start, add, ended } = await open()
    const { pool, begun, idle } = recordingPool(2)
    await start(pool)
    // What is too long to represent shows only in the last points; a submission would have been refused for it.
    const bindingTime = [...Array.from({ length: 200_000 }, () => 1), 1e300]
    const spec = antagonismSpec({ bindingTimes: 1, quantities: 1 })
    const overflowing = { ...spec, antagonist: { bindingTime, quantity: [1, 2, 3, 4] } }
    expect(partsOf(overflowing)).toBeGreaterThan(2)
    await add(splitJob('a', overflowing))
    expect(await ended('a')).toMatchObject({
      status: 'failed',
      error: { code: 'output-overflows', path: '/antagonist', detail: expect.any(String) },
    })
    await expect.poll(idle).toBe(true)
    expect(begun.some(({ type }) => type === 'join')).toBe(false)
    expect(await store.result('a')).toBeUndefined()
  })

  test('fails when a worker dies, and the next one runs', async () => {
    const { start, add, ended } = await open()
    const { pool, idle } = recordingPool(2, ({ seed, part }) => seed === 2 && part === 5)
    await start(pool)
    await add(splitJob('a', longAntagonismSpec(2)))
    expect(await ended('a')).toMatchObject({ status: 'failed', error: { code: 'worker-failed' } })
    await expect.poll(idle).toBe(true)
    await add(splitJob('b', MEDIUM))
    expect(await ended('b')).toMatchObject({ status: 'succeeded' })
  })

  test('that cannot be begun fails, and the next one runs', async () => {
    const { start, add, ended } = await open()
    await start(recordingPool(2).pool)
    const spec = antagonismSpec({ bindingTimes: 3, quantities: 2 })
    // Never accepted at submission; by another version it might have been.
    const parameters = { N: 2, m: 3, criticalBindingTime: 3 }
    await add(splitJob('a', { ...spec, target: { model: 'adaptive-proofreading', parameters } }))
    await add(splitJob('b', { kind: 'antagonism', seed: 1 }))
    await add(splitJob('c', spec))
    expect(await ended('c')).toMatchObject({ status: 'succeeded' })
    expect(await ended('a')).toMatchObject({ status: 'failed', error: { code: 'parameter-out-of-range' } })
    expect(await ended('b')).toMatchObject({ status: 'failed', error: { code: 'worker-failed' } })
  })

  test('lets one that is submitted later be run beside it', async () => {
    const { store, start, add, ended, reached } = await open()
    const { cancel } = await start(recordingPool(2).pool)
    await add(splitJob('a', LONG))
    await reached('a', 4 / partsOf(LONG))
    await add(newJob('b', { kind: 'gradient-descent', spec: SHORT_DESCENT, seed: 2 }))
    expect(await ended('b')).toMatchObject({ status: 'succeeded' })
    expect(await store.get('a')).toMatchObject({ status: 'running' })
    await cancel('a')
  })
})

describeRunners('a split job that is cancelled', ({ open }) => {
  test('frees all workers for the next, and nothing of it is stored afterwards', async () => {
    const { store, start, add, ended, reached } = await open()
    const { pool, begun, idle } = recordingPool(2)
    const { cancel } = await start(pool)
    await add(splitJob('a', LONG))
    await reached('a', 4 / partsOf(LONG))
    await cancel('a')
    expect(await store.get('a')).toMatchObject({ status: 'cancelled', error: null })
    const log = await store.readLog('a', 0, 100_000, 1)
    expect(log.at(-1)).toMatchObject({ type: 'end' })
    await expect(store.partValue('a', 0)).rejects.toThrow('not done')
    await expect.poll(idle).toBe(true)
    const parts = begun.length
    await add(splitJob('b', { ...MEDIUM, seed: 2 }))
    expect(await ended('b')).toMatchObject({ status: 'succeeded' })
    expect(begun.slice(parts).every(({ seed }) => seed === 2)).toBe(true)
    expect(await store.readLog('a', 0, 100_000, 1)).toEqual(log)
  })

  test('in the queue is never begun', async () => {
    const { store, start, add, ended, until } = await open()
    const { pool, begun } = recordingPool(1)
    const { cancel } = await start(pool)
    await add(newJob('running', { kind: 'gradient-descent', spec: endlessDescent(1000), seed: 1 }))
    await until('running', ({ status }) => status === 'running')
    await add(splitJob('queued', { ...MEDIUM, seed: 2 }))
    await add(splitJob('next', { ...MEDIUM, seed: 3 }))
    await cancel('queued')
    await cancel('running')
    expect(await ended('next')).toMatchObject({ status: 'succeeded' })
    expect(await store.get('queued')).toMatchObject({ status: 'cancelled' })
    expect(begun.some(({ seed }) => seed === 2)).toBe(false)
  })

  test('twice at once ends once', async () => {
    const { store, start, add, reached } = await open()
    const { cancel } = await start(recordingPool(2).pool)
    await add(splitJob('a', LONG))
    await reached('a', 1 / partsOf(LONG))
    await Promise.all([cancel('a'), cancel('a')])
    const ends = (await store.readLog('a', 0, 100_000, 1)).filter(({ type }) => type === 'end')
    expect(ends).toHaveLength(1)
  })
})

describeRunners('a split job whose runner stops', ({ open, pausedSplit }) => {
  test('goes on with the parts that are left, and comes to the same', async () => {
    const undisturbed = await open()
    const first = await undisturbed.start(recordingPool(2).pool)
    await undisturbed.add(splitJob('a', MEDIUM))
    await undisturbed.ended('a')
    await first.stop(0)

    const { store, start, add, ended, reached } = await open()
    await add(splitJob('a', MEDIUM))
    const begun: Begun[] = []
    const stops: unknown[] = []
    for (const fraction of [0.2, 0.4, 0.6, 1]) {
      const recording = recordingPool(2)
      const { stop } = await start(recording.pool)
      await (fraction === 1 ? ended('a') : reached('a', fraction))
      // However long it takes, it must not wait for that.
      await stop(ENDLESS_MS)
      expect(recording.idle()).toBe(true)
      stops.push((await store.get('a'))!.status)
      begun.push(...recording.begun)
    }
    expect(stops).toEqual([pausedSplit, pausedSplit, pausedSplit, 'succeeded'])
    const outcome = await outcomeOf(store, 'a', ['foldChange'])
    expect(outcome).toEqual(await outcomeOf(undisturbed.store, 'a', ['foldChange']))
    // At each stop no more than the two parts that were running are lost.
    const parts = begun.filter(({ type }) => type === 'part')
    expect(new Set(parts.map(({ part }) => part)).size).toBe(MEDIUM_PARTS)
    expect(parts.length).toBeLessThanOrEqual(MEDIUM_PARTS + 3 * 2)
  })
})
