import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import type { JobStatus } from '../../src/jobs/job.ts'
import { openSqliteStore } from '../../src/jobs/sqlite-store.ts'
import {
  type EmbeddedStore,
  type Ending,
  IdempotencyConflict,
  type LogEntry,
  type NewJob,
  QueueFull,
  StoreUnusable,
} from '../../src/jobs/store.ts'
import { ANYONES } from '../new-jobs.ts'
import { closeStore, openStore, reopen, root } from '../stores.ts'

const NOW = '2026-01-02T03:04:05.678Z'
const LATER = '2026-01-02T03:05:00.000Z'
const PROGRESS = { fraction: 0.5, message: 'half' }
const SUCCESS: Ending = {
  status: 'succeeded',
  message: 'done',
  result: '{"answer":42}',
  arrays: { bindingTimes: Float64Array.of(1.5, -2, 1e300) },
}
const FAILURE: Ending = { status: 'failed', error: { code: 'no-agonist', detail: 'none', path: '/ligands' } }

const jobFields = (id: string, kind = 'fgsm') =>
  ({ id, type: 'attack', kind, seed: 7, spec: { kind, note: 'π' }, createdAt: NOW }) as const
const newJob = (id: string, kind?: string): NewJob => ({
  ...jobFields(id, kind),
  ...ANYONES,
  needs: [],
  makes: null,
})
const add = (store: EmbeddedStore, id: string, kind?: string) => store.add(newJob(id, kind), null, 1000)
const logOf = (store: EmbeddedStore, id: string) => store.readLog(id, 0, 1_000_000, 1)
const statusesOf = (log: LogEntry[]) =>
  log
    .filter(({ type }) => type === 'status')
    .map(({ body }) => (JSON.parse(body) as { status: JobStatus }).status)

/** A job that has been brought into this state. */
async function jobIn(store: EmbeddedStore, id: string, status: JobStatus): Promise<void> {
  await add(store, id)
  if (status === 'queued') return
  expect((await store.claim(NOW))?.job.id).toBe(id)
  if (status === 'succeeded') await store.finish(id, 1, SUCCESS, LATER)
  if (status === 'failed') await store.finish(id, 1, FAILURE, LATER)
  if (status === 'cancelled') await store.finish(id, 1, { status: 'cancelled' }, LATER)
}

describe('a job in the store', () => {
  test('is what was added, and queued', async () => {
    const store = openStore()
    const { job, created } = await add(store, 'a')
    expect(created).toBe(true)
    expect(job).toEqual({
      ...jobFields('a'),
      owner: null,
      status: 'queued',
      progress: { fraction: 0, message: expect.any(String) },
      attempt: 0,
      startedAt: null,
      finishedAt: null,
      error: null,
    })
    expect(await store.get('a')).toEqual(job)
    expect(await store.get('b')).toBeUndefined()
  })

  test('is claimed once, the one that has waited longest first', async () => {
    const store = openStore()
    for (const id of ['a', 'b', 'c']) await add(store, id)
    const claimed = [await store.claim(NOW), await store.claim(NOW), await store.claim(NOW)]
    expect(claimed.map((claim) => claim?.job.id)).toEqual(['a', 'b', 'c'])
    expect(claimed[0]).toMatchObject({
      frames: 0,
      checkpoint: null,
      job: { status: 'running', attempt: 1, startedAt: NOW },
    })
    expect(await store.claim(NOW)).toBeUndefined()
  })

  test('keeps its result and arrays to the last bit', async () => {
    const store = openStore()
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
    const store = openStore()
    await jobIn(store, 'a', 'running')
    const part = Float64Array.of(1, 2, 3, 4).subarray(1, 3)
    await store.finish('a', 1, { ...SUCCESS, arrays: { part } }, LATER)
    const bytes = await store.resultArray('a', 'part')
    expect(new Float64Array(Uint8Array.from(bytes!).buffer)).toEqual(Float64Array.of(2, 3))
  })

  test('keeps why it failed', async () => {
    const store = openStore()
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
    const store = openStore()
    await jobIn(store, 'a', from)
    const before = [await store.get('a'), await logOf(store, 'a'), await store.result('a')]
    const endings = { succeeded: SUCCESS, failed: FAILURE, cancelled: { status: 'cancelled' } } as const
    for (const target of targets) {
      // A queued job may be cancelled, but by `cancelQueued`: nobody runs it.
      if (from === 'queued' && target === 'cancelled') continue
      const step = target === 'queued' ? store.release('a', 1) : store.finish('a', 1, endings[target], LATER)
      await expect(step).rejects.toThrow(`cannot become ${target}`)
    }
    expect([await store.get('a'), await logOf(store, 'a'), await store.result('a')]).toEqual(before)
  })

  test('is cancelled without a worker only while it is queued', async () => {
    const store = openStore()
    await jobIn(store, 'a', 'queued')
    expect(await store.cancelQueued('a', LATER)).toBe(true)
    expect(await store.get('a')).toMatchObject({ status: 'cancelled', startedAt: null, finishedAt: LATER })
    expect(await store.cancelQueued('a', LATER)).toBe(false)
    expect(await store.cancelQueued('nobody', LATER)).toBe(false)
    await jobIn(store, 'b', 'running')
    expect(await store.cancelQueued('b', LATER)).toBe(false)
    expect(await store.get('b')).toMatchObject({ status: 'running' })
    expect(await store.claim(NOW)).toBeUndefined()
  })

  test('that is not there cannot be written to', async () => {
    const store = openStore()
    await expect(store.appendFrames('a', 1, ['{}'], PROGRESS)).rejects.toThrow('there is no job a')
    await expect(store.finish('a', 1, SUCCESS, NOW)).rejects.toThrow('there is no job a')
    await expect(store.release('a', 1)).rejects.toThrow('there is no job a')
    expect(await logOf(store, 'a')).toEqual([])
  })
})

describe('an idempotency key in the store', () => {
  test('stands for the job that it came with first', async () => {
    const store = openStore()
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
    const store = openStore()
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
    const store = openStore()
    const idempotency = { owner: null, key: 'k', fingerprint: 'f' }
    await store.add(newJob('a'), idempotency, 1)
    expect((await store.add(newJob('b'), idempotency, 1)).created).toBe(false)
    await expect(store.add(newJob('b'), null, 1)).rejects.toThrow(QueueFull)
  })

  test('is free again when its job has been removed', async () => {
    const store = openStore()
    await store.add(newJob('a'), { owner: null, key: 'k', fingerprint: 'f' }, 1000)
    await store.cancelQueued('a', NOW)
    await store.remove('a')
    expect((await store.add(newJob('b'), { owner: null, key: 'k', fingerprint: 'g' }, 1000)).created).toBe(
      true,
    )
  })
})

describe('the queue', () => {
  test('takes so many jobs as may wait, not counting those that run or have ended', async () => {
    const store = openStore()
    await jobIn(store, 'ended', 'succeeded')
    await jobIn(store, 'running', 'running')
    await store.add(newJob('a'), null, 2)
    await store.add(newJob('b'), null, 2)
    await expect(store.add(newJob('c'), null, 2)).rejects.toThrow(QueueFull)
    expect(await store.get('c')).toBeUndefined()
    await store.claim(NOW)
    expect((await store.add(newJob('c'), null, 2)).created).toBe(true)
  })
})

describe('the log of a job', () => {
  test('counts without a gap through all that happens to it', async () => {
    const store = openStore()
    await add(store, 'a')
    await store.claim(NOW)
    await store.appendFrames('a', 1, ['{"k":0}', '{"k":1}'], PROGRESS)
    await store.saveCheckpoint('a', 1, Uint8Array.of(9))
    await store.release('a', 1)
    const claimed = await store.claim(LATER)
    expect(claimed).toMatchObject({ frames: 2, job: { attempt: 2, startedAt: NOW } })
    expect([...claimed!.checkpoint!]).toEqual([9])
    await store.appendFrames('a', 2, ['{"k":2}'], PROGRESS)
    await store.appendFrames('a', 2, [], PROGRESS)
    await store.finish('a', 1, SUCCESS, LATER)
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

  test('of one job knows nothing of another', async () => {
    const store = openStore()
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
    const store = openStore()
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
      const store = openStore()
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
        await store.release('a', 1)
        await store.claim(NOW)
      }
      await store.finish('a', 1, SUCCESS, LATER)
      const whole = await logOf(store, 'a')
      const thinned = await store.readLog('a', 0, 1_000_000, stride)
      const newest = whole.findLast(({ type }) => type === 'frame')!.seq
      expect(thinned).toEqual(
        whole.filter(({ type, seq }) => type !== 'frame' || seq % stride === 0 || seq === newest),
      )
    },
  )
})

describe('jobs that nobody runs any more', () => {
  test('go back into the queue, in their old order and with their checkpoints', async () => {
    const folder = join(root, 'orphans')
    let store = openStore(folder)
    for (const id of ['a', 'b', 'c']) await add(store, id)
    await store.claim(NOW)
    await store.claim(NOW)
    await store.appendFrames('a', 1, ['1', '2'], PROGRESS)
    await store.saveCheckpoint('a', 1, Uint8Array.of(1, 2, 3))
    await jobIn(openStore(), 'other', 'running')
    store = await reopen(store, folder)
    expect(await store.get('a')).toMatchObject({ status: 'running' })
    expect(await store.releaseAll()).toEqual(['a', 'b'])
    expect(await store.releaseAll()).toEqual([])
    for (const id of ['a', 'b', 'c']) expect(await store.get(id)).toMatchObject({ status: 'queued' })
    const claimed = await store.claim(LATER)
    expect(claimed).toMatchObject({ frames: 2, job: { id: 'a', attempt: 2, progress: { fraction: 0.5 } } })
    expect([...claimed!.checkpoint!]).toEqual([1, 2, 3])
    expect((await store.claim(LATER))?.job.id).toBe('b')
    expect(statusesOf(await logOf(store, 'a'))).toEqual(['queued', 'running', 'queued', 'running'])
  })
})

describe('removing a job', () => {
  test('takes its log, result and arrays with it, and nothing else', async () => {
    const folder = join(root, 'removal')
    const store = openStore(folder)
    for (const id of ['a', 'b']) {
      await jobIn(store, id, 'running')
      await store.appendFrames(id, 1, ['1', '2'], PROGRESS)
      await store.finish(id, 1, SUCCESS, LATER)
    }
    expect(await store.remove('a')).toBe(true)
    expect(await store.remove('a')).toBe(false)
    expect(await store.get('a')).toBeUndefined()
    expect(await store.result('a')).toBeUndefined()
    expect(await store.resultArray('a', 'bindingTimes')).toBeUndefined()
    expect(await logOf(store, 'a')).toEqual([])
    expect(await store.result('b')).toBe('{"answer":42}')
    expect((await store.census()).jobs).toMatchObject([{ status: 'succeeded', jobs: 1 }])
    while (await store.tidy());
    await closeStore(store)
    const database = new DatabaseSync(join(folder, 'antagon.sqlite'))
    const left = ['jobs', 'log', 'results', 'arrays'].map(
      (table) => database.prepare(`select count(*) as count from ${table}`).get() as { count: number },
    )
    database.close()
    // Of b: queued, running, two frames, succeeded and end; one result with one array.
    expect(left.map(({ count }) => count)).toEqual([1, 6, 1, 1])
  })

  test.each(['queued', 'running'] as const)('is not done while it is %s', async (status) => {
    const store = openStore()
    await jobIn(store, 'a', status)
    expect(await store.remove('a')).toBe(false)
    expect(await store.get('a')).toMatchObject({ status })
  })
})

describe('the list of jobs in the store', () => {
  test('comes newest first in pages that are not shifted by what is added or removed', async () => {
    const store = openStore()
    for (let n = 0; n < 9; n++) await add(store, `${n}`, n % 3 === 0 ? 'fgsm' : 'gradient-descent')
    const first = await store.list({}, 4, null)
    expect(first.jobs.map(({ id }) => id)).toEqual(['8', '7', '6', '5'])
    await add(store, 'new')
    await store.cancelQueued('5', NOW)
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
    const store = openStore()
    for (const id of ['a', 'b']) await add(store, id)
    expect((await store.list({}, 2, null)).next).toBeNull()
  })
})

describe('a folder', () => {
  test('keeps what was stored when it is closed and opened again', async () => {
    const folder = join(root, 'kept', 'deeper')
    const store = openStore(folder)
    await jobIn(store, 'a', 'succeeded')
    const before = [await store.get('a'), await logOf(store, 'a'), await store.result('a')]
    const again = await reopen(store, folder)
    expect([await again.get('a'), await logOf(again, 'a'), await again.result('a')]).toEqual(before)
    await again.probe()
  })

  test('is not shared by two stores, and free when the first is closed', async () => {
    const folder = join(root, 'shared')
    const first = openStore(folder)
    expect(() => openSqliteStore(folder)).toThrow(StoreUnusable)
    expect(() => openSqliteStore(folder)).toThrow(folder)
    await add(first, 'a')
    const second = await reopen(first, folder)
    expect(await second.get('a')).toMatchObject({ id: 'a' })
  })

  test('of a later version is refused and left as it is', async () => {
    const folder = join(root, 'later')
    await openSqliteStore(folder).close()
    const file = join(folder, 'antagon.sqlite')
    const later = new DatabaseSync(file)
    later.exec('pragma user_version = 99')
    later.close()
    expect(() => openSqliteStore(folder)).toThrow(StoreUnusable)
    expect(() => openSqliteStore(folder)).toThrow('format 99')
    const unchanged = new DatabaseSync(file)
    expect(unchanged.prepare('pragma user_version').get()).toEqual({ user_version: 99 })
    unchanged.close()
  })

  test('whose file is no store is refused', () => {
    const folder = mkdtempSync(join(root, 'text-'))
    writeFileSync(join(folder, 'antagon.sqlite'), 'this is a text, not a database. '.repeat(100))
    expect(() => openSqliteStore(folder)).toThrow(StoreUnusable)
  })

  test('that cannot be made is refused', () => {
    const file = join(root, 'file')
    writeFileSync(file, '')
    expect(() => openSqliteStore(join(file, 'folder'))).toThrow(StoreUnusable)
  })
})
