import { expect, test } from 'vitest'
import { observedRun } from '../../../src/jobs/observed-run.ts'
import { observedShared } from '../../../src/jobs/observed-store.ts'
import type { JobObserver } from '../../../src/jobs/observer.ts'
import { AttemptOver, type ClaimedJob, type ClaimRole, type SharedStore } from '../../../src/jobs/store.ts'
import { newJob } from '../../new-jobs.ts'
import { describeWithRedis } from '../../redis.ts'
import { keptEvents } from '../kept-events.ts'
import { LATER, NOW, PROGRESS, SUCCESS } from '../stored-jobs.ts'
import { openShared } from './open-shared.ts'

/** What a process runs that claims job “a” now. */
async function take(store: SharedStore, role: ClaimRole, observer: JobObserver, at = NOW) {
  const claimed = await store.claim('a', role, at, null)
  return observedRun(store, claimed as ClaimedJob, role, at, observer)
}

async function queued(): Promise<SharedStore> {
  const { store } = await openShared()
  await store.add(newJob('a'), null, 10)
  return store
}

describeWithRedis('of a job that many processes share', () => {
  test('whoever runs it whole tells of its attempt and its end, each once', async () => {
    const store = await queued()
    const { events, observer } = keptEvents()
    const first = await take(store, 'whole', observer)
    expect(first.claimed.traceparent).toBe('attempt 1')
    await first.store.appendFrames('a', 1, ['1'], PROGRESS)
    await first.store.release('a', 1)
    const second = await take(store, 'whole', observer)
    await second.store.finish('a', 2, SUCCESS, LATER)
    expect(events).toEqual([
      ['begun', 'a', 1],
      ['ended', 'a', 'fgsm', 'interrupted', null, true],
      ['begun', 'a', 2],
      ['ended', 'a', 'fgsm', 'succeeded', null, true],
    ])
  })

  test('whoever finds it ended or taken over tells that it went elsewhere, once', async () => {
    const store = await queued()
    const { events, observer } = keptEvents()
    const lost = await take(store, 'whole', observer)
    const taker = await take(store, 'whole', observer)
    for (const late of [
      () => lost.store.appendFrames('a', 1, ['1'], PROGRESS),
      () => lost.store.saveCheckpoint('a', 1, new Uint8Array(1)),
      () => lost.store.release('a', 1),
      () => lost.store.finish('a', 1, SUCCESS, LATER),
    ])
      await expect(late()).rejects.toThrow(AttemptOver)
    const cancelling = keptEvents()
    expect(await observedShared(store, cancelling.observer).cancel('a', LATER)).toBe(true)
    await expect(taker.store.finish('a', 2, { status: 'cancelled' }, LATER)).rejects.toThrow(AttemptOver)
    const elsewhere = ['ended', 'a', 'fgsm', 'elsewhere', null, true]
    expect(events.slice(2)).toEqual([elsewhere, elsewhere])
    expect(cancelling.events).toEqual([['ended', 'a', 'fgsm', 'cancelled', null, null]])
  })

  test('of those who run its parts, the first begins it, and the one that ends it tells its end', async () => {
    const store = await queued()
    const { events, observer } = keptEvents()
    const [first, second] = [await take(store, 'part', observer), await take(store, 'part', observer, LATER)]
    expect(second.claimed.traceparent).toBe('attempt 1, shared')
    for (const [part, run] of [first, second].entries())
      await run.store.savePart('a', 1, { part, total: 2, value: new Uint8Array(1), frame: '1' }, '')
    const error = { code: 'worker-failed', detail: '' }
    await second.store.finish('a', 1, { status: 'failed', error }, LATER)
    await expect(first.store.finish('a', 1, SUCCESS, LATER)).rejects.toThrow(AttemptOver)
    expect(events).toEqual([
      ['shared', 'a', 1, true],
      ['shared', 'a', 1, false],
      ['ended', 'a', 'fgsm', 'fault', 'worker-failed', true, 'shared attempt 1'],
    ])
  })
})
