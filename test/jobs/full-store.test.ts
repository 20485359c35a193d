import { expect, test } from 'vitest'
import { JobHub } from '../../src/jobs/hub.ts'
import { isFinal, type Job } from '../../src/jobs/job.ts'
import type { WorkerPool } from '../../src/jobs/pool.ts'
import { Runner } from '../../src/jobs/runner.ts'
import { type EmbeddedStore, StoreFull } from '../../src/jobs/store.ts'
import { WorkerControl, type WorkerMessage } from '../../src/jobs/worker-protocol.ts'
import { SHORT_DESCENT } from '../descents.ts'
import { ANYONES } from '../new-jobs.ts'
import { openStore } from '../stores.ts'

const PROGRESS = { fraction: 1, message: 'done' }

/** A pool whose jobs send one frame and succeed, or, where `answers` says no, never do either. */
function smallPool(answers = true): WorkerPool {
  return {
    size: 1,
    run(_, handle) {
      const stop = Promise.withResolvers<never>()
      stop.promise.catch(() => undefined)
      const frame = { type: 'frames', bodies: ['{}'], progress: PROGRESS } satisfies WorkerMessage
      const work = async () => {
        if (!answers) return stop.promise
        await handle(frame, new AbortController().signal)
        return { type: 'done', messages: 1, result: '{}', arrays: {}, message: 'done' } as const
      }
      return {
        outcome: work(),
        released: Promise.resolve(),
        control: new WorkerControl(WorkerControl.create()),
        kill: () => stop.reject(new Error('killed')),
      }
    },
    close: () => Promise.resolve(),
  }
}

/** A runner on a store of which some methods fail so often, or for as long as `failures` says. */
async function startRunner(
  failing: readonly (keyof EmbeddedStore)[],
  failures: { left: number },
  pool = smallPool(),
  error: unknown = new StoreFull('full'),
) {
  const inner = openStore()
  const store = new Proxy(inner, {
    get(target, name: keyof EmbeddedStore) {
      const method = target[name].bind(target) as (...args: unknown[]) => Promise<unknown>
      if (!failing.includes(name)) return method
      return async (...args: unknown[]) => {
        if (failures.left-- > 0) throw error
        return method(...args)
      }
    },
  })
  const hub = new JobHub()
  const told: string[] = []
  const tell = (_: object, message: string) => void told.push(message)
  const runner = new Runner({ store, hub, openPool: () => pool, log: { info: tell, error: tell } })
  const createdAt = '2026-01-01T00:00:00.000Z'
  const job = { id: 'a', type: 'attack', kind: 'gradient-descent', seed: 1, spec: SHORT_DESCENT } as const
  await inner.add({ ...job, createdAt, ...ANYONES, needs: [], makes: null }, null, 10)
  const is = (wished: (job: Job) => boolean) =>
    new Promise<Job>((resolve) => {
      const look = async () => {
        const now = (await inner.get('a'))!
        if (wished(now)) resolve(now)
      }
      hub.listen('a', () => void look())
      void look()
    })
  await runner.start()
  return { runner, store: inner, told, is }
}

const over = ({ status }: Job) => isFinal(status)

test('frames and ends that find no room are stored, once each, as soon as there is some', async () => {
  for (const failing of ['appendFrames', 'finish'] as const) {
    const { runner, store, told, is } = await startRunner([failing], { left: 2 })
    expect(await is(over)).toMatchObject({ status: 'succeeded', attempt: 1 })
    const frames = (await store.readLog('a', 0, 100, 1)).filter(({ type }) => type === 'frame')
    expect(frames).toHaveLength(1)
    // Once, not at each try.
    expect(told.filter((message) => message.includes('the job waits'))).toHaveLength(1)
    expect(told).toContain('the store takes what it is given again; the job goes on')
    await runner.stop(0)
  }
})

test('whoever cancels while there is no room is told so, and the job is cancelled once there is', async () => {
  const failures = { left: 0 }
  const { runner, is } = await startRunner(['finish'], failures, smallPool(false))
  await is(({ status }) => status === 'running')
  failures.left = 3
  await expect(runner.cancel('a')).rejects.toThrow(StoreFull)
  expect(await is(over)).toMatchObject({ status: 'cancelled' })
  await runner.stop(0)
})

test('a service that stops while there is no room does not wait, and leaves the job to be taken up again', async () => {
  const { runner, store, told } = await startRunner(['appendFrames', 'finish', 'release'], {
    left: Number.POSITIVE_INFINITY,
  })
  await expect.poll(() => told).toContain('the store takes nothing now; the job waits')
  await runner.stop(0)
  expect(await store.get('a')).toMatchObject({ status: 'running' })
  expect(await store.releaseAll()).toEqual(['a'])
})

test('a result that can never be stored fails its job instead of leaving it to run for ever', async () => {
  const failures = { left: 1 }
  const { runner, is } = await startRunner(
    ['finish'],
    failures,
    smallPool(),
    new Error('string or blob too big'),
  )
  expect(await is(over)).toMatchObject({ status: 'failed', error: { code: 'result-not-stored' } })
  await runner.stop(0)
})
