import { expect, test } from 'vitest'
import { JobHub } from '../../src/jobs/hub.ts'
import { isFinal } from '../../src/jobs/job.ts'
import { IN_MEMORY } from '../../src/jobs/open-database.ts'
import type { WorkerPool } from '../../src/jobs/pool.ts'
import { Runner } from '../../src/jobs/runner.ts'
import { openSqliteStore } from '../../src/jobs/sqlite-store.ts'
import type { EmbeddedStore } from '../../src/jobs/store.ts'
import { WorkerControl } from '../../src/jobs/worker-protocol.ts'
import { SHORT_DESCENT } from '../descents.ts'
import { ANYONES } from '../new-jobs.ts'

/** A pool whose jobs succeed at once: what is looked at here is the queue. */
const INSTANT_POOL: WorkerPool = {
  size: 1,
  run: () => ({
    outcome: Promise.resolve({ type: 'done', messages: 0, result: '{}', arrays: {}, message: 'done' }),
    released: Promise.resolve(),
    control: new WorkerControl(WorkerControl.create()),
    kill: () => undefined,
  }),
  close: () => Promise.resolve(),
}

function startRunner(
  change: (store: EmbeddedStore) => Partial<EmbeddedStore> = () => ({}),
  pool = INSTANT_POOL,
) {
  const inner = openSqliteStore(IN_MEMORY)
  const store: EmbeddedStore = Object.assign(
    Object.create(inner) as EmbeddedStore,
    bound(inner),
    change(inner),
  )
  const hub = new JobHub()
  const errors: string[] = []
  const causes: unknown[] = []
  const log = {
    info: () => undefined,
    error(fields: { err?: unknown }, message: string) {
      errors.push(message)
      causes.push(fields.err)
    },
  }
  const runner = new Runner({ store, hub, openPool: () => pool, log })
  const add = async (id: string) => {
    const createdAt = '2026-01-01T00:00:00.000Z'
    await store.add(
      {
        id,
        type: 'attack',
        kind: 'gradient-descent',
        seed: 1,
        spec: SHORT_DESCENT,
        createdAt,
        ...ANYONES,
        needs: [],
        makes: null,
      },
      null,
      10,
    )
  }
  /** Fulfilled when the job has ended, well or not. */
  const ended = (id: string) =>
    new Promise<void>((resolve) => {
      const look = async () => {
        const position = await inner.position(id)
        if (position !== undefined && isFinal(position.status)) resolve()
      }
      hub.listen(id, () => void look())
      void look()
    })
  return { runner, store, errors, causes, add, ended }
}

/** The store's methods, which need their own object, as plain functions. */
function bound(store: EmbeddedStore): Partial<EmbeddedStore> {
  const names = Object.getOwnPropertyNames(Object.getPrototypeOf(store)) as (keyof EmbeddedStore)[]
  return Object.fromEntries(names.map((name) => [name, (store[name] as () => unknown).bind(store)]))
}

test('a store that fails when it is asked for work is told of, and asked again', async () => {
  let failures = 1
  const { runner, errors, add, ended } = startRunner((inner) => ({
    claim: async (now) => {
      if (failures-- > 0) throw new Error('disk I/O error')
      return inner.claim(now)
    },
  }))
  await add('a')
  await runner.start()
  await ended('a')
  expect(errors).toEqual(['the queue could not be read; trying again'])
  await runner.stop(0)
})

test('a worker that dies fails its job, and the log has what it died of where the logger looks for it', async () => {
  const cause = new Error('the thread is gone')
  const run: WorkerPool['run'] = (...task) => ({
    ...INSTANT_POOL.run(...task),
    outcome: Promise.reject(cause),
  })
  const dying = { ...INSTANT_POOL, run }
  const { runner, store, causes, add, ended } = startRunner(undefined, dying)
  await add('a')
  await runner.start()
  await ended('a')
  expect(causes).toEqual([cause])
  expect(await store.get('a')).toMatchObject({ status: 'failed', error: { code: 'worker-failed' } })
  await runner.stop(0)
})

test('a call that comes just as the queue was found empty is not lost', async () => {
  // Whenever the queue was found empty, a job comes a number of microtasks later: one of them hits the spot.
  for (let delay = 0; delay < 12; delay++) {
    let first = true
    const { runner, store, add, ended } = startRunner((inner) => ({
      claim: async (now) => {
        const claimed = await inner.claim(now)
        if (claimed === undefined && first) {
          first = false
          void (async () => {
            for (let i = 0; i < delay; i++) await undefined
            await add('late')
            runner.wake()
          })()
        }
        return claimed
      },
    }))
    await runner.start()
    await ended('late')
    await runner.stop(0)
    await store.close()
  }
})
