import { expect, test } from 'vitest'
import { AttemptOver, IdempotencyConflict, QueueFull } from '../../src/jobs/store.ts'
import { cancelQueued, describeStores, takeUp } from './back-ends.ts'
import {
  add,
  FAILURE,
  jobFields,
  jobIn,
  LATER,
  logOf,
  NOW,
  newJob,
  PROGRESS,
  removeOneOfTwo,
  SUCCESS,
} from './stored-jobs.ts'

describeStores('a job in the store', (backEnd) => {
  test('is what was added, and queued', async () => {
    const store = await backEnd.open()
    const { job, created } = await add(store, 'a')
    expect(created).toBe(true)
    expect(job).toEqual({
      ...jobFields('a'),
      owner: null,
      status: 'queued',
      progress: { fraction: 0, message: expect.any(String) },
      attempt: 0,
      urgency: 3,
      startedAt: null,
      finishedAt: null,
      error: null,
    })
    expect(await store.get('a')).toEqual(job)
    expect(await store.get('b')).toBeUndefined()
  })

  test('is claimed once, the one that has waited longest first', async () => {
    const store = await backEnd.open()
    for (const id of ['a', 'b', 'c']) await add(store, id)
    const claimed = [await takeUp(store, NOW), await takeUp(store, NOW), await takeUp(store, NOW)]
    expect(claimed.map((claim) => claim?.job.id)).toEqual(['a', 'b', 'c'])
    expect(claimed[0]).toMatchObject({
      frames: 0,
      checkpoint: null,
      job: { status: 'running', attempt: 1, startedAt: NOW },
    })
    expect(await takeUp(store, NOW)).toBeUndefined()
  })

  test('keeps its result and arrays to the last bit', async () => {
    const store = await backEnd.open()
    await jobIn(store, 'a', 'running')
    expect(await store.result('a')).toBeUndefined()
    await store.finish('a', 1, SUCCESS, LATER)
    expect(await store.get('a')).toMatchObject({
      status: 'succeeded',
      finishedAt: LATER,
      progress: { fraction: 1, message: 'done' },
      error: null,
    })
    expect(await store.result('a')).toBe('{"answer":42}')
    const bytes = await store.resultArray('a', 'bindingTimes')
    expect(new Float64Array(Uint8Array.from(bytes!).buffer)).toEqual(Float64Array.of(1.5, -2, 1e300))
    expect(await store.resultArray('a', 'nothing')).toBeUndefined()
    expect(await store.resultArray('b', 'bindingTimes')).toBeUndefined()
  })

  test('keeps only the part of a buffer that an array is', async () => {
    const store = await backEnd.open()
    await jobIn(store, 'a', 'running')
    const part = Float64Array.of(1, 2, 3, 4).subarray(1, 3)
    await store.finish('a', 1, { ...SUCCESS, arrays: { part } }, LATER)
    const bytes = await store.resultArray('a', 'part')
    expect(new Float64Array(Uint8Array.from(bytes!).buffer)).toEqual(Float64Array.of(2, 3))
  })

  test('keeps why it failed', async () => {
    const store = await backEnd.open()
    await jobIn(store, 'a', 'failed')
    expect(await store.get('a')).toMatchObject({ status: 'failed', finishedAt: LATER, error: FAILURE.error })
    expect(await store.result('a')).toBeUndefined()
  })

  test.each([
    ['queued', ['succeeded', 'failed', 'cancelled', 'queued']],
    ['succeeded', ['succeeded', 'failed', 'cancelled', 'queued']],
    ['failed', ['succeeded', 'failed', 'cancelled', 'queued']],
    ['cancelled', ['succeeded', 'failed', 'cancelled', 'queued']],
  ] as const)('that is %s goes nowhere that it may not, and stays what it was', async (from, targets) => {
    const store = await backEnd.open()
    await jobIn(store, 'a', from)
    const before = [await store.get('a'), await logOf(store, 'a'), await store.result('a')]
    const endings = { succeeded: SUCCESS, failed: FAILURE, cancelled: { status: 'cancelled' } } as const
    for (const target of targets) {
      const step = target === 'queued' ? store.release('a', 1) : store.finish('a', 1, endings[target], LATER)
      await expect(step).rejects.toThrow(AttemptOver)
    }
    expect([await store.get('a'), await logOf(store, 'a'), await store.result('a')]).toEqual(before)
  })

  test('is cancelled while it is queued, and is never taken up', async () => {
    const store = await backEnd.open()
    await jobIn(store, 'a', 'queued')
    expect(await cancelQueued(store, 'a', LATER)).toBe(true)
    expect(await store.get('a')).toMatchObject({ status: 'cancelled', startedAt: null, finishedAt: LATER })
    expect(await cancelQueued(store, 'a', LATER)).toBe(false)
    expect(await cancelQueued(store, 'nobody', LATER)).toBe(false)
    expect(await takeUp(store, NOW)).toBeUndefined()
  })

  test('that is not there cannot be written to', async () => {
    const store = await backEnd.open()
    await expect(store.appendFrames('a', 1, ['{}'], PROGRESS)).rejects.toThrow(AttemptOver)
    await expect(store.finish('a', 1, SUCCESS, NOW)).rejects.toThrow(AttemptOver)
    await expect(store.release('a', 1)).rejects.toThrow(AttemptOver)
    expect(await logOf(store, 'a')).toEqual([])
  })
})

describeStores('an idempotency key in the store', (backEnd) => {
  test('stands for the job that it came with first', async () => {
    const store = await backEnd.open()
    const idempotency = { owner: null, key: 'k', fingerprint: 'f' }
    const first = await store.add(newJob('a'), idempotency, 1000)
    const second = await store.add(newJob('b'), idempotency, 1000)
    expect(second).toEqual({ job: first.job, created: false })
    expect(await store.get('b')).toBeUndefined()
    await expect(store.add(newJob('c'), { owner: null, key: 'k', fingerprint: 'g' }, 1000)).rejects.toThrow(
      IdempotencyConflict,
    )
    expect(await store.get('c')).toBeUndefined()
  })

  test('of one owner is not another’s', async () => {
    const store = await backEnd.open()
    const owners = [null, 'ada', 'ben']
    for (const owner of owners) {
      const idempotency = { owner, key: 'k', fingerprint: String(owner) }
      expect((await store.add({ ...newJob(`of ${owner}`), owner }, idempotency, 1000)).created).toBe(true)
      expect(await store.find(idempotency)).toMatchObject({ id: `of ${owner}`, owner })
    }
    expect((await store.list({ owner: 'ada' }, 100, null)).jobs.map(({ id }) => id)).toEqual(['of ada'])
    expect((await store.list({}, 100, null)).jobs).toHaveLength(3)
  })

  test('is honoured though the queue is full', async () => {
    const store = await backEnd.open()
    const idempotency = { owner: null, key: 'k', fingerprint: 'f' }
    await store.add(newJob('a'), idempotency, 1)
    expect((await store.add(newJob('b'), idempotency, 1)).created).toBe(false)
    await expect(store.add(newJob('b'), null, 1)).rejects.toThrow(QueueFull)
  })

  test('is free again when its job has been removed', async () => {
    const store = await backEnd.open()
    await store.add(newJob('a'), { owner: null, key: 'k', fingerprint: 'f' }, 1000)
    await cancelQueued(store, 'a', NOW)
    await store.remove('a')
    expect((await store.add(newJob('b'), { owner: null, key: 'k', fingerprint: 'g' }, 1000)).created).toBe(
      true,
    )
  })
})

describeStores('the queue', (backEnd) => {
  test('takes so many jobs as may wait, not counting those that run or have ended', async () => {
    const store = await backEnd.open()
    await jobIn(store, 'ended', 'succeeded')
    await jobIn(store, 'running', 'running')
    await store.add(newJob('a'), null, 2)
    await store.add(newJob('b'), null, 2)
    await expect(store.add(newJob('c'), null, 2)).rejects.toThrow(QueueFull)
    expect(await store.get('c')).toBeUndefined()
    await takeUp(store, NOW)
    expect((await store.add(newJob('c'), null, 2)).created).toBe(true)
  })
})

describeStores('removing a job', (backEnd) => {
  test('takes its log, result and arrays with it, and nothing else', async () => {
    const store = await backEnd.open()
    await removeOneOfTwo(store)
    expect(await logOf(store, 'b')).toHaveLength(6)
  })

  test.each(['queued', 'running'] as const)('is not done while it is %s', async (status) => {
    const store = await backEnd.open()
    await jobIn(store, 'a', status)
    expect(await store.remove('a')).toBe(false)
    expect(await store.get('a')).toMatchObject({ status })
  })
})

describeStores('the list of jobs in the store', (backEnd) => {
  test('comes newest first in pages that are not shifted by what is added or removed', async () => {
    const store = await backEnd.open()
    for (let n = 0; n < 9; n++) await add(store, `${n}`, n % 3 === 0 ? 'fgsm' : 'gradient-descent')
    const first = await store.list({}, 4, null)
    expect(first.jobs.map(({ id }) => id)).toEqual(['8', '7', '6', '5'])
    await add(store, 'new')
    await cancelQueued(store, '5', NOW)
    await store.remove('5')
    const second = await store.list({}, 4, first.next)
    expect(second.jobs.map(({ id }) => id)).toEqual(['4', '3', '2', '1'])
    const third = await store.list({}, 4, second.next)
    expect(third).toMatchObject({ jobs: [{ id: '0' }], next: null })
    const fgsm = await store.list({ kind: 'fgsm', status: 'queued', type: 'attack' }, 100, null)
    expect(fgsm.jobs.map(({ id }) => id)).toEqual(['new', '6', '3', '0'])
    expect(await store.list({ type: 'training' }, 100, null)).toEqual({ jobs: [], next: null })
  })

  test('has no page after one that is just full', async () => {
    const store = await backEnd.open()
    for (const id of ['a', 'b']) await add(store, id)
    expect((await store.list({}, 2, null)).next).toBeNull()
  })
})
