import { deserialize, serialize } from 'node:v8'
import { Redis } from 'ioredis'
import { expect, test } from 'vitest'
import type { DescentCheckpoint } from '../../src/core/attacks/gradient-descent.ts'
import { storeKeys } from '../../src/jobs/redis/keys.ts'
import { WATCHED_DESCENT } from '../descents.ts'
import { submit } from '../restart/jobs.ts'
import { framesOf, iterationsOf, range, seqsCovered } from '../socket-client.ts'
import { type Cluster, runnerOf, startCluster } from './cluster.ts'
import { describeOnHosts } from './network.ts'

/** No worker comes so far in the time that a test has: whoever is there was told so by a checkpoint. */
const FAR = 50_000_000

interface Saved {
  readonly frames: number
  readonly state: DescentCheckpoint
}

/** The checkpoints in a cluster's store, as Redis has them. */
function checkpoints({ redis, prefix }: Cluster) {
  const client = new Redis(redis.url)
  const key = (job: string) => `${storeKeys(prefix).base}:work:${job}`
  return {
    async get(job: string): Promise<Saved | undefined> {
      const bytes = await client.hgetBuffer(key(job), 'checkpoint')
      return bytes === null ? undefined : (deserialize(bytes) as Saved)
    },
    async set(job: string, saved: Saved): Promise<void> {
      await client.hset(key(job), 'checkpoint', serialize(saved))
    },
    close: () => client.disconnect(),
  }
}

describeOnHosts('a worker that is killed', () => {
  test('loses a long descent to another, which goes on from its checkpoint', async () => {
    const cluster = await startCluster({ runners: 2 })
    const [one, other] = cluster.takers
    const job = await submit(one, WATCHED_DESCENT)
    const client = other.open(job.links.stream)
    const lost = await runnerOf(cluster.runners, job.id)
    const saved = checkpoints(cluster)
    let frames = 0
    while ((await saved.get(job.id)) === undefined) {
      frames = framesOf(client.messages).length
      await client.until('another frame', (messages) => framesOf(messages).length > frames)
    }
    const killed = performance.now()
    await lost.process.kill('SIGKILL')
    // Before anybody has noticed.
    const checkpoint = (await saved.get(job.id))!
    expect(checkpoint.state.iteration).toBeGreaterThan(0)
    await saved.set(job.id, { ...checkpoint, state: { ...checkpoint.state, iteration: FAR } })
    saved.close()

    const later = () => framesOf(client.messages).filter(({ attempt }) => attempt > 1)
    await client.until('a frame of the second attempt', () => later().length > 0)
    console.log(`a killed worker’s job went on after ${((performance.now() - killed) / 1000).toFixed(1)} s`)
    const left = cluster.runners.filter((runner) => runner !== lost)
    await expect(runnerOf(left, job.id)).resolves.toBeDefined()
    expect(later()[0]!.attempt).toBe(2)
    expect(iterationsOf(later())[0]).toBeGreaterThanOrEqual(FAR)
    expect(seqsCovered(client.messages)).toEqual(range(1, client.messages.length))
    expect((await one.request(job.links.self, { method: 'DELETE' })).status).toBe(200)
  })
})
