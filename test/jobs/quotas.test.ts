import { expect, test } from 'vitest'
import { NO_QUOTAS, type Quota, QuotaExceeded, type Quotas } from '../../src/jobs/quotas.ts'
import type { JobStore, NewJob } from '../../src/jobs/store.ts'
import { held } from '../networks.ts'
import { ANYONES } from '../new-jobs.ts'
import { cancelQueued, describeStores, takeUp } from './back-ends.ts'

const NOW = '2026-01-02T03:04:05.678Z'
const NEXT_HOUR = '2026-01-02T04:00:00.000Z'
const NEXT_DAY = '2026-01-03T00:00:00.000Z'
const SPEC = { kind: 'fgsm', note: 'π' }
const SPEC_BYTES = Buffer.byteLength(JSON.stringify(SPEC))

const jobOf = (id: string, owner: string | null, change: Partial<NewJob> = {}): NewJob => ({
  ...ANYONES,
  id,
  type: 'attack',
  kind: 'fgsm',
  seed: 7,
  spec: SPEC,
  createdAt: NOW,
  needs: [],
  makes: null,
  owner,
  cost: 10,
  ...change,
})

const limits = (quotas: Partial<Quotas>): Quotas => ({ ...NO_QUOTAS, ...quotas })

/** Adds a job of “ann” under some quotas. */
const add = (store: JobStore, id: string, quotas: Partial<Quotas> = {}, change: Partial<NewJob> = {}) =>
  store.add(jobOf(id, 'ann', change), null, 1000, limits(quotas))

async function refusalOf(adding: Promise<unknown>): Promise<QuotaExceeded> {
  const error: unknown = await adding.catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(QuotaExceeded)
  return error as QuotaExceeded
}

async function succeed(store: JobStore, id: string): Promise<void> {
  await takeUp(store, NOW)
  const result = '{"answer":42}'
  const arrays = { x: Float64Array.of(1, 2, 3) }
  await store.finish(id, 1, { status: 'succeeded', message: 'done', result, arrays }, NOW)
}

describeStores('a quota', (backEnd) => {
  test.each<[Quota, number, number]>([
    // Until the next hour and the next day, and two guesses.
    ['submissions', 1, 3355],
    ['cost', 19, 75_355],
    ['running', 1, 10],
    ['bytes', SPEC_BYTES + 100, 3600],
  ])(
    'of %s lets in what fits, and then says what is used and when to try again',
    async (quota, limit, wait) => {
      const store = await backEnd.open()
      await add(store, 'a', { [quota]: limit })
      const used = (await store.usage('ann', NOW))[quota]
      expect(used).toBeGreaterThan(0)
      expect(used).toBeLessThanOrEqual(limit)
      const refusal = await refusalOf(add(store, 'b', { [quota]: limit }))
      expect(refusal).toMatchObject({ quota, limit, used, retryAfter: wait })
      expect(refusal.message).toContain(String(limit))
      expect(await store.get('b')).toBeUndefined()
      expect((await store.usage('ann', NOW))[quota]).toBe(used)
      await store.add(jobOf('b', 'bob'), null, 1000, limits({ [quota]: limit }))
    },
  )

  test('that is used up to the last is not gone over', async () => {
    const store = await backEnd.open()
    await add(store, 'a', { submissions: 2, cost: 20, running: 2 })
    await add(store, 'b', { submissions: 2, cost: 20, running: 2 })
    expect((await refusalOf(add(store, 'c', { cost: 20 }))).quota).toBe('cost')
    await add(store, 'free', { cost: 20 }, { cost: 0 })
  })

  test('does not hold for what is nobody’s, nor is that counted', async () => {
    const store = await backEnd.open()
    const none: Quotas = { submissions: 0, running: 0, cost: 0, bytes: 0 }
    await store.add(jobOf('a', null), null, 1000, none)
    expect((await refusalOf(add(store, 'b', none))).quota).toBe('bytes')
    expect(await store.usage('ann', NOW)).toEqual(none)
  })

  test('of what ends with the hour or the day is whole again in the next one', async () => {
    const store = await backEnd.open()
    const quotas = { submissions: 1, cost: 15 }
    await add(store, 'a', quotas)
    expect((await refusalOf(add(store, 'b', quotas, { createdAt: NEXT_HOUR }))).quota).toBe('cost')
    await add(store, 'b', { submissions: 1 }, { createdAt: NEXT_HOUR })
    expect(await store.usage('ann', NEXT_HOUR)).toMatchObject({ submissions: 1, cost: 20 })
    await add(store, 'c', quotas, { createdAt: NEXT_DAY })
    expect(await store.usage('ann', NEXT_DAY)).toMatchObject({ submissions: 1, cost: 10 })
  })

  test('of running jobs is free again when one ends', async () => {
    const store = await backEnd.open()
    await add(store, 'a', { running: 1 })
    await takeUp(store, NOW)
    expect((await refusalOf(add(store, 'b', { running: 1 }))).quota).toBe('running')
    await store.finish('a', 1, { status: 'cancelled' }, NOW)
    await add(store, 'b', { running: 1 })
    await cancelQueued(store, 'b', NOW)
    expect((await store.usage('ann', NOW)).running).toBe(0)
  })

  test('counts a repeated submission once', async () => {
    const store = await backEnd.open()
    const idempotency = { owner: 'ann', key: 'once', fingerprint: 'f' }
    const quotas = limits({ submissions: 1, running: 1, cost: 10 })
    const first = await store.add(jobOf('a', 'ann'), idempotency, 1000, quotas)
    const second = await store.add(jobOf('b', 'ann'), idempotency, 1000, quotas)
    expect(second).toEqual({ job: first.job, created: false })
    expect(await store.usage('ann', NOW)).toMatchObject({ submissions: 1, running: 1, cost: 10 })
  })

  test('of submissions and cost is not given back with a job that is removed, but its bytes are', async () => {
    const store = await backEnd.open()
    await add(store, 'a')
    await succeed(store, 'a')
    await store.remove('a')
    expect(await store.usage('ann', NOW)).toEqual({ submissions: 1, running: 0, cost: 10, bytes: 0 })
  })
})

describeStores('the bytes of an owner', (backEnd) => {
  test('are those of its jobs, whatever is added to them, and outlive the service', async () => {
    const store = await backEnd.open()
    await add(store, 'a')
    const { bytes: queued } = await store.usage('ann', NOW)
    expect(queued).toBeGreaterThanOrEqual(SPEC_BYTES)
    await takeUp(store, NOW)
    await store.appendFrames('a', 1, ['{"k":"long enough to show"}'], { fraction: 0.5, message: 'half' })
    const { bytes: streamed } = await store.usage('ann', NOW)
    expect(streamed).toBeGreaterThan(queued)
    await store.finish('a', 1, { status: 'cancelled' }, NOW)
    const ended = await store.usage('ann', NOW)
    expect(ended.bytes).toBeGreaterThanOrEqual(streamed)
    expect(await (await backEnd.reopen(store)).usage('ann', NOW)).toEqual(ended)
  })

  test('are those of its classifiers as well, which are refused over the quota', async () => {
    const store = await backEnd.open()
    const { record, weights } = held('mine')
    const quotas = limits({ bytes: 1.5 * weights.byteLength })
    await store.addClassifier({ ...record, owner: 'ann' }, weights, quotas)
    expect((await store.usage('ann', NOW)).bytes).toBe(weights.byteLength)
    const second = { ...record, name: 'second', owner: 'ann' }
    expect((await refusalOf(store.addClassifier(second, weights, quotas))).quota).toBe('bytes')
    expect(await store.classifier('second')).toBeUndefined()
    await store.addClassifier({ ...second, owner: 'bob' }, weights, quotas)
    await store.removeClassifier('mine')
    expect((await store.usage('ann', NOW)).bytes).toBe(0)
  })
})
