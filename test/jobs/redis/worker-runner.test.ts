import { Queue } from 'bullmq'
import { expect, onTestFinished, test } from 'vitest'
import { queuePrefix, WORK_QUEUE, type WorkItem } from '../../../src/jobs/redis/work-queue.ts'
import { slowAntagonismSpec } from '../../antagonism.ts'
import { descentSpec, SHORT_DESCENT } from '../../descents.ts'
import { newJob } from '../../new-jobs.ts'
import { describeWithRedis, startRedis } from '../../redis.ts'
import { outcomeOf } from '../job-outcome.ts'
import { recordingPool } from '../recording-pool.ts'
import { sharedHome } from '../runners.ts'
import { INSTANT_POOL } from '../scripted-pool.ts'
import { forwardTo } from './forward.ts'
import { openShared, plainClient, type Shared } from './open-shared.ts'

/** The queue as a process of another version would deal to it. */
function queueOf({ url, prefix }: Shared): Queue<WorkItem> {
  const queue = new Queue<WorkItem>(WORK_QUEUE, {
    connection: plainClient(url),
    prefix: queuePrefix(prefix),
  })
  onTestFinished(() => queue.close())
  return queue
}

describeWithRedis('a job of a kind that only a later version knows', () => {
  test('is left undealt, and put off by a worker for one that knows it, while others go past it', async () => {
    const shared = await openShared()
    const { store, add, start, ended } = sharedHome(shared)
    await add(newJob('later', { kind: 'of-tomorrow', spec: {} }))
    await start(INSTANT_POOL)
    await add(newJob('a', { kind: 'gradient-descent', spec: SHORT_DESCENT }))
    expect(await ended('a')).toMatchObject({ status: 'succeeded' })
    expect((await store.undealt(10)).map(({ id }) => id)).toEqual(['later'])

    const queue = queueOf(shared)
    const item = await queue.add('whole', { job: 'later', work: 'whole' }, { jobId: 'later', priority: 1 })
    const timesTaken = async () => (await queue.getJob('later'))?.attemptsStarted
    await expect.poll(timesTaken).toBeGreaterThan(1)
    await expect.poll(() => item.isDelayed()).toBe(true)
    expect(await queue.getJob('later')).toMatchObject({ attemptsMade: 0, priority: 1 })
    await add(newJob('b', { kind: 'gradient-descent', spec: SHORT_DESCENT }))
    expect(await ended('b')).toMatchObject({ status: 'succeeded' })
    expect(await store.get('later')).toMatchObject({ status: 'queued', attempt: 0 })
  })
})

/** A descent and a grid of some seconds each. */
const JOBS = [
  newJob('whole', {
    kind: 'gradient-descent',
    spec: descentSpec(1000, { maxIterations: 200_000, stepSize: 1e-9, binWidth: 0.001, frameEvery: 2000 }),
  }),
  newJob('split', {
    type: 'simulation',
    kind: 'antagonism',
    spec: slowAntagonismSpec({ bindingTimes: 400, quantities: 400 }),
    seed: 2,
  }),
]

/** A durable Redis, and a way to end it and to have it again, as those who use it know it: by one address. */
interface BreakableRedis {
  readonly url: string
  end(): Promise<void>
  again(): Promise<void>
}

async function restarting(): Promise<BreakableRedis> {
  const redis = await startRedis({ durable: true })
  return { url: redis.url, end: () => redis.kill(), again: () => redis.restart() }
}

/** Behind an address that leads to the primary; the replica is made one when the first is dead. */
async function failingOver(): Promise<BreakableRedis> {
  const primary = await startRedis({ durable: true })
  const port = new URL(primary.url).port
  const replica = await startRedis({ durable: true, settings: ['--replicaof', '127.0.0.1', port] })
  const follower = plainClient(replica.url)
  await expect.poll(() => follower.info('replication')).toContain('master_link_status:up')
  const address = await forwardTo(primary.url)
  return {
    url: address.url,
    end: () => primary.kill(),
    async again() {
      await follower.replicaof('NO', 'ONE')
      address.leadTo(replica.url)
    },
  }
}

describeWithRedis('a Redis that in the middle of jobs', () => {
  test.each([
    ['is killed and started again', restarting],
    ['is killed and fails over to its replica', failingOver],
  ])('%s is waited for, and they come to the same, with no frame twice', async (_, open) => {
    const ids = JOBS.map(({ id }) => id)
    const undisturbed = sharedHome(await openShared())
    const first = await undisturbed.start(recordingPool(2).pool)
    for (const job of JOBS) await undisturbed.add(job)
    for (const id of ids) await undisturbed.ended(id)
    await first.stop(0)

    const redis = await open()
    const { store, add, start, reached } = sharedHome(await openShared(redis.url))
    const { told } = await start(recordingPool(2).pool)
    for (const job of JOBS) await add(job)
    for (const id of ids) await reached(id, 0.05)
    await redis.end()
    const waits = 'the store takes nothing now; the job waits'
    await expect.poll(() => told).toContainEqual(expect.objectContaining({ message: waits }))
    await redis.again()
    for (const id of ids) {
      const status = () => store.get(id).then((job) => job?.status, String)
      await expect.poll(status, { timeout: 50_000 }).toBe('succeeded')
      expect(await outcomeOf(store, id, ['foldChange'])).toEqual(
        await outcomeOf(undisturbed.store, id, ['foldChange']),
      )
    }
  })
})
