import { describe, expect, test } from 'vitest'
import { SharedClassifiers } from '../../src/jobs/shared-classifiers.ts'
import { held, randomNetwork } from '../networks.ts'
import { openStore } from '../stores.ts'

describe('classifiers in shared memory', () => {
  const needed = (...names: string[]) => names.map((name) => ({ name, path: `/${name}` }))

  test('are read once, and shared by all that ask for what is the same', async () => {
    const store = openStore()
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
    const store = openStore()
    await store.addClassifier(held('a').record, held('a').weights)
    await expect(new SharedClassifiers(store).all(needed('a', 'b'))).rejects.toMatchObject({
      code: 'no-such-classifier',
      path: '/b',
    })
  })
})
