import { describe, expect, test } from 'vitest'
import { longAntagonismSpec } from '../antagonism.ts'
import { SHORT_DESCENT } from '../descents.ts'
import { newJob } from '../new-jobs.ts'
import { recordingPool } from './recording-pool.ts'
import { embeddedHome } from './runners.ts'
import { LONG, MEDIUM, MEDIUM_PARTS, partsOf, splitJob } from './split-jobs.ts'

test('the parts of a job are begun in order', async () => {
  const { start, add, ended } = embeddedHome()
  const { pool, begun } = recordingPool(2)
  await start(pool)
  await add(splitJob('a', MEDIUM))
  await ended('a')
  const parts = Array.from({ length: MEDIUM_PARTS }, (_, part) => part)
  expect(begun.map(({ part }) => part)).toEqual([...parts, null])
})

describe('jobs beside a split one', () => {
  test('get the next worker that becomes free', async () => {
    const { start, add, ended, reached } = embeddedHome()
    const { pool, begun } = recordingPool(2)
    const { cancel } = await start(pool)
    await add(splitJob('a', LONG))
    await reached('a', 4 / partsOf(LONG))
    const before = begun.length
    await add(newJob('b', { kind: 'gradient-descent', spec: SHORT_DESCENT, seed: 2 }))
    expect(await ended('b')).toMatchObject({ status: 'succeeded' })
    // Both workers were busy with the first job: the very next thing begun is the second.
    expect(begun[before]).toMatchObject({ seed: 2, type: 'whole' })
    await cancel('a')
  })

  test('that are split too share the workers with it', async () => {
    const { start, add, ended, reached } = embeddedHome()
    const { pool, begun } = recordingPool(2)
    const { cancel } = await start(pool)
    await add(splitJob('a', LONG))
    await reached('a', 2 / partsOf(LONG))
    await add(splitJob('b', longAntagonismSpec(2)))
    await reached('b', 10 / partsOf(LONG))
    // Each has one of the two workers from when the second is begun: nothing begins beside a part of its own job.
    const together = begun.slice(begun.findIndex(({ seed }) => seed === 2))
    expect(together.length).toBeGreaterThanOrEqual(10)
    for (const { seed, beside } of together) expect(beside).not.toContain(seed)
    await add(newJob('c', { kind: 'gradient-descent', spec: SHORT_DESCENT, seed: 3 }))
    await cancel('a')
    expect(await ended('c')).toMatchObject({ status: 'succeeded' })
    await cancel('b')
  })

  test('wait while as many run as there are workers', async () => {
    const { store, start, add, reached } = embeddedHome()
    const { cancel } = await start(recordingPool(1).pool)
    await add(splitJob('a', LONG))
    await reached('a', 2 / partsOf(LONG))
    await add(splitJob('b', MEDIUM))
    await reached('a', 4 / partsOf(LONG))
    expect(await store.get('b')).toMatchObject({ status: 'queued' })
    await cancel('a')
  })
})

test('a split job that is cancelled, or fails, has ended when its last worker is free', async () => {
  const { start, add, ended, reached } = embeddedHome()
  const { pool, idle } = recordingPool(2, ({ seed, part }) => seed === 2 && part === 5)
  const { cancel } = await start(pool)
  await add(splitJob('a', LONG))
  await reached('a', 4 / partsOf(LONG))
  await cancel('a')
  expect(idle()).toBe(true)
  await add(splitJob('b', longAntagonismSpec(2)))
  expect(await ended('b')).toMatchObject({ status: 'failed' })
  expect(idle()).toBe(true)
})
