import { afterEach, describe, expect, test } from 'vitest'
import { JobHub } from '../../src/jobs/hub.ts'
import { isFinal } from '../../src/jobs/job.ts'
import { IN_MEMORY } from '../../src/jobs/open-database.ts'
import type { WorkerPool } from '../../src/jobs/pool.ts'
import { Runner } from '../../src/jobs/runner.ts'
import { SharedClassifiers } from '../../src/jobs/shared-classifiers.ts'
import { openSqliteStore } from '../../src/jobs/sqlite-store.ts'
import type { EmbeddedStore } from '../../src/jobs/store.ts'
import { WorkerControl, type WorkerOutcome, type WorkerTask } from '../../src/jobs/worker-protocol.ts'
import { SHORT_DESCENT } from '../descents.ts'
import { held, randomNetwork } from '../networks.ts'
import { ANYONES } from '../new-jobs.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

type Given = Pick<WorkerTask, 'seed' | 'classifiers'>

/** Two workers, on which a job ends as `outcomeOf` says, and a record of what they were given. */
function startRunner(outcomeOf: (seed: number) => Promise<WorkerOutcome>) {
  const store = openSqliteStore(IN_MEMORY)
  closing.push(() => store.close())
  const hub = new JobHub()
  const given: Given[] = []
  const run: WorkerPool['run'] = (task) => {
    given.push(task)
    const { promise: killed, reject } = Promise.withResolvers<never>()
    const outcome = Promise.race([outcomeOf(task.seed), killed])
    const nothing = () => undefined
    const control = new WorkerControl(WorkerControl.create())
    return {
      outcome,
      released: outcome.then(nothing, nothing),
      control,
      kill: () => reject(new Error('killed')),
    }
  }
  const pool: WorkerPool = { size: 2, run, close: () => Promise.resolve() }
  const log = { info: () => undefined, error: () => undefined }
  const runner = new Runner({ store, hub, openPool: () => pool, log })
  closing.push(() => runner.stop(0))
  return { store, hub, runner, given }
}

const DONE = { type: 'done', messages: 0, result: '{}', arrays: {}, message: 'done' } as const

function trained(network = randomNetwork()): WorkerOutcome {
  const { record, weights } = held('any', network)
  const { labels, hill, layers, digest } = record
  return { ...DONE, classifier: { labels, hill, layers, digest, metrics: {}, weights } }
}

/** Jobs are told apart by their seeds; what they do is nobody's concern here. */
async function add(
  store: EmbeddedStore,
  seed: number,
  needs: readonly string[],
  makes?: string,
): Promise<void> {
  const job = {
    type: 'attack',
    kind: 'gradient-descent',
    spec: SHORT_DESCENT,
    createdAt: '',
    ...ANYONES,
  } as const
  await store.add(
    { ...job, id: `${seed}`, seed, needs, makes: makes === undefined ? null : { name: makes } },
    null,
    10,
  )
}

function ended(store: EmbeddedStore, hub: JobHub, id: string): Promise<void> {
  return new Promise((resolve) => {
    const look = async () => {
      const position = await store.position(id)
      if (position !== undefined && isFinal(position.status)) resolve()
    }
    hub.listen(id, () => void look())
    void look()
  })
}

describe('a job that needs a classifier', () => {
  test('is run as soon as the training has ended, though a worker was free, with what it made', async () => {
    const { promise, resolve } = Promise.withResolvers<WorkerOutcome>()
    const { store, hub, runner, given } = startRunner((seed) =>
      seed === 1 ? promise : Promise.resolve(DONE),
    )
    await add(store, 1, [], 'mine')
    await add(store, 2, ['mine'])
    await add(store, 3, [])
    await runner.start()
    await ended(store, hub, '3')
    expect(given.map(({ seed }) => seed)).toEqual([1, 3])
    const network = randomNetwork([2], 5)
    resolve(trained(network))
    await ended(store, hub, '2')
    expect(await store.get('2')).toMatchObject({ status: 'succeeded' })
    const [{ record, weights }] = given.at(-1)!.classifiers as [Given['classifiers'][0]]
    expect(record).toEqual(await store.classifier('mine'))
    expect(weights.buffer).toBeInstanceOf(SharedArrayBuffer)
    expect(Array.from(weights)).toEqual(Array.from(held('mine', network).weights))
  })

  test('fails, and says where and why, when the training has failed', async () => {
    const error = { code: 'training-diverged', detail: 'it did' }
    const { store, hub, runner, given } = startRunner(async () => ({ type: 'refused', messages: 0, error }))
    await add(store, 1, [], 'mine')
    await add(store, 2, ['mine'])
    await runner.start()
    await ended(store, hub, '2')
    expect(await store.get('2')).toMatchObject({
      status: 'failed',
      error: {
        code: 'no-such-classifier',
        path: '/target/classifier',
        detail: expect.stringContaining('“mine”: its training failed or was cancelled'),
      },
    })
    expect(given.map(({ seed }) => seed)).toEqual([1])
  })

  test('fails when another has come under the name meanwhile, which tells other digits apart', async () => {
    const { store, hub, runner, given } = startRunner(async () => DONE)
    const spec = { kind: 'fgsm', target: { classifier: 'mine' }, options: { epsilon: 0.1 } }
    const job = { id: '2', type: 'attack', kind: 'fgsm', spec, createdAt: '', seed: 2, ...ANYONES } as const
    await add(store, 1, [], 'mine')
    await store.add({ ...job, needs: ['mine'], makes: null }, null, 10)
    await store.cancelQueued('1', '')
    const { record, weights } = held('mine', randomNetwork(), [1, 7])
    await store.addClassifier(record, weights)
    await runner.start()
    await ended(store, hub, '2')
    expect(await store.get('2')).toMatchObject({
      status: 'failed',
      error: { code: 'other-labels', path: '/target/classifier' },
    })
    expect(given).toEqual([])
  })

  test('and everything that waits for it in turn, fails when the training is cancelled in the queue', async () => {
    const never = new Promise<WorkerOutcome>(() => undefined)
    const busy: ((outcome: WorkerOutcome) => void)[] = []
    const { store, hub, runner } = startRunner((seed) =>
      seed > 9 ? new Promise((resolve) => busy.push(resolve)) : never,
    )
    for (const seed of [10, 11]) await add(store, seed, [])
    await runner.start()
    await add(store, 1, [], 'mine')
    await add(store, 2, ['mine'], 'next')
    await add(store, 3, ['next'])
    await runner.cancel('1')
    for (const end of busy) end(DONE)
    await ended(store, hub, '3')
    for (const id of ['2', '3'])
      expect(await store.get(id)).toMatchObject({ error: { code: 'no-such-classifier' } })
  })

  test('is taken up by a free worker when the training that it waits for is cancelled', async () => {
    const { promise, resolve } = Promise.withResolvers<WorkerOutcome>()
    const { store, hub, runner } = startRunner(() => promise)
    await add(store, 1, [], 'first')
    await runner.start()
    // One that waits itself, so that it is still in the queue though a worker is free.
    await add(store, 2, ['first'], 'second')
    await add(store, 3, ['second'])
    await runner.cancel('2')
    await ended(store, hub, '3')
    expect(await store.get('3')).toMatchObject({ status: 'failed', error: { code: 'no-such-classifier' } })
    resolve(trained())
    await ended(store, hub, '1')
  })

  test('can be cancelled in the very moment that it is taken up', async () => {
    // However many steps lie between the two.
    for (let delay = 0; delay < 12; delay++) {
      const { store, runner } = startRunner(() => new Promise(() => undefined))
      const { record, weights } = held('mine')
      await store.addClassifier(record, weights)
      await add(store, 1, ['mine'])
      const started = runner.start()
      for (let i = 0; i < delay; i++) await undefined
      await runner.cancel('1')
      await started
      expect(await store.get('1')).toMatchObject({ status: 'cancelled' })
    }
  })
})

describe('classifiers in shared memory', () => {
  const needed = (...names: string[]) => names.map((name) => ({ name, path: `/${name}` }))

  test('are read once, and shared by all that ask for what is the same', async () => {
    const store = openSqliteStore(IN_MEMORY)
    closing.push(() => store.close())
    for (const name of ['a', 'b']) await store.addClassifier(held(name).record, held(name).weights)
    let reads = 0
    const classifiers = new SharedClassifiers({
      classifier: (name) => store.classifier(name),
      classifierWeights(name) {
        reads++
        return store.classifierWeights(name)
      },
    })
    const first = await classifiers.all(needed('a', 'b'))
    const [again] = await classifiers.all(needed('b'))
    expect(reads).toBe(1)
    expect(first.map(({ record }) => record.name)).toEqual(['a', 'b'])
    expect(again!.weights).toBe(first[0]!.weights)
    // Another of the same name is another.
    await store.removeClassifier('a')
    const other = held('a', randomNetwork([], 2))
    await store.addClassifier(other.record, other.weights)
    const [replaced] = await classifiers.all(needed('a'))
    expect(Array.from(replaced!.weights)).toEqual(Array.from(other.weights))
  })

  test('are let go, the one first that was asked for longest ago, when they are many', async () => {
    const reads: string[] = []
    const weights = new Float64Array(3 * 2 ** 20)
    const classifiers = new SharedClassifiers({
      classifier: async (name) => ({ ...held(name).record, digest: name }),
      async classifierWeights(name) {
        reads.push(name)
        return weights
      },
    })
    // Two of 24 MiB fit, three do not.
    for (const name of ['a', 'b', 'a', 'c', 'a', 'b']) await classifiers.all(needed(name))
    expect(reads).toEqual(['a', 'b', 'c', 'b'])
  })

  test('that are not there are named, with the place that asks for them', async () => {
    const store = openSqliteStore(IN_MEMORY)
    closing.push(() => store.close())
    await store.addClassifier(held('a').record, held('a').weights)
    await expect(new SharedClassifiers(store).all(needed('a', 'b'))).rejects.toMatchObject({
      code: 'no-such-classifier',
      path: '/b',
    })
  })
})
