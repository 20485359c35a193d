import { afterEach, describe } from 'vitest'
import { JobHub } from '../../src/jobs/hub.ts'
import { isFinal, type Job, type JobStatus } from '../../src/jobs/job.ts'
import type { RunnerLog } from '../../src/jobs/job-run.ts'
import type { JobRunner } from '../../src/jobs/job-runner.ts'
import type { WorkerPool } from '../../src/jobs/pool.ts'
import { connectionTo, connectPatiently } from '../../src/jobs/redis/connection.ts'
import { storeKeys } from '../../src/jobs/redis/keys.ts'
import { SharedHub } from '../../src/jobs/redis/shared-hub.ts'
import { SharedRunner } from '../../src/jobs/redis/shared-runner.ts'
import { Dealer } from '../../src/jobs/redis/work-queue.ts'
import { WorkerRunner } from '../../src/jobs/redis/worker-runner.ts'
import { Runner } from '../../src/jobs/runner.ts'
import type { EmbeddedStore, JobStore, NewJob, SharedStore } from '../../src/jobs/store.ts'
import { HAS_REDIS } from '../redis.ts'
import { openStore } from '../stores.ts'
import { keptEvents } from './kept-events.ts'
import { openShared, type Shared } from './redis/open-shared.ts'

/** What came to a log. */
export interface Line {
  readonly message: string
  readonly error: unknown
}

/** What runs the jobs of a store, from when it is started until it is stopped. */
export interface Started {
  /** All that it has told its operator. */
  readonly told: readonly Line[]
  wake(): void
  cancel(id: string): Promise<void>
  /** Ends it; what runs has so long (ms) to reach a safe point. */
  stop(patience: number): Promise<void>
}

/** A store as some tests want it, which is true to the other in all else. */
export type Change = <Store extends JobStore>(store: Store) => Store

/** A store of which some methods fail so often. */
export function failing(
  methods: readonly (keyof EmbeddedStore | keyof SharedStore)[],
  failures: { left: number },
  error: unknown,
): Change {
  return (store) =>
    new Proxy(store, {
      get(target, name) {
        const method = Reflect.get(target, name) as (...args: unknown[]) => Promise<unknown>
        if (!methods.some((failing) => failing === name)) return method.bind(target)
        return async (...args: unknown[]) => {
          if (failures.left-- > 0) throw error
          return method.apply(target, args)
        }
      },
    })
}

/** A store whose jobs one runner after the other runs. */
export interface Home<Store extends JobStore = JobStore> {
  readonly store: Store
  /** Adds a job, and tells what runs them. */
  add(job: NewJob): Promise<void>
  /** Fulfilled with the job when it is as wished. */
  until(id: string, wished: (job: Job) => boolean): Promise<Job>
  ended(id: string): Promise<Job>
  reached(id: string, fraction: number): Promise<Job>
  /** Runs jobs on the workers of a pool, which stays open; it is stopped after the test. */
  start(pool: WorkerPool, change?: Change): Promise<Started>
}

/** Where jobs are kept, and what runs them, as tests of what all of them do see it. */
export interface RunnerBackEnd {
  /** What a split job is whose runner has stopped: where others may run parts of it, it goes on running. */
  readonly pausedSplit: JobStatus
  /** An empty store, closed after the test, and nothing that runs its jobs yet. */
  open(): Promise<Home>
}

const started = new Set<Started>()
const hubs = new Set<SharedHub>()

// Registered after those that close stores, and so called before: nothing runs on a store that is closed.
afterEach(async () => {
  for (const each of started) await each.stop(0)
  started.clear()
  for (const hub of hubs) hub.close()
  hubs.clear()
})

const QUIET: RunnerLog = { info: () => undefined, error: () => undefined }

/** The embedded store, whose jobs its own process runs. */
export function embeddedHome(): Home<EmbeddedStore> {
  const hub = new JobHub()
  return homeOf(openStore(), hub, (store, pool, log) => {
    const runner = new Runner({ store, hub, openPool: () => pool, log })
    return { runner, begin: () => runner.start(), stop: (patience) => runner.stop(patience) }
  })
}

/** A store in Redis, with what takes jobs and a worker that runs them, as other processes have them. */
export function sharedHome({ store: opened, url, prefix }: Shared): Home<SharedStore> {
  const { news, cancelled } = storeKeys(prefix)
  const hub = new SharedHub(connectPatiently(url, QUIET), news)
  hubs.add(hub)
  return homeOf(opened, hub, (store, pool, log) => {
    const connection = connectPatiently(url, log)
    const subscriber = connectPatiently(url, log)
    const queue = connectionTo(url)
    const runner = new SharedRunner(store, new Dealer(store, queue, prefix), log)
    const { observer } = keptEvents()
    const rest = { kindLimits: new Map(), observer, log }
    const worker = new WorkerRunner({ store, pool, connection, subscriber, cancelled, prefix, ...rest })
    return {
      runner,
      async begin() {
        worker.start()
        await runner.start()
      },
      async stop(patience) {
        await runner.stop()
        await worker.stop(patience)
        connection.disconnect()
        queue.disconnect()
      },
    }
  })
}

type Open<Store> = (
  store: Store,
  pool: WorkerPool,
  log: RunnerLog,
) => {
  readonly runner: JobRunner
  begin(): Promise<void>
  stop(patience: number): Promise<void>
}

function homeOf<Store extends JobStore>(store: Store, hub: JobHub, open: Open<Store>): Home<Store> {
  let wake: () => void = () => undefined
  const until: Home['until'] = (id, wished) =>
    new Promise((resolve) => {
      const look = async () => {
        const job = await store.get(id)
        if (job === undefined || !wished(job)) return
        unlisten()
        resolve(job)
      }
      const unlisten = hub.listen(id, () => void look())
      void look()
    })
  return {
    store,
    async add(job) {
      await store.add(job, null, 100)
      wake()
    },
    until,
    ended: (id) => until(id, ({ status }) => isFinal(status)),
    reached: (id, fraction) => until(id, ({ progress }) => progress.fraction >= fraction),
    async start(pool, change = (same) => same) {
      const told: Line[] = []
      const tell = (fields: { err?: unknown }, message: string) =>
        void told.push({ message, error: fields.err })
      const staysOpen = { ...pool, close: async () => undefined }
      const { runner, begin, stop } = open(change(store), staysOpen, { info: tell, error: tell })
      wake = () => runner.wake()
      const self: Started = {
        told,
        wake,
        cancel: (id) => runner.cancel(id),
        async stop(patience) {
          started.delete(self)
          await stop(patience)
        },
      }
      started.add(self)
      await begin()
      return self
    },
  }
}

const BACK_ENDS: readonly (readonly [string, RunnerBackEnd])[] = [
  ['SQLite', { pausedSplit: 'queued', open: async () => embeddedHome() }],
  ...(HAS_REDIS
    ? ([['Redis', { pausedSplit: 'running', open: async () => sharedHome(await openShared()) }]] as const)
    : []),
]

/** Tests of how jobs are run, wherever they are kept. */
export function describeRunners(what: string, tests: (backEnd: RunnerBackEnd) => void): void {
  describe.each(BACK_ENDS)(`${what}, with %s`, (_, backEnd) => tests(backEnd))
}
