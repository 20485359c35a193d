import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { JobHub } from '../../src/jobs/hub.ts'
import { isFinal, type Job, type JobStatus } from '../../src/jobs/job.ts'
import type { SplitKind } from '../../src/jobs/kind.ts'
import { kindFor } from '../../src/jobs/kinds.ts'
import { IN_MEMORY } from '../../src/jobs/open-database.ts'
import { openPool, type WorkerPool } from '../../src/jobs/pool.ts'
import { Runner } from '../../src/jobs/runner.ts'
import { openSqliteStore } from '../../src/jobs/sqlite-store.ts'
import type { EmbeddedStore } from '../../src/jobs/store.ts'
import { antagonismSpec, longAntagonismSpec, slowAntagonismSpec } from '../antagonism.ts'
import { SHORT_DESCENT } from '../descents.ts'
import { ANYONES } from '../new-jobs.ts'
import { POOL_OPTIONS } from '../pools.ts'

/** Ten parts or more, a fraction of a second. */
const MEDIUM = slowAntagonismSpec({ bindingTimes: 120, quantities: 100 })
const MEDIUM_PARTS = partsOf(MEDIUM)
const LONG = longAntagonismSpec()

const PATIENCE_MS = 5000

function partsOf(spec: Readonly<Record<string, unknown>>): number {
  return (kindFor('antagonism', spec) as SplitKind).parts(spec)
}

/** Something that was begun on a worker: which job (by its seed), and which part; null for a join or a whole job. */
interface Begun {
  readonly seed: number
  readonly type: 'whole' | 'part' | 'join'
  readonly part: number | null
  /** Of which jobs something ran when it was begun. */
  readonly beside: readonly number[]
  over: boolean
}

/** Pools by their size, of which one runner after the other has the workers: they take longer to load than to work. */
const pools = new Map<number, WorkerPool>()
afterAll(async () => {
  for (const pool of pools.values()) await pool.close()
})

function poolOf(workers: number): WorkerPool {
  const pool = pools.get(workers) ?? openPool({ size: workers, ...POOL_OPTIONS })
  pools.set(workers, pool)
  return pool
}

/** A real pool that keeps a record; the worker that is given the part `deadly` dies of it. */
function recordingPool(workers: number, deadly: number | null) {
  const pool = poolOf(workers)
  const begun: Begun[] = []
  let mostActive = 0
  const run: WorkerPool['run'] = (task, handle, transferred) => {
    const running = pool.run(task, handle, transferred)
    const part = task.work.type === 'part' ? task.work.part : null
    const beside = begun.filter(({ over }) => !over).map(({ seed }) => seed)
    const record: Begun = { seed: task.seed, type: task.work.type, part, beside, over: false }
    begun.push(record)
    mostActive = Math.max(mostActive, beside.length + 1)
    void running.released.then(() => {
      record.over = true
    })
    if (part !== null && part === deadly) running.kill()
    return running
  }
  return { pool: { ...pool, run, close: async () => undefined }, begun, mostActive: () => mostActive }
}

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

function openStore(): EmbeddedStore {
  const store = openSqliteStore(IN_MEMORY)
  closing.push(() => store.close())
  return store
}

/** A runner with real workers on a store. */
async function startRunner(workers: number, store = openStore(), deadly: number | null = null) {
  const hub = new JobHub()
  const { pool, begun, mostActive } = recordingPool(workers, deadly)
  const log = { info: () => undefined, error: () => undefined }
  const runner = new Runner({ store, hub, openPool: () => pool, log })
  await runner.start()
  closing.push(() => runner.stop(0))
  const submit = async (id: string, spec: { readonly kind: string; readonly seed: number }) => {
    const { kind, seed } = spec
    const type = kind === 'antagonism' ? 'simulation' : 'attack'
    await store.add(
      {
        id,
        type,
        kind,
        seed,
        spec: { ...spec },
        createdAt: '2026-01-01T00:00:00.000Z',
        ...ANYONES,
        needs: [],
        makes: null,
      },
      null,
      100,
    )
    runner.wake()
  }
  /** Fulfilled with the job when it is as wished. */
  const until = (id: string, wished: (job: Job) => boolean) =>
    new Promise<Job>((resolve) => {
      const look = async () => {
        const job = await store.get(id)
        if (job === undefined || !wished(job)) return
        unlisten()
        resolve(job)
      }
      const unlisten = hub.listen(id, () => void look())
      void look()
    })
  const ended = (id: string) => until(id, ({ status }) => isFinal(status))
  const reached = (id: string, fraction: number) => until(id, ({ progress }) => progress.fraction >= fraction)
  return { runner, store, begun, mostActive, submit, until, ended, reached }
}

/** All that a client sees of a job in the end, but for the attempt. */
async function outcomeOf(store: EmbeddedStore, id: string) {
  const log = await store.readLog(id, 0, 100_000, 1)
  return {
    status: (await store.get(id))?.status,
    result: await store.result(id),
    foldChange: Buffer.from((await store.resultArray(id, 'foldChange')) ?? []).toString('base64'),
    frames: log.filter(({ type }) => type === 'frame').map(({ body }) => body),
  }
}

describe('a job that is split', () => {
  test('comes to the same frames and result, bit for bit, on one worker and on several', async () => {
    const outcomes = []
    for (const workers of [1, 2, 3]) {
      const { store, submit, ended } = await startRunner(workers)
      await submit('a', MEDIUM)
      await ended('a')
      outcomes.push(await outcomeOf(store, 'a'))
    }
    expect(outcomes[0]).toMatchObject({ status: 'succeeded' })
    expect(outcomes[0]!.frames).toHaveLength(MEDIUM_PARTS)
    expect(outcomes[1]).toEqual(outcomes[0])
    expect(outcomes[2]).toEqual(outcomes[0])
  })

  test('has all workers while it is alone, runs each part once, and has its frames in order', async () => {
    const { store, begun, mostActive, submit, ended } = await startRunner(2)
    await submit('a', MEDIUM)
    expect(await ended('a')).toMatchObject({ status: 'succeeded', progress: { fraction: 1 }, attempt: 1 })
    expect(mostActive()).toBe(2)
    const parts = Array.from({ length: MEDIUM_PARTS }, (_, part) => part)
    expect(begun.map(({ part }) => part)).toEqual([...parts, null])
    expect(begun.at(-1)).toMatchObject({ type: 'join' })
    const { frames } = await outcomeOf(store, 'a')
    const tiles = frames.map((body) => JSON.parse(body) as { from: number; to: number })
    expect(tiles.map(({ from }) => from)).toEqual([0, ...tiles.slice(0, -1).map(({ to }) => to)])
    expect(tiles.at(-1)!.to).toBe(120 * 100)
  })

  test('that is too small to be split is one part', async () => {
    const { begun, submit, ended } = await startRunner(2)
    await submit('a', antagonismSpec({ bindingTimes: 3, quantities: 2 }))
    expect(await ended('a')).toMatchObject({ status: 'succeeded' })
    expect(begun.map(({ type }) => type)).toEqual(['part', 'join'])
  })

  test('fails with the reason of a part that has no meaning, and its other parts are stopped', async () => {
    const { store, begun, submit, ended } = await startRunner(2)
    // What is too long to represent shows only in the last points; a submission would have been refused for it.
    const bindingTime = [...Array.from({ length: 200_000 }, () => 1), 1e300]
    const spec = antagonismSpec({ bindingTimes: 1, quantities: 1 })
    const overflowing = { ...spec, antagonist: { bindingTime, quantity: [1, 2, 3, 4] } }
    expect(partsOf(overflowing)).toBeGreaterThan(2)
    await submit('a', overflowing)
    const job = await ended('a')
    expect(job).toMatchObject({
      status: 'failed',
      error: { code: 'output-overflows', path: '/antagonist', detail: expect.any(String) },
    })
    expect(begun.every(({ over }) => over)).toBe(true)
    expect(begun.some(({ type }) => type === 'join')).toBe(false)
    expect(await store.result('a')).toBeUndefined()
  })

  test('fails when a worker dies, and the next one runs', async () => {
    // The second job has no part of this number.
    const { begun, submit, ended } = await startRunner(2, openStore(), MEDIUM_PARTS)
    await submit('a', LONG)
    expect(await ended('a')).toMatchObject({ status: 'failed', error: { code: 'worker-failed' } })
    expect(begun.every(({ over }) => over)).toBe(true)
    await submit('b', MEDIUM)
    expect(await ended('b')).toMatchObject({ status: 'succeeded' })
  })
})

test('a split job that cannot be begun fails, and the next one runs', async () => {
  const { submit, ended } = await startRunner(2)
  const spec = antagonismSpec({ bindingTimes: 3, quantities: 2 })
  // Never accepted at submission; by another version it might have been.
  const parameters = { N: 2, m: 3, criticalBindingTime: 3 }
  const meaningless = { ...spec, target: { model: 'adaptive-proofreading', parameters } }
  await submit('a', meaningless)
  await submit('b', { kind: 'antagonism', seed: 1 })
  await submit('c', spec)
  expect(await ended('c')).toMatchObject({ status: 'succeeded' })
  expect(await ended('a')).toMatchObject({ status: 'failed', error: { code: 'parameter-out-of-range' } })
  expect(await ended('b')).toMatchObject({ status: 'failed', error: { code: 'worker-failed' } })
})

describe('jobs beside a split one', () => {
  test('get the next worker that becomes free', async () => {
    const { begun, submit, ended, reached, runner } = await startRunner(2)
    await submit('a', LONG)
    await reached('a', 4 / partsOf(LONG))
    const before = begun.length
    await submit('b', { ...SHORT_DESCENT, seed: 2 })
    expect(await ended('b')).toMatchObject({ status: 'succeeded' })
    // Both workers were busy with the first job: the very next thing begun is the second.
    expect(begun[before]).toMatchObject({ seed: 2, type: 'whole' })
    await runner.cancel('a')
  })

  test('that are split too share the workers with it', async () => {
    const { begun, submit, ended, reached, runner } = await startRunner(2)
    await submit('a', LONG)
    await reached('a', 2 / partsOf(LONG))
    await submit('b', longAntagonismSpec(2))
    await reached('b', 10 / partsOf(LONG))
    // Each has one of the two workers from when the second is begun: nothing begins beside a part of its own job.
    const together = begun.slice(begun.findIndex(({ seed }) => seed === 2))
    expect(together.length).toBeGreaterThanOrEqual(10)
    for (const { seed, beside } of together) expect(beside).not.toContain(seed)
    await submit('c', { ...SHORT_DESCENT, seed: 3 })
    await runner.cancel('a')
    expect(await ended('c')).toMatchObject({ status: 'succeeded' })
    await runner.cancel('b')
  })

  test('wait while as many run as there are workers', async () => {
    const { store, submit, reached, runner } = await startRunner(1)
    await submit('a', LONG)
    await reached('a', 2 / partsOf(LONG))
    await submit('b', MEDIUM)
    await reached('a', 4 / partsOf(LONG))
    expect(await store.get('b')).toMatchObject({ status: 'queued' })
    await runner.cancel('a')
  })
})

describe('a split job that is cancelled', () => {
  test('ends within 100 ms on all workers, and nothing of it is stored afterwards', async () => {
    const { store, begun, submit, reached, runner } = await startRunner(2)
    await submit('a', LONG)
    await reached('a', 4 / partsOf(LONG))
    const asked = performance.now()
    await runner.cancel('a')
    expect(performance.now() - asked).toBeLessThan(100)
    expect(begun.every(({ over }) => over)).toBe(true)
    expect(await store.get('a')).toMatchObject({ status: 'cancelled', error: null })
    const log = await store.readLog('a', 0, 100_000, 1)
    expect(log.at(-1)).toMatchObject({ type: 'end' })
    await expect(store.partValue('a', 0)).rejects.toThrow('not done')
    const parts = begun.length
    await submit('b', MEDIUM)
    await reached('b', 1)
    expect(begun.slice(parts).every(({ seed }) => seed === MEDIUM.seed)).toBe(true)
    expect(await store.readLog('a', 0, 100_000, 1)).toEqual(log)
  })

  test('twice at once ends once', async () => {
    const { store, submit, reached, runner } = await startRunner(2)
    await submit('a', LONG)
    await reached('a', 1 / partsOf(LONG))
    await Promise.all([runner.cancel('a'), runner.cancel('a')])
    const statuses = (await store.readLog('a', 0, 100_000, 1)).filter(({ type }) => type === 'end')
    expect(statuses).toHaveLength(1)
  })
})

describe('a split job that is paused', () => {
  test('goes on with the parts that are left, and comes to the same', async () => {
    const undisturbed = await startRunner(2)
    await undisturbed.submit('a', MEDIUM)
    await undisturbed.ended('a')

    const store = openStore()
    const begun: Begun[][] = []
    const stops: JobStatus[] = []
    for (const fraction of [0.2, 0.4, 0.6, 1]) {
      const run = await startRunner(2, store)
      if (fraction === 0.2) await run.submit('a', MEDIUM)
      if (fraction === 1) await run.ended('a')
      else await run.reached('a', fraction)
      await run.runner.stop(PATIENCE_MS)
      stops.push((await store.get('a'))!.status)
      begun.push(run.begun)
    }
    expect(stops).toEqual(['queued', 'queued', 'queued', 'succeeded'])
    expect(await outcomeOf(store, 'a')).toEqual(await outcomeOf(undisturbed.store, 'a'))
    // At each stop no more than the two parts that were running are lost.
    const parts = begun.flat().filter(({ type }) => type === 'part')
    expect(new Set(parts.map(({ part }) => part)).size).toBe(MEDIUM_PARTS)
    expect(parts.length).toBeLessThanOrEqual(MEDIUM_PARTS + 3 * 2)
  })

  test('stops at once, without waiting for the patience to end', async () => {
    const { store, submit, reached, runner } = await startRunner(2)
    await submit('a', LONG)
    await reached('a', 2 / partsOf(LONG))
    const asked = performance.now()
    await runner.stop(PATIENCE_MS)
    expect(performance.now() - asked).toBeLessThan(PATIENCE_MS / 2)
    expect(await store.get('a')).toMatchObject({ status: 'queued' })
  })
})
