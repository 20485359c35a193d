import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { NewJob } from '../../src/jobs/store.ts'
import type { WorkerOutcome } from '../../src/jobs/worker-protocol.ts'
import { SHORT_DESCENT } from '../descents.ts'
import { held, randomNetwork } from '../networks.ts'
import { newJob } from '../new-jobs.ts'
import { cancelQueued } from './back-ends.ts'
import { describeRunners } from './runners.ts'
import { DONE, type Given, scriptedPool } from './scripted-pool.ts'
import { LATER } from './stored-jobs.ts'

function trained(network = randomNetwork()): WorkerOutcome {
  const { record, weights } = held('any', network)
  const { labels, hill, layers, digest } = record
  return { ...DONE, classifier: { labels, hill, layers, digest, metrics: {}, weights } }
}

/** Jobs are told apart by their seeds; what they do is nobody's concern here. */
function job(seed: number, needs: readonly string[], makes?: string): NewJob {
  const named = makes === undefined ? null : { name: makes }
  return newJob(`job-${seed}`, { kind: 'gradient-descent', spec: SHORT_DESCENT, seed, needs, makes: named })
}

/** Two workers, on which a job ends as `outcomeOf` says, and a record of what they were given. */
function recorded(outcomeOf: (seed: number) => Promise<WorkerOutcome>) {
  const given: Given[] = []
  const pool = scriptedPool(2, (task) => {
    given.push(task)
    return outcomeOf(task.seed)
  })
  return { pool, given }
}

describeRunners('a job that needs a classifier', ({ open }) => {
  test('is run as soon as the training has ended, though a worker was free, with what it made', async () => {
    const { promise, resolve } = Promise.withResolvers<WorkerOutcome>()
    const { store, add, start, ended } = await open()
    const { pool, given } = recorded((seed) => (seed === 1 ? promise : Promise.resolve(DONE)))
    await add(job(1, [], 'mine'))
    await add(job(2, ['mine']))
    await add(job(3, []))
    await start(pool)
    await ended('job-3')
    expect(given.map(({ seed }) => seed).toSorted()).toEqual([1, 3])
    const network = randomNetwork([2], 5)
    resolve(trained(network))
    expect(await ended('job-2')).toMatchObject({ status: 'succeeded' })
    const [{ record, weights }] = given.at(-1)!.classifiers as [Given['classifiers'][0]]
    expect(record).toEqual(await store.classifier('mine'))
    expect(weights.buffer).toBeInstanceOf(SharedArrayBuffer)
    expect(Array.from(weights)).toEqual(Array.from(held('mine', network).weights))
  })

  test('fails, and says where and why, when the training has failed', async () => {
    const error = { code: 'training-diverged', detail: 'it did' }
    const { add, start, ended } = await open()
    const { pool, given } = recorded(async () => ({ type: 'refused', messages: 0, error }))
    await add(job(1, [], 'mine'))
    await add(job(2, ['mine']))
    await start(pool)
    expect(await ended('job-2')).toMatchObject({
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
    const { store, add, start, ended } = await open()
    const { pool, given } = recorded(async () => DONE)
    const spec = { kind: 'fgsm', target: { classifier: 'mine' }, options: { epsilon: 0.1 } }
    await add(job(1, [], 'mine'))
    await add(newJob('job-2', { kind: 'fgsm', spec, seed: 2, needs: ['mine'] }))
    await cancelQueued(store, 'job-1', LATER)
    const { record, weights } = held('mine', randomNetwork(), [1, 7])
    await store.addClassifier(record, weights)
    await start(pool)
    expect(await ended('job-2')).toMatchObject({
      status: 'failed',
      error: { code: 'other-labels', path: '/target/classifier' },
    })
    expect(given).toEqual([])
  })

  test('and everything that waits for it in turn, fails when the training is cancelled in the queue', async () => {
    const busy: ((outcome: WorkerOutcome) => void)[] = []
    const { store, add, start, ended } = await open()
    const { pool, given } = recorded(() => new Promise((resolve) => busy.push(resolve)))
    for (const seed of [10, 11]) await add(job(seed, []))
    const { cancel } = await start(pool)
    await expect.poll(() => given).toHaveLength(2)
    await add(job(1, [], 'mine'))
    await add(job(2, ['mine'], 'next'))
    await add(job(3, ['next']))
    await cancel('job-1')
    for (const end of busy) end(DONE)
    await ended('job-3')
    for (const id of ['job-2', 'job-3'])
      expect(await store.get(id)).toMatchObject({ error: { code: 'no-such-classifier' } })
  })

  test('is taken up by a free worker when the training that it waits for is cancelled', async () => {
    const { promise, resolve } = Promise.withResolvers<WorkerOutcome>()
    const { add, start, ended } = await open()
    await add(job(1, [], 'first'))
    const { cancel } = await start(recorded(() => promise).pool)
    // One that waits itself, so that it is still in the queue though a worker is free.
    await add(job(2, ['first'], 'second'))
    await add(job(3, ['second']))
    await cancel('job-2')
    expect(await ended('job-3')).toMatchObject({ status: 'failed', error: { code: 'no-such-classifier' } })
    resolve(trained())
    await ended('job-1')
  })

  test('can be cancelled about when it is taken up', async () => {
    // However many turns lie between the two.
    for (let turns = 0; turns < 12; turns++) {
      const { store, add, start, ended } = await open()
      const { record, weights } = held('mine')
      await store.addClassifier(record, weights)
      const { cancel, stop } = await start(recorded(() => new Promise(() => undefined)).pool)
      await add(job(1, ['mine']))
      for (let turn = 0; turn < turns; turn++) await nextTurn()
      await cancel('job-1')
      expect(await ended('job-1')).toMatchObject({ status: 'cancelled' })
      await stop(0)
    }
  })
})
