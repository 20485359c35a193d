import { Redis } from 'ioredis'
import { expect, test } from 'vitest'
import { startServiceProcess, startWorkerProcess } from '../process.ts'
import { describeWithRedis, startRedis } from '../redis.ts'
import { SHORT } from '../short.ts'
import { report } from './process-figures.ts'
import { median, receiveVisitors } from './visitors.ts'

const MINUTES = Number(process.env.SOAK_MINUTES ?? (SHORT ? 0.25 : 20))
const SAMPLES = 12

/** So many jobs are kept, with their frames and results; nobody deletes any. */
const KEPT = 30

describeWithRedis('a service on Redis', () => {
  test(`keeps no more in Redis after ${MINUTES} minutes of visitors than retention leaves`, async () => {
    const { url } = await startRedis({ durable: true })
    const settings = { ANTAGON_REDIS_URL: url, ANTAGON_RETENTION_JOBS: String(KEPT) }
    const service = await startServiceProcess(settings)
    await startWorkerProcess({ ...settings, ANTAGON_WORKERS: '2' })
    const redis = new Redis(url)
    const samples: { memory: number; keys: number }[] = []
    let visits = 0
    for (let sample = 0; sample < SAMPLES; sample++) {
      visits += await receiveVisitors(service, performance.now() + (MINUTES * 60_000) / SAMPLES, false)
      const memory = Number(/^used_memory:(\d+)/m.exec(await redis.info('memory'))?.[1]) / 2 ** 20
      samples.push({ memory, keys: await redis.dbsize() })
    }
    redis.disconnect()
    const [early, late] = [samples.slice(SAMPLES / 4, SAMPLES / 2), samples.slice(-SAMPLES / 4)]
    const of = (part: typeof samples, what: keyof (typeof samples)[number]) =>
      median(part.map((sample) => sample[what]))
    report(`${MINUTES} minutes of visitors on Redis, ${KEPT} jobs kept`, {
      visits,
      'MiB early': of(early, 'memory'),
      'MiB late': of(late, 'memory'),
      'keys early': of(early, 'keys'),
      'keys late': of(late, 'keys'),
    })
    expect(visits).toBeGreaterThan(KEPT)
    expect(of(late, 'memory')).toBeLessThan(1.2 * of(early, 'memory') + 2)
    expect(of(late, 'keys')).toBeLessThan(1.2 * of(early, 'keys') + 50)
  })
})
