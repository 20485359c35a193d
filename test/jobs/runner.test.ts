import { expect, test } from 'vitest'
import { descentSpec, endlessDescent, SHORT_DESCENT } from '../descents.ts'
import { newJob } from '../new-jobs.ts'
import { outcomeOf } from './job-outcome.ts'
import { recordingPool } from './recording-pool.ts'
import { describeRunners, failing } from './runners.ts'
import { INSTANT_POOL, scriptedPool } from './scripted-pool.ts'

/** Longer than any test may take: whoever waited for it to be over would be seen. */
const ENDLESS_MS = 600_000

/** A second of work, with a frame now and then. */
const LEFT_AND_RESUMED = descentSpec(1000, {
  maxIterations: 100_000,
  stepSize: 1e-9,
  binWidth: 0.001,
  frameEvery: 1000,
})

function descent(id: string, spec: Readonly<Record<string, unknown>> = SHORT_DESCENT, seed = 1) {
  return newJob(id, { kind: 'gradient-descent', spec, seed })
}

describeRunners('a store', ({ open }) => {
  test('that fails when it is asked for work is told of, and asked again', async () => {
    const cause = new Error('disk I/O error')
    const { store, start, add, ended } = await open()
    await add(descent('a'))
    const { told } = await start(INSTANT_POOL, failing(['claim'], { left: 1 }, cause))
    await ended('a')
    expect(told.filter(({ error }) => error !== undefined)).toEqual([
      { message: expect.stringContaining('trying again'), error: cause },
    ])
    expect(await store.get('a')).toMatchObject({ status: 'succeeded', attempt: 1 })
  })
})

describeRunners('a worker', ({ open }) => {
  test('that dies fails its job, and the log has what it died of where the logger looks for it', async () => {
    const cause = new Error('the thread is gone')
    const { store, start, add, ended } = await open()
    await add(descent('a'))
    const { told } = await start(scriptedPool(1, () => Promise.reject(cause)))
    await ended('a')
    expect(told.filter(({ error }) => error !== undefined)).toEqual([{ message: 'job failed', error: cause }])
    expect(await store.get('a')).toMatchObject({ status: 'failed', error: { code: 'worker-failed' } })
  })

  test('that dies fails its own job alone, and another comes in its place', async () => {
    const { start, add, ended } = await open()
    const { pool } = recordingPool(2, ({ seed }) => seed === 2)
    await start(pool)
    await add(descent('beside', LEFT_AND_RESUMED, 1))
    await add(descent('deadly', SHORT_DESCENT, 2))
    expect(await ended('deadly')).toMatchObject({ status: 'failed', error: { code: 'worker-failed' } })
    await add(descent('next', SHORT_DESCENT, 3))
    for (const id of ['next', 'beside'])
      expect(await ended(id)).toMatchObject({ status: 'succeeded', attempt: 1 })
  })
})

describeRunners('a job that is cancelled', ({ open }) => {
  test('in the queue is never begun, and one that runs frees its worker for the next', async () => {
    const { store, start, add, until, ended } = await open()
    const { pool, begun } = recordingPool(1)
    const { cancel } = await start(pool)
    await add(descent('running', endlessDescent(1000), 1))
    await until('running', ({ status }) => status === 'running')
    await add(descent('queued', SHORT_DESCENT, 2))
    await add(descent('next', SHORT_DESCENT, 3))
    await cancel('queued')
    await cancel('running')
    for (const id of ['queued', 'running'])
      expect(await store.get(id)).toMatchObject({ status: 'cancelled', error: null })
    const log = await store.readLog('running', 0, 100_000, 1)
    expect(await ended('next')).toMatchObject({ status: 'succeeded' })
    expect(begun.map(({ seed }) => seed)).toEqual([1, 3])
    expect(await store.readLog('running', 0, 100_000, 1)).toEqual(log)
  })
})

describeRunners('a job whose runner stops', ({ open }) => {
  test('is queued, goes on at the next start with no frame twice, and comes to the same', async () => {
    const { store, start, add, reached, ended } = await open()
    const { pool, idle } = recordingPool(1)
    await add(descent('undisturbed', LEFT_AND_RESUMED))
    const first = await start(pool)
    await ended('undisturbed')
    await add(descent('a', LEFT_AND_RESUMED))
    await reached('a', 0.1)
    await first.stop(ENDLESS_MS)
    expect(idle()).toBe(true)
    expect(await store.get('a')).toMatchObject({ status: 'queued', attempt: 1 })
    const before = await outcomeOf(store, 'a')
    expect(before.frames.length).toBeGreaterThan(0)
    await start(pool)
    expect(await ended('a')).toMatchObject({ status: 'succeeded', attempt: 2 })
    expect(await outcomeOf(store, 'a')).toEqual(await outcomeOf(store, 'undisturbed'))
  })
})
