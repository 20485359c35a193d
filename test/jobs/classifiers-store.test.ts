import { expect, test } from 'vitest'
import type { TrainedClassifier } from '../../src/jobs/classifier.ts'
import { type Ending, type JobStore, NameTaken, type NewJob } from '../../src/jobs/store.ts'
import { held, randomNetwork } from '../networks.ts'
import { ANYONES } from '../new-jobs.ts'
import { cancelQueued, describeStores, takeUp, takeUpAgain } from './back-ends.ts'

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

const add = (store: JobStore, id: string, uses: Uses = {}) => store.add(newJob(id, uses), null, 1000)
const store = (to: JobStore, name: string) => {
  const { record, weights } = held(name)
  return to.addClassifier(record, weights)
}
const claimed = async (from: JobStore) => (await takeUp(from, NOW))?.job.id

/** How a training ends that comes to this network. */
function trainedTo(network = randomNetwork([3])): Ending & { readonly classifier: TrainedClassifier } {
  const { record, weights } = held('any', network)
  const { labels, hill, layers, digest } = record
  return { ...SUCCESS, classifier: { labels, hill, layers, digest, weights, metrics: { accuracy: 0.98 } } }
}

describeStores('a classifier in the store', (backEnd) => {
  test('is what was added, to the last bit, and survives the store being closed', async () => {
    const first = await backEnd.open()
    const { record, weights } = held('mine', randomNetwork([5], 3, { n: 10, theta: 0.5 }))
    await first.addClassifier({ ...record, metrics: { accuracy: 0.5 } }, weights)
    const again = await backEnd.reopen(first)
    expect(await again.classifier('mine')).toEqual({ ...record, metrics: { accuracy: 0.5 } })
    expect(await again.classifierWeights('mine')).toEqual(weights)
    expect(await again.classifier('other')).toBeUndefined()
    expect(await again.classifierWeights('other')).toBeUndefined()
  })

  test('is listed by name', async () => {
    const kept = await backEnd.open()
    for (const name of ['b', 'a', 'c']) await store(kept, name)
    expect((await kept.listClassifiers()).map(({ name }) => name)).toEqual(['a', 'b', 'c'])
  })

  test('keeps only the part of a buffer that its weights are', async () => {
    const kept = await backEnd.open()
    const { record, weights } = held('mine')
    const roomy = new Float64Array(weights.length + 2)
    roomy.set(weights, 1)
    await kept.addClassifier(record, roomy.subarray(1, weights.length + 1))
    expect(await kept.classifierWeights('mine')).toEqual(weights)
  })

  test('keeps its name to itself, and so does a training until it has ended', async () => {
    const kept = await backEnd.open()
    await store(kept, 'mine')
    await expect(store(kept, 'mine')).rejects.toThrow(NameTaken)
    await expect(add(kept, 'a', { makes: 'mine' })).rejects.toThrow(NameTaken)
    expect(await kept.get('a')).toBeUndefined()
    await add(kept, 'b', { makes: 'next' })
    for (const _ of ['queued', 'running']) {
      await expect(store(kept, 'next')).rejects.toThrow(NameTaken)
      await expect(add(kept, 'c', { makes: 'next' })).rejects.toThrow(NameTaken)
      await takeUp(kept, NOW)
    }
    await kept.finish('b', 1, FAILURE, LATER)
    expect((await add(kept, 'c', { makes: 'next' })).created).toBe(true)
    await cancelQueued(kept, 'c', LATER)
    await store(kept, 'next')
  })

  test('is removed once, and not while a job that has not ended needs it', async () => {
    const kept = await backEnd.open()
    await store(kept, 'mine')
    await add(kept, 'a', { needs: ['mine'] })
    expect(await kept.removeClassifier('mine')).toBe('in-use')
    await takeUp(kept, NOW)
    expect(await kept.removeClassifier('mine')).toBe('in-use')
    await kept.release('a', 1)
    expect(await kept.removeClassifier('mine')).toBe('in-use')
    await takeUp(kept, NOW)
    await kept.finish('a', 2, SUCCESS, LATER)
    expect(await kept.removeClassifier('mine')).toBe('removed')
    expect(await kept.removeClassifier('mine')).toBe('absent')
    expect(await kept.classifierWeights('mine')).toBeUndefined()
  })

  test('outlives the job that made it', async () => {
    const kept = await backEnd.open()
    await add(kept, 'a', { makes: 'mine' })
    await takeUp(kept, NOW)
    await kept.finish('a', 1, trainedTo(), LATER)
    expect(await kept.remove('a')).toBe(true)
    expect(await kept.classifier('mine')).toMatchObject({ provenance: { job: 'a' } })
  })
})

describeStores('a training', (backEnd) => {
  test('that succeeds has its classifier stored with its result, and says where it comes from', async () => {
    const kept = await backEnd.open()
    await add(kept, 'a', { makes: 'mine' })
    expect([...(await kept.listTrainings()).keys()]).toEqual(['mine'])
    expect(await kept.trainingOf('mine')).toMatchObject({ id: 'a', status: 'queued' })
    await takeUp(kept, NOW)
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
    const kept = await backEnd.open()
    await add(kept, 'a', { makes: 'mine' })
    await add(kept, 'b')
    await takeUp(kept, NOW)
    await takeUp(kept, NOW)
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
    const kept = await backEnd.open()
    const idempotency = { owner: null, key: 'k', fingerprint: 'f' }
    await kept.add(newJob('a', { makes: 'mine' }), idempotency, 1000)
    expect(await kept.add(newJob('b', { makes: 'mine' }), idempotency, 1000)).toMatchObject({
      created: false,
      job: { id: 'a' },
    })
  })

  test('keeps its name, and what it needs, through the death of the service', async () => {
    let kept = await backEnd.open()
    await store(kept, 'teacher')
    await add(kept, 'a', { makes: 'mine', needs: ['teacher'] })
    await add(kept, 'b', { needs: ['mine'] })
    await takeUp(kept, NOW)
    kept = await backEnd.reopen(kept)
    await expect(store(kept, 'mine')).rejects.toThrow(NameTaken)
    expect(await kept.removeClassifier('teacher')).toBe('in-use')
    expect(await takeUpAgain(kept, 'a', NOW)).toMatchObject({
      job: { id: 'a', attempt: 2 },
      needs: ['teacher'],
    })
    expect(await claimed(kept)).toBeUndefined()
  })
})

describeStores('a job that needs a classifier', (backEnd) => {
  test('waits while an earlier job makes it, and lets others go first', async () => {
    const kept = await backEnd.open()
    await add(kept, 'training', { makes: 'mine' })
    await add(kept, 'attack', { needs: ['mine'] })
    await add(kept, 'other')
    expect(await claimed(kept)).toBe('training')
    expect(await claimed(kept)).toBe('other')
    expect(await claimed(kept)).toBeUndefined()
    await kept.finish('training', 1, trainedTo(), LATER)
    await add(kept, 'later')
    expect(await takeUp(kept, NOW)).toMatchObject({ job: { id: 'attack' }, needs: ['mine'] })
    expect(await claimed(kept)).toBe('later')
  })

  test('does not wait for one that is there', async () => {
    const kept = await backEnd.open()
    await store(kept, 'mine')
    await add(kept, 'attack', { needs: ['mine', 'mine'] })
    expect(await takeUp(kept, NOW)).toMatchObject({ job: { id: 'attack' }, needs: ['mine'] })
  })

  test('waits for the last of several', async () => {
    const kept = await backEnd.open()
    await add(kept, 'first', { makes: 'a' })
    await add(kept, 'second', { makes: 'b' })
    await add(kept, 'both', { needs: ['b', 'a'] })
    await takeUp(kept, NOW)
    await takeUp(kept, NOW)
    await kept.finish('first', 1, trainedTo(), LATER)
    expect(await claimed(kept)).toBeUndefined()
    await kept.finish('second', 1, trainedTo(), LATER)
    expect(await takeUp(kept, NOW)).toMatchObject({ job: { id: 'both' }, needs: ['a', 'b'] })
  })

  test.each([
    ['failed', (kept: JobStore) => kept.finish('training', 1, FAILURE, LATER)],
    ['was cancelled', (kept: JobStore) => kept.finish('training', 1, CANCELLATION, LATER)],
  ])('is taken up, to be told so, when the training %s', async (_, end) => {
    const kept = await backEnd.open()
    await add(kept, 'training', { makes: 'mine' })
    await add(kept, 'attack', { needs: ['mine'] })
    await takeUp(kept, NOW)
    await end(kept)
    expect(await takeUp(kept, NOW)).toMatchObject({ job: { id: 'attack' }, needs: ['mine'] })
  })

  test('is taken up when the training was cancelled before it began', async () => {
    const kept = await backEnd.open()
    await add(kept, 'training', { makes: 'mine' })
    await add(kept, 'attack', { needs: ['mine'] })
    await cancelQueued(kept, 'training', LATER)
    expect(await claimed(kept)).toBe('attack')
  })

  test('never waits for a job that came after it, so that no two wait for each other', async () => {
    const kept = await backEnd.open()
    await add(kept, 'lost', { makes: 'a' })
    await add(kept, 'first', { needs: ['a'], makes: 'b' })
    await cancelQueued(kept, 'lost', LATER)
    await add(kept, 'second', { needs: ['b'], makes: 'a' })
    await add(kept, 'itself', { needs: ['c'], makes: 'c' })
    expect(await claimed(kept)).toBe('first')
    expect(await claimed(kept)).toBe('itself')
    expect(await claimed(kept)).toBeUndefined()
    await kept.finish('first', 1, FAILURE, LATER)
    expect(await claimed(kept)).toBe('second')
  })

  test('lets go of it when it is cancelled or removed', async () => {
    const kept = await backEnd.open()
    await store(kept, 'mine')
    await add(kept, 'attack', { needs: ['mine'] })
    await cancelQueued(kept, 'attack', LATER)
    expect(await kept.removeClassifier('mine')).toBe('removed')
  })
})
