import { createKey } from '../../src/api/key-file.ts'
import {
  type ServiceProcess,
  startServiceProcess,
  startWorkerProcess,
  temporaryFolder,
  type WorkerProcess,
} from '../process.ts'
import { freshPrefix, type RedisServer, startRedis } from '../redis.ts'
import { openSocket, range, type SocketClient } from '../socket-client.ts'
import { type Host, openNetwork } from './network.ts'

/** A process that takes jobs, whom the tests ask with a key. */
export interface Taker extends ServiceProcess {
  readonly host: Host
  /** Opens a WebSocket at a path. */
  open(path: string): SocketClient
}

/** A process that runs jobs, one at a time. */
export interface Runner {
  readonly host: Host
  readonly process: WorkerProcess
}

/** A Redis, processes that take jobs and processes that run them, each on a host of its own. */
export interface Cluster {
  readonly redis: RedisServer
  readonly redisHost: Host
  readonly prefix: string
  readonly takers: readonly [Taker, Taker]
  /** Those that were started; a further one has a host of its own too. */
  readonly runners: readonly Runner[]
  startRunner(): Promise<Runner>
}

/** Starts them all, with two that take jobs; they end with the test file. */
export async function startCluster({
  runners = 3,
  settings = {} as Readonly<Record<string, string>>,
} = {}): Promise<Cluster> {
  const network = openNetwork()
  const redisHost = network.host('redis')
  const redis = await startRedis({
    durable: true,
    address: redisHost.address,
    within: redisHost.within,
    settings: ['--protected-mode', 'no'],
  })
  const prefix = freshPrefix()
  const shared = {
    ANTAGON_REDIS_URL: redis.url,
    ANTAGON_REDIS_PREFIX: prefix,
    ANTAGON_BLOBS: temporaryFolder(),
    ANTAGON_BLOB_BYTES: '65536',
    ...settings,
  }
  const keysFile = `${temporaryFolder()}/keys`
  const key = createKey(keysFile, 'tests')
  const startTaker = async (name: string): Promise<Taker> => {
    const host = network.host(name)
    const own = { HOST: host.address, ANTAGON_KEYS: keysFile, ANTAGON_RATE_LIMIT: '0' }
    return taker(await startServiceProcess({ ...shared, ...own }, [], host.within), host, key)
  }
  const started: Runner[] = []
  const startRunner = async (name = `worker-${started.length + 1}`): Promise<Runner> => {
    const host = network.host(name)
    const process = await startWorkerProcess({ ...shared, ANTAGON_WORKERS: '1' }, host.within)
    const runner = { host, process }
    started.push(runner)
    return runner
  }
  const takers = await Promise.all([startTaker('api-1'), startTaker('api-2')])
  await Promise.all(range(1, runners).map((number) => startRunner(`worker-${number}`)))
  return { redis, redisHost, prefix, takers, runners: started, startRunner: () => startRunner() }
}

function taker(process: ServiceProcess, host: Host, key: string): Taker {
  const authorization = `Bearer ${key}`
  return {
    ...process,
    host,
    request: (path, init = {}) =>
      process.request(path, { ...init, headers: { ...init.headers, authorization } }),
    open: (path) => openSocket(process.url, path, { headers: { authorization } }),
  }
}

/** When (ms since 1970) a process said that it began a job; undefined when it did not. */
export function beganAt({ process }: Runner, job: string): number | undefined {
  const lines = process.output().split('\n')
  const line = lines.findLast((text) => text.includes(job) && text.includes('job started'))
  return line === undefined ? undefined : (JSON.parse(line) as { time: number }).time
}

/** The one of these that has begun a job, once one has. */
export async function runnerOf(runners: readonly Runner[], job: string): Promise<Runner> {
  const began = (runner: Runner) => beganAt(runner, job) !== undefined
  await Promise.any(runners.map((runner) => runner.process.until('it began the job', () => began(runner))))
  return runners.find(began)!
}
