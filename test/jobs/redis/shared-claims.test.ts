import { expect, test } from 'vitest'
import { AttemptOver, type SharedStore } from '../../../src/jobs/store.ts'
import { newJob } from '../../new-jobs.ts'
import { describeWithRedis } from '../../redis.ts'
import { LATER, NOW, PROGRESS, SUCCESS } from '../stored-jobs.ts'
import { openAgain, openShared } from './open-shared.ts'

const add = (store: SharedStore, id: string, kind = 'fgsm') => store.add(newJob(id, { kind }), null, 100)
const undealtIds = async (store: SharedStore) => (await store.undealt(100)).map(({ id }) => id)
const typesIn = async (store: SharedStore) => (await store.readLog('a', 0, 100, 1)).map(({ type }) => type)

describeWithRedis('a job that many workers may claim', () => {
  test('as a whole is taken over from a worker that is thought dead, whose attempt is over then', async () => {
    const shared = await openShared()
    const other = await openAgain(shared)
    await add(shared.store, 'a')
    expect(await shared.store.claim('a', 'whole', NOW, null)).toMatchObject({
      frames: 0,
      job: { status: 'running', attempt: 1, startedAt: NOW },
    })
    await shared.store.appendFrames('a', 1, ['1', '2'], PROGRESS)
    await shared.store.saveCheckpoint('a', 1, Uint8Array.of(7))
    const taken = await other.claim('a', 'whole', LATER, null)
    expect(taken).toMatchObject({
      frames: 2,
      job: { attempt: 2, startedAt: NOW, progress: { fraction: 0.5 } },
    })
    expect([...(taken as { checkpoint: Uint8Array }).checkpoint]).toEqual([7])
    const before = await other.readLog('a', 0, 100, 1)
    const part = { part: 0, total: 1, value: new Uint8Array(1), frame: '3' }
    for (const late of [
      () => shared.store.appendFrames('a', 1, ['3'], PROGRESS),
      () => shared.store.saveCheckpoint('a', 1, new Uint8Array(1)),
      () => shared.store.savePart('a', 1, part, ''),
      () => shared.store.release('a', 1),
      () => shared.store.finish('a', 1, SUCCESS, LATER),
      () => shared.store.finish('a', 1, { status: 'cancelled' }, LATER),
    ])
      await expect(late()).rejects.toThrow(AttemptOver)
    expect(await other.readLog('a', 0, 100, 1)).toEqual(before)
    await other.appendFrames('a', 2, ['3'], PROGRESS)
    await other.finish('a', 2, SUCCESS, LATER)
    const frames = (await other.readLog('a', 0, 100, 1)).filter(({ type }) => type === 'frame')
    expect(frames.map(({ body, attempt }) => [body, attempt])).toEqual([
      ['1', 1],
      ['2', 1],
      ['3', 2],
    ])
  })

  test('for its parts runs in one attempt, however many claim it', async () => {
    const { store } = await openShared()
    await add(store, 'a')
    const claims = await Promise.all([1, 2, 3].map(() => store.claim('a', 'part', NOW, null)))
    expect(claims).toMatchObject([1, 2, 3].map(() => ({ job: { status: 'running', attempt: 1 } })))
    expect(await typesIn(store)).toEqual(['status', 'status'])
    const save = (part: number) =>
      store.savePart('a', 1, { part, total: 3, value: Uint8Array.of(part), frame: `${part}` }, 'on')
    await Promise.all([2, 0, 1, 0].map(save))
    expect(await store.claim('a', 'part', NOW, null)).toMatchObject({ parts: [0, 1, 2], frames: 3 })
    expect(await store.get('a')).toMatchObject({ progress: { fraction: 1, message: 'on' } })
  })

  test('runs once, though all claim it at once', async () => {
    const shared = await openShared()
    await add(shared.store, 'a')
    const stores = await Promise.all([1, 2, 3, 4].map(() => openAgain(shared)))
    const claims = await Promise.all(stores.map((store) => store.claim('a', 'whole', NOW, null)))
    const attempts = claims.map((claim) => (claim as { job: { attempt: number } }).job.attempt)
    expect(attempts.sort()).toEqual([1, 2, 3, 4])
    const writes = attempts.map((attempt) =>
      shared.store.appendFrames('a', attempt, [`${attempt}`], PROGRESS),
    )
    const outcomes = await Promise.allSettled(writes)
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  test('has to wait while as many of its kind run as may', async () => {
    const { store } = await openShared()
    for (const id of ['a', 'b', 'c']) await add(store, id)
    await add(store, 'other', 'walk')
    await store.claim('a', 'whole', NOW, 2)
    await store.claim('b', 'whole', NOW, 2)
    expect(await store.claim('c', 'whole', NOW, 2)).toBe('later')
    expect(await store.claim('c', 'part', NOW, 2)).toBe('later')
    expect(await store.get('c')).toMatchObject({ status: 'queued', attempt: 0 })
    // One that runs already is no further one.
    expect(await store.claim('b', 'whole', NOW, 2)).toMatchObject({ job: { attempt: 2 } })
    expect(await store.claim('other', 'whole', NOW, 1)).toMatchObject({ job: { attempt: 1 } })
    await store.finish('a', 1, SUCCESS, LATER)
    expect(await store.claim('c', 'whole', NOW, 2)).toMatchObject({ job: { status: 'running' } })
  })

  test('is not there any more when it has ended or is gone', async () => {
    const { store } = await openShared()
    await add(store, 'a')
    await store.claim('a', 'whole', NOW, null)
    await store.finish('a', 1, SUCCESS, LATER)
    expect(await store.claim('a', 'whole', NOW, null)).toBeUndefined()
    await store.remove('a')
    expect(await store.claim('a', 'part', NOW, null)).toBeUndefined()
  })

  test('is cancelled while it runs, and its attempt is over at once', async () => {
    const { store } = await openShared()
    await add(store, 'a')
    await store.claim('a', 'whole', NOW, null)
    await store.saveCheckpoint('a', 1, new Uint8Array(3))
    expect(await store.cancel('a', LATER)).toBe(true)
    expect(await store.cancel('a', LATER)).toBe(false)
    expect(await store.get('a')).toMatchObject({ status: 'cancelled', finishedAt: LATER })
    expect(await typesIn(store)).toEqual(['status', 'status', 'status', 'end'])
    await expect(store.appendFrames('a', 1, ['1'], PROGRESS)).rejects.toThrow(AttemptOver)
    await expect(store.finish('a', 1, SUCCESS, LATER)).rejects.toThrow(AttemptOver)
    await store.remove('a')
    await expect(store.finish('a', 1, SUCCESS, LATER)).rejects.toThrow(AttemptOver)
  })
})

describeWithRedis('the undealt jobs', () => {
  test('are those that can begin, in the order in which they were added', async () => {
    const { store } = await openShared()
    for (const id of ['a', 'b', 'c']) await add(store, id)
    expect(await undealtIds(store)).toEqual(['a', 'b', 'c'])
    expect((await store.undealt(2)).map(({ id }) => id)).toEqual(['a', 'b'])
    await store.dealt('b')
    await store.dealt('nobody')
    expect(await undealtIds(store)).toEqual(['a', 'c'])
    await store.cancel('a', LATER)
    expect(await undealtIds(store)).toEqual(['c'])
    // Whoever claims a job has been dealt it, though nobody came to say so.
    await store.claim('c', 'whole', NOW, null)
    expect(await undealtIds(store)).toEqual([])
    await store.release('c', 1)
    expect(await undealtIds(store)).toEqual(['c'])
  })
})
