import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import type { TrainedClassifier } from '../../src/jobs/classifier.ts'
import { MIGRATIONS } from '../../src/jobs/sqlite-schema.ts'
import { type EmbeddedStore, type Ending, NameTaken, type NewJob } from '../../src/jobs/store.ts'
import { held, randomNetwork } from '../networks.ts'
import { ANYONES } from '../new-jobs.ts'
import { openStore, reopen, root } from '../stores.ts'

const NOW = '2026-01-02T03:04:05.678Z'
const LATER = '2026-01-02T03:05:00.000Z'
const FAILURE: Ending = { status: 'failed', error: { code: 'training-diverged', detail: 'it did' } }
const CANCELLATION: Ending = { status: 'cancelled' }
const SUCCESS: Ending = { status: 'succeeded', message: 'done', result: '{}', arrays: {} }

interface Uses {
  readonly needs?: readonly string[]
  readonly makes?: string
}

function newJob(id: string, { needs = [], makes }: Uses): NewJob {
  const training = makes !== undefined
  return {
    id,
    type: training ? 'training' : 'attack',
    kind: training ? 'mlp' : 'fgsm',
    seed: 7,
    spec: { kind: training ? 'mlp' : 'fgsm' },
    createdAt: NOW,
    ...ANYONES,
    needs,
    makes: training ? { name: makes } : null,
  }
}

const add = (store: EmbeddedStore, id: string, uses: Uses = {}) => store.add(newJob(id, uses), null, 1000)
const store = (to: EmbeddedStore, name: string) => {
  const { record, weights } = held(name)
  return to.addClassifier(record, weights)
}
const claimed = async (from: EmbeddedStore) => (await from.claim(NOW))?.job.id

/** How a training ends that comes to this network. */
function trainedTo(network = randomNetwork([3])): Ending & { readonly classifier: TrainedClassifier } {
  const { record, weights } = held('any', network)
  const { labels, hill, layers, digest } = record
  return { ...SUCCESS, classifier: { labels, hill, layers, digest, weights, metrics: { accuracy: 0.98 } } }
}

describe('a classifier in the store', () => {
  test('is what was added, to the last bit, and survives the store being closed', async () => {
    const folder = join(root, 'kept')
    const first = openStore(folder)
    const { record, weights } = held('mine', randomNetwork([5], 3, { n: 10, theta: 0.5 }))
    await first.addClassifier({ ...record, metrics: { accuracy: 0.5 } }, weights)
    const again = await reopen(first, folder)
    expect(await again.classifier('mine')).toEqual({ ...record, metrics: { accuracy: 0.5 } })
    expect(await again.classifierWeights('mine')).toEqual(weights)
    expect(await again.classifier('other')).toBeUndefined()
    expect(await again.classifierWeights('other')).toBeUndefined()
  })

  test('is listed by name', async () => {
    const kept = openStore()
    for (const name of ['b', 'a', 'c']) await store(kept, name)
    expect((await kept.listClassifiers()).map(({ name }) => name)).toEqual(['a', 'b', 'c'])
  })

  test('keeps only the part of a buffer that its weights are', async () => {
    const kept = openStore()
    const { record, weights } = held('mine')
    const roomy = new Float64Array(weights.length + 2)
    roomy.set(weights, 1)
    await kept.addClassifier(record, roomy.subarray(1, weights.length + 1))
    expect(await kept.classifierWeights('mine')).toEqual(weights)
  })

  test('keeps its name to itself, and so does a training until it has ended', async () => {
    const kept = openStore()
    await store(kept, 'mine')
    await expect(store(kept, 'mine')).rejects.toThrow(NameTaken)
    await expect(add(kept, 'a', { makes: 'mine' })).rejects.toThrow(NameTaken)
    expect(await kept.get('a')).toBeUndefined()
    await add(kept, 'b', { makes: 'next' })
    for (const _ of ['queued', 'running']) {
      await expect(store(kept, 'next')).rejects.toThrow(NameTaken)
      await expect(add(kept, 'c', { makes: 'next' })).rejects.toThrow(NameTaken)
      await kept.claim(NOW)
    }
    await kept.finish('b', 1, FAILURE, LATER)
    expect((await add(kept, 'c', { makes: 'next' })).created).toBe(true)
    await kept.cancelQueued('c', LATER)
    await store(kept, 'next')
  })

  test('is removed once, and not while a job that has not ended needs it', async () => {
    const kept = openStore()
    await store(kept, 'mine')
    await add(kept, 'a', { needs: ['mine'] })
    expect(await kept.removeClassifier('mine')).toBe('in-use')
    await kept.claim(NOW)
    expect(await kept.removeClassifier('mine')).toBe('in-use')
    await kept.release('a', 1)
    expect(await kept.removeClassifier('mine')).toBe('in-use')
    await kept.claim(NOW)
    await kept.finish('a', 1, SUCCESS, LATER)
    expect(await kept.removeClassifier('mine')).toBe('removed')
    expect(await kept.removeClassifier('mine')).toBe('absent')
    expect(await kept.classifierWeights('mine')).toBeUndefined()
  })

  test('outlives the job that made it', async () => {
    const kept = openStore()
    await add(kept, 'a', { makes: 'mine' })
    await kept.claim(NOW)
    await kept.finish('a', 1, trainedTo(), LATER)
    expect(await kept.remove('a')).toBe(true)
    expect(await kept.classifier('mine')).toMatchObject({ provenance: { job: 'a' } })
  })
})

describe('a training', () => {
  test('that succeeds has its classifier stored with its result, and says where it comes from', async () => {
    const kept = openStore()
    await add(kept, 'a', { makes: 'mine' })
    expect([...(await kept.listTrainings()).keys()]).toEqual(['mine'])
    expect(await kept.trainingOf('mine')).toMatchObject({ id: 'a', status: 'queued' })
    await kept.claim(NOW)
    const ending = trainedTo()
    await kept.finish('a', 1, ending, LATER)
    const { weights, ...shape } = ending.classifier
    expect(await kept.classifier('mine')).toEqual({
      ...shape,
      name: 'mine',
      createdAt: LATER,
      owner: null,
      provenance: { source: 'trained', job: 'a', seed: 7, spec: { kind: 'mlp' } },
    })
    expect(await kept.classifierWeights('mine')).toEqual(weights)
    expect(await kept.trainingOf('mine')).toBeUndefined()
    expect((await kept.listTrainings()).size).toBe(0)
  })

  test('and its classifier are stored together or not at all', async () => {
    const kept = openStore()
    await add(kept, 'a', { makes: 'mine' })
    await add(kept, 'b')
    await kept.claim(NOW)
    await kept.claim(NOW)
    await expect(kept.finish('a', 1, SUCCESS, LATER)).rejects.toThrow('made no classifier')
    await expect(kept.finish('b', 1, trainedTo(), LATER)).rejects.toThrow('is no training')
    for (const id of ['a', 'b']) {
      expect(await kept.get(id)).toMatchObject({ status: 'running', finishedAt: null })
      expect(await kept.result(id)).toBeUndefined()
    }
    expect(await kept.listClassifiers()).toEqual([])
    await kept.finish('a', 1, trainedTo(), LATER)
    expect(await kept.get('a')).toMatchObject({ status: 'succeeded' })
  })

  test('that was submitted with the same key before is the same job, though its name is taken', async () => {
    const kept = openStore()
    const idempotency = { owner: null, key: 'k', fingerprint: 'f' }
    await kept.add(newJob('a', { makes: 'mine' }), idempotency, 1000)
    expect(await kept.add(newJob('b', { makes: 'mine' }), idempotency, 1000)).toMatchObject({
      created: false,
      job: { id: 'a' },
    })
  })

  test('keeps its name, and what it needs, through the death of the service', async () => {
    const folder = join(root, 'death')
    let kept = openStore(folder)
    await store(kept, 'teacher')
    await add(kept, 'a', { makes: 'mine', needs: ['teacher'] })
    await add(kept, 'b', { needs: ['mine'] })
    await kept.claim(NOW)
    kept = await reopen(kept, folder)
    await kept.releaseAll()
    await expect(store(kept, 'mine')).rejects.toThrow(NameTaken)
    expect(await kept.removeClassifier('teacher')).toBe('in-use')
    expect(await kept.claim(NOW)).toMatchObject({ job: { id: 'a', attempt: 2 }, needs: ['teacher'] })
    expect(await claimed(kept)).toBeUndefined()
  })
})

describe('a job that needs a classifier', () => {
  test('waits while an earlier job makes it, and lets others go first', async () => {
    const kept = openStore()
    await add(kept, 'training', { makes: 'mine' })
    await add(kept, 'attack', { needs: ['mine'] })
    await add(kept, 'other')
    expect(await claimed(kept)).toBe('training')
    expect(await claimed(kept)).toBe('other')
    expect(await claimed(kept)).toBeUndefined()
    await kept.finish('training', 1, trainedTo(), LATER)
    await add(kept, 'later')
    expect(await kept.claim(NOW)).toMatchObject({ job: { id: 'attack' }, needs: ['mine'] })
    expect(await claimed(kept)).toBe('later')
  })

  test('does not wait for one that is there', async () => {
    const kept = openStore()
    await store(kept, 'mine')
    await add(kept, 'attack', { needs: ['mine', 'mine'] })
    expect(await kept.claim(NOW)).toMatchObject({ job: { id: 'attack' }, needs: ['mine'] })
  })

  test('waits for the last of several', async () => {
    const kept = openStore()
    await add(kept, 'first', { makes: 'a' })
    await add(kept, 'second', { makes: 'b' })
    await add(kept, 'both', { needs: ['b', 'a'] })
    await kept.claim(NOW)
    await kept.claim(NOW)
    await kept.finish('first', 1, trainedTo(), LATER)
    expect(await claimed(kept)).toBeUndefined()
    await kept.finish('second', 1, trainedTo(), LATER)
    expect(await kept.claim(NOW)).toMatchObject({ job: { id: 'both' }, needs: ['a', 'b'] })
  })

  test.each([
    ['failed', (kept: EmbeddedStore) => kept.finish('training', 1, FAILURE, LATER)],
    ['was cancelled', (kept: EmbeddedStore) => kept.finish('training', 1, CANCELLATION, LATER)],
  ])('is taken up, to be told so, when the training %s', async (_, end) => {
    const kept = openStore()
    await add(kept, 'training', { makes: 'mine' })
    await add(kept, 'attack', { needs: ['mine'] })
    await kept.claim(NOW)
    await end(kept)
    expect(await kept.claim(NOW)).toMatchObject({ job: { id: 'attack' }, needs: ['mine'] })
  })

  test('is taken up when the training was cancelled before it began', async () => {
    const kept = openStore()
    await add(kept, 'training', { makes: 'mine' })
    await add(kept, 'attack', { needs: ['mine'] })
    await kept.cancelQueued('training', LATER)
    expect(await claimed(kept)).toBe('attack')
  })

  test('never waits for a job that came after it, so that no two wait for each other', async () => {
    const kept = openStore()
    await add(kept, 'lost', { makes: 'a' })
    await add(kept, 'first', { needs: ['a'], makes: 'b' })
    await kept.cancelQueued('lost', LATER)
    await add(kept, 'second', { needs: ['b'], makes: 'a' })
    await add(kept, 'itself', { needs: ['c'], makes: 'c' })
    expect(await claimed(kept)).toBe('first')
    expect(await claimed(kept)).toBe('itself')
    expect(await claimed(kept)).toBeUndefined()
    await kept.finish('first', 1, FAILURE, LATER)
    expect(await claimed(kept)).toBe('second')
  })

  test('lets go of it when it is cancelled or removed', async () => {
    const kept = openStore()
    await store(kept, 'mine')
    await add(kept, 'attack', { needs: ['mine'] })
    await kept.cancelQueued('attack', LATER)
    expect(await kept.removeClassifier('mine')).toBe('removed')
  })
})

describe('a store of the second version', () => {
  test('is brought up to this one with its jobs as they were', async () => {
    const folder = join(root, 'second')
    mkdirSync(folder)
    const old = new DatabaseSync(join(folder, 'antagon.sqlite'))
    for (const migration of MIGRATIONS.slice(0, 2)) old.exec(migration)
    old.exec(`
      insert into jobs values
        (1, 'a', 'attack', 'fgsm', 'running', 0.5, 'half', 1, 7, '${NOW}', '${NOW}', null, null, 1, 3, null, null);
      insert into specs values (1, '{"note":"π"}');
      insert into log values (1, 1, 'status', 0, '{}'), (1, 2, 'status', 1, '{}'), (1, 3, 'frame', 1, '{"k":0}');
      pragma user_version = 2;
    `)
    old.close()
    const kept = openStore(folder)
    expect(await kept.get('a')).toMatchObject({ kind: 'fgsm', status: 'running', spec: { note: 'π' } })
    await kept.releaseAll()
    expect(await kept.claim(NOW)).toMatchObject({ frames: 1, needs: [], job: { attempt: 2 } })
    await kept.finish('a', 1, SUCCESS, LATER)
    await store(kept, 'mine')
    // Opened again it is not migrated again.
    const again = await reopen(kept, folder)
    expect(await again.classifier('mine')).toMatchObject({ name: 'mine' })
  })
})
