import { expect, test } from 'vitest'
import type { WorkerPool } from '../../src/jobs/pool.ts'
import { StoreFull } from '../../src/jobs/store.ts'
import { WorkerControl, type WorkerMessage } from '../../src/jobs/worker-protocol.ts'
import { SHORT_DESCENT } from '../descents.ts'
import { newJob } from '../new-jobs.ts'
import { describeRunners, failing } from './runners.ts'

const PROGRESS = { fraction: 1, message: 'done' }
const JOB = newJob('a', { kind: 'gradient-descent', spec: SHORT_DESCENT })

/** A pool whose jobs send one frame and succeed. */
const SMALL_POOL: WorkerPool = {
  size: 1,
  run(_, handle) {
    const killed = Promise.withResolvers<never>()
    const over = new AbortController()
    const frame = { type: 'frames', bodies: ['{}'], progress: PROGRESS } satisfies WorkerMessage
    const work = async () => {
      await handle(frame, over.signal)
      return { type: 'done', messages: 1, result: '{}', arrays: {}, message: 'done' } as const
    }
    const outcome = Promise.race([work(), killed.promise])
    const nothing = () => undefined
    return {
      outcome,
      released: outcome.then(nothing, nothing),
      control: new WorkerControl(WorkerControl.create()),
      kill() {
        over.abort()
        killed.reject(new Error('killed'))
      },
    }
  },
  close: () => Promise.resolve(),
}

describeRunners('while the store has no room', ({ open }) => {
  test('frames and ends wait, and are stored, once each, as soon as there is some', async () => {
    for (const method of ['appendFrames', 'finish'] as const) {
      const { store, add, start, ended } = await open()
      await add(JOB)
      const { told, stop } = await start(SMALL_POOL, failing([method], { left: 2 }, new StoreFull('full')))
      expect(await ended('a')).toMatchObject({ status: 'succeeded', attempt: 1 })
      const frames = (await store.readLog('a', 0, 100, 1)).filter(({ type }) => type === 'frame')
      expect(frames).toHaveLength(1)
      // Once, not at each try.
      const messages = told.map(({ message }) => message)
      expect(messages.filter((message) => message.includes('the job waits'))).toHaveLength(1)
      expect(messages).toContain('the store takes what it is given again; the job goes on')
      await stop(0)
    }
  })

  test('a runner that stops does not wait, and leaves the job to be taken up again', async () => {
    const failures = { left: Number.POSITIVE_INFINITY }
    const { store, add, start, ended } = await open()
    await add(JOB)
    const change = failing(['appendFrames', 'finish', 'release'], failures, new StoreFull('full'))
    const { told, stop } = await start(SMALL_POOL, change)
    const waits = expect.objectContaining({ message: 'the store takes nothing now; the job waits' })
    await expect.poll(() => told).toContainEqual(waits)
    await stop(0)
    expect(await store.get('a')).toMatchObject({ status: 'running' })
    await start(SMALL_POOL)
    expect(await ended('a')).toMatchObject({ status: 'succeeded', attempt: 2 })
    const frames = (await store.readLog('a', 0, 100, 1)).filter(({ type }) => type === 'frame')
    expect(frames).toHaveLength(1)
  })
})

describeRunners('a result that can never be stored', ({ open }) => {
  test('fails its job instead of leaving it to run for ever', async () => {
    const { add, start, ended } = await open()
    await add(JOB)
    await start(SMALL_POOL, failing(['finish'], { left: 1 }, new Error('string or blob too big')))
    expect(await ended('a')).toMatchObject({ status: 'failed', error: { code: 'result-not-stored' } })
  })
})
