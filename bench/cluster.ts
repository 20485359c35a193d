import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Redis } from 'ioredis'
import { queuePrefix, WORK_QUEUE } from '../src/jobs/redis/work-queue.ts'
import { manyFrames, queueJob, shortJobs, splitGrid } from './cluster-load.ts'
import { endAll, hasRedis, startProcess, startRedis } from './processes.ts'
import { redisFigures, since } from './redis-figures.ts'
import { median, report } from './statistics.ts'

const ROUNDS = 5
const JOBS = 1000
const IDLE_SECONDS = 10

/** Where jobs are kept and how many processes of one thread run them. */
const PLACES = ['embedded', 'Redis, 1 worker', 'Redis, 2 workers'] as const
type Place = (typeof PLACES)[number]
type Services = Readonly<Record<Place, string>>

/**
 * Short jobs, frames and a split grid on the embedded back end and on Redis with one worker process and with two, in
 * turn; and what a job and a frame cost Redis and the process that answers. Skipped, aloud, where there is no Redis.
 */
export async function benchCluster(): Promise<void> {
  if (!hasRedis()) {
    process.stderr.write(
      'SKIPPED: cluster, for there is no redis-server; apt-get install redis-server brings one\n',
    )
    return
  }
  const folder = mkdtempSync(join(tmpdir(), 'antagon-bench-'))
  try {
    const redis = await startRedis(folder)
    const services = {
      embedded: await startApi({ ANTAGON_DATA: join(folder, 'data') }),
      'Redis, 1 worker': await startCluster(redis.url, 'one', 1),
      'Redis, 2 workers': await startCluster(redis.url, 'two', 2),
    }
    for (const place of PLACES) await warmUp(services[place])
    await compare('short jobs a second', services, async (url) => JOBS / (await shortJobs(url, JOBS)))
    await compare('frames a second', services, async (url) => {
      const { frames, seconds } = await manyFrames(url)
      return frames / seconds
    })
    await compare('split grids a minute', services, async (url) => 60 / (await splitGrid(url)))
    // Meanwhile Redis gives back the memory of what went through its connections.
    await benchIdle(redis.client)
    await benchCosts(redis.client, services['Redis, 2 workers'])
    await benchWaiting(redis.client, await startCluster(redis.url, 'none', 0))
    redis.client.disconnect()
  } finally {
    await endAll()
    rmSync(folder, { recursive: true })
  }
}

async function startApi(settings: Readonly<Record<string, string>>): Promise<string> {
  const common = {
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: 'info',
    ANTAGON_WORKERS: '1',
    ANTAGON_MAX_QUEUED: '100000',
  }
  return (await startProcess('server.ts', { ...common, ...settings }, /listening on (http:\/\/[^"\s]+)/))[1]!
}

/** Starts an API process and so many workers of one thread, which share a store of this name. */
async function startCluster(url: string, prefix: string, workers: number): Promise<string> {
  const settings = { ANTAGON_REDIS_URL: url, ANTAGON_REDIS_PREFIX: prefix }
  const worker = { ...settings, HOST: '127.0.0.1', ANTAGON_WORKERS: '1' }
  for (let i = 0; i < workers; i++) await startProcess('worker-main.ts', worker, /running jobs/)
  return startApi(settings)
}

/** Until the code that matters is compiled, on every worker. */
async function warmUp(url: string): Promise<void> {
  await shortJobs(url, JOBS / 2)
  await manyFrames(url)
  await splitGrid(url)
}

/** Measures each place in turn, so that a drift of the machine's speed falls on all alike. */
async function compare(what: string, services: Services, measure: (url: string) => Promise<number>) {
  const rounds: Record<Place, number>[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const rates: Partial<Record<Place, number>> = {}
    const order = round % 2 === 0 ? PLACES : PLACES.toReversed()
    for (const place of order) rates[place] = await measure(services[place])
    rounds.push(rates as Record<Place, number>)
  }
  const ratio = (place: Place, other: Place) => median(rounds.map((rates) => rates[place] / rates[other]))
  report(what, {
    ...Object.fromEntries(PLACES.map((place) => [place, median(rounds.map((rates) => rates[place]))])),
    'Redis/embedded': ratio('Redis, 1 worker', 'embedded'),
    'two/one': ratio('Redis, 2 workers', 'Redis, 1 worker'),
  })
}

/** What a job and a frame cost Redis, the process that answers, and the network between. */
async function benchCosts(client: Redis, url: string): Promise<void> {
  const cost = async (what: string, work: () => Promise<number>) => {
    const [before, apiBefore] = [await redisFigures(client), await apiSeconds(url)]
    const count = await work()
    const [figures, api] = [since(before, await redisFigures(client)), await apiSeconds(url)]
    report(`each ${what}`, {
      'µs of Redis’ thread': (1e6 * figures.cpuSeconds) / count,
      'µs of the API process': (1e6 * (api - apiBefore)) / count,
      'trips that are scripts': figures.scripts / count,
      'commands, with those in scripts': figures.commands / count,
      'bytes to Redis': figures.bytesIn / count,
      'bytes from Redis': figures.bytesOut / count,
      'bytes kept': figures.dataBytes / count,
    })
  }
  await cost('short job', async () => {
    await shortJobs(url, JOBS)
    return JOBS
  })
  await cost('frame', async () => (await manyFrames(url)).frames)
}

/** What all processes ask of Redis while there is nothing to do. */
async function benchIdle(client: Redis): Promise<void> {
  const before = await redisFigures(client)
  await pause(1000 * IDLE_SECONDS)
  const { commands, cpuSeconds } = since(before, await redisFigures(client))
  report('idle, 2 APIs and 3 workers', {
    'commands a second': commands / IDLE_SECONDS,
    '% of Redis’ thread': (100 * cpuSeconds) / IDLE_SECONDS,
  })
}

/** What jobs take that wait for a worker. */
async function benchWaiting(client: Redis, url: string): Promise<void> {
  const dealt = () => client.zcard(`${queuePrefix('none')}:${WORK_QUEUE}:prioritized`)
  await queueJob(url)
  const before = await redisFigures(client)
  for (let i = 0; i < JOBS; i++) await queueJob(url)
  while ((await dealt()) <= JOBS) await pause(100)
  const { dataBytes } = since(before, await redisFigures(client))
  report('each waiting job', { 'bytes kept': dataBytes / JOBS })
}

/** Processor time that an API process has taken. */
async function apiSeconds(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  return Number(/^process_cpu_seconds_total (\S+)/m.exec(text)?.[1])
}
