import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ServiceMetrics } from '../../src/api/metrics/service-metrics.ts'
import { OpenStreams } from '../../src/api/open-streams.ts'
import { UNRECORDED } from '../../src/api/tracing/tracing.ts'
import { buildApp } from '../../src/app.ts'
import { Housekeeper } from '../../src/jobs/housekeeper.ts'
import { JobHub } from '../../src/jobs/hub.ts'
import { isFinal, type Job } from '../../src/jobs/job.ts'
import { IN_MEMORY } from '../../src/jobs/open-database.ts'
import { openPool } from '../../src/jobs/pool.ts'
import { KEEP_ALL } from '../../src/jobs/retention.ts'
import { Runner } from '../../src/jobs/runner.ts'
import { openSqliteStore } from '../../src/jobs/sqlite-store.ts'
import { descentSpec } from '../descents.ts'
import { ANYONES } from '../new-jobs.ts'
import { silentLogger, TEST_CONFIG } from '../service.ts'

const PATIENCE_MS = 10_000
const HEAP_MIB = 96

/** Some seconds of work, which must come to the same result whatever becomes of other workers. */
const HEALTHY = descentSpec(1000, { maxIterations: 20_000, stepSize: 1e-9, frameEvery: 500 })

/** A service with two workers that obey a job's `fault`; jobs go past the API, which would refuse it. */
async function startFaultyService() {
  const store = openSqliteStore(IN_MEMORY)
  const hub = new JobHub()
  const logged: unknown[] = []
  const log = {
    info: () => undefined,
    error: (fields: { err?: unknown }) => void logged.push(fields.err),
  }
  const file = new URL('./faulty-worker.ts', import.meta.url)
  const workers = () => openPool({ size: 2, patience: PATIENCE_MS, heap: HEAP_MIB, log, file })
  const runner = new Runner({ store, hub, openPool: workers, log })
  const watched = { metrics: new ServiceMetrics(), tracing: UNRECORDED }
  const housekeeper = new Housekeeper({ store, retention: KEEP_ALL, log: silentLogger() })
  const rest = {
    housekeeper,
    embedded: store,
    streams: new OpenStreams(),
    keys: null,
    pingInterval: 1000,
    readyMade: [],
    ...watched,
  }
  const app = await buildApp({ config: TEST_CONFIG, store, hub, runner, ...rest }, silentLogger())
  await runner.start()
  let count = 0
  const submit = async (fault?: string): Promise<string> => {
    const spec = { ...HEALTHY, ...(fault !== undefined && { fault }) }
    const id = `job-${count++}`
    const job = { id, type: 'attack', kind: spec.kind, seed: 7, spec } as const
    const createdAt = new Date().toISOString()
    await store.add({ ...job, createdAt, ...ANYONES, needs: [], makes: null }, null, 100)
    runner.wake()
    return id
  }
  const ended = async (id: string): Promise<Job> => {
    for (;;) {
      const { promise: news, resolve } = Promise.withResolvers<void>()
      const unlisten = hub.listen(id, () => resolve())
      const job = (await store.get(id))!
      if (isFinal(job.status)) {
        unlisten()
        return job
      }
      await news
      unlisten()
    }
  }
  const close = async () => {
    await app.close()
    await store.close()
  }
  return { app, store, submit, ended, logged, close }
}

describe('a worker that', () => {
  let service: Awaited<ReturnType<typeof startFaultyService>>
  let result: string | undefined
  beforeAll(async () => {
    service = await startFaultyService()
    const alone = await service.submit()
    expect(await service.ended(alone)).toMatchObject({ status: 'succeeded' })
    result = await service.store.result(alone)
  })
  afterAll(() => service.close())

  /** That a faulty job fails, another one beside it and one after it do not, and the service answers all the while. */
  async function expectToFailAlone(fault: string, error: object): Promise<void> {
    const faulty = await service.submit(fault)
    const beside = await service.submit()
    let over = false
    const answers = (async () => {
      for (let seen = 0; !over || seen === 0; seen++) {
        expect((await service.app.inject('/healthz')).statusCode).toBe(200)
        await nextTurn()
      }
    })()
    expect(await service.ended(faulty)).toMatchObject({ status: 'failed', error })
    expect(await service.ended(beside)).toMatchObject({ status: 'succeeded', attempt: 1 })
    // Two at once, so that one of them has the thread that has come in place of the dead one.
    const next = [await service.submit(), await service.submit()]
    for (const id of [beside, ...next]) {
      expect(await service.ended(id)).toMatchObject({ status: 'succeeded' })
      expect(await service.store.result(id)).toBe(result)
    }
    over = true
    await answers
    const answer = await service.app.inject(`/v1/jobs/${faulty}`)
    expect(answer.body).not.toContain('secret')
    expect(answer.json()).toMatchObject({ error: { status: 500 } })
  }

  const FAILED = { code: 'worker-failed', detail: expect.not.stringContaining('secret') }

  test('hangs fails its own job alone, which says for how long nothing was heard of it', () =>
    expectToFailAlone('hangs', { code: 'worker-hung', detail: expect.stringContaining('10 s') }))

  test('fills its heap fails its own job alone, which says how much there was', () =>
    expectToFailAlone('fills the heap', { code: 'out-of-memory', detail: expect.stringContaining('96 MiB') }))

  test('asks for an array that no machine has fails its own job alone', () =>
    expectToFailAlone('asks for an array that no machine has', { code: 'out-of-memory' }))

  test.each(['throws', 'exits', 'rejects without anyone who listens', 'throws in a callback'])(
    '%s fails its own job alone, and says nothing of its insides',
    (fault) => expectToFailAlone(fault, FAILED),
  )

  test('throws leaves its stack in the log', () => {
    const stacks = service.logged.map((error) => (error as Error).stack)
    expect(stacks).toContainEqual(expect.stringMatching(/secret: a fault[\s\S]*faulty-worker/))
  })

  test('ends well and throws when it has nothing to do harms nobody', async () => {
    const late = await service.submit('ends well and throws afterwards')
    expect(await service.ended(late)).toMatchObject({ status: 'succeeded' })
    const next = [await service.submit(), await service.submit()]
    for (const id of next) expect(await service.ended(id)).toMatchObject({ status: 'succeeded' })
    expect((await service.app.inject('/healthz')).statusCode).toBe(200)
  })
})
