import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { EmbeddedStore, NewJob } from '../../src/jobs/store.ts'
import { newJob } from '../new-jobs.ts'
import { closeStore, openStore } from '../stores.ts'

const NOW = '2026-01-02T03:04:05.678Z'
const add = (store: EmbeddedStore, id: string, change: Partial<NewJob> = {}) =>
  store.add(newJob(id, change), null, 10_000)
const claim = async (store: EmbeddedStore, atLimit?: ReadonlySet<string>) =>
  (await store.claim(NOW, atLimit))?.job.id

/** The next claims, at most so many, by their ids. */
async function claims(store: EmbeddedStore, most: number): Promise<(string | undefined)[]> {
  const ids: (string | undefined)[] = []
  for (let i = 0; i < most; i++) ids.push(await claim(store))
  return ids
}

async function addAll(store: EmbeddedStore, owner: string | null, from: number, to: number, change = {}) {
  for (let i = from; i <= to; i++) await add(store, `${owner}-${i}`, { owner, ...change })
}

/** A step of a history: someone adds a job of this urgency, or a worker takes one. */
type Step = { readonly owner: string | null; readonly urgency: number } | 'claim'

/** Histories in which each adds several at a time, and workers take several, so that queues grow and empty. */
const stepsOf = (urgencies: readonly number[]) => {
  const submission = fc.record({
    owner: fc.constantFrom('ann', 'bob', null),
    urgency: fc.constantFrom(...urgencies),
  })
  const step = fc.oneof(fc.constant<Step>('claim'), submission)
  const bursts = fc.array(fc.tuple(step, fc.integer({ min: 1, max: 6 })), { maxLength: 25, size: 'max' })
  return bursts.map((all) => all.flatMap(([one, times]) => Array.from({ length: times }, () => one)))
}

/** Goes through a history; `look` sees what waited when a job was taken, in the order in which it was added. */
async function follow(
  steps: readonly Step[],
  look: (taken: NewJob, waiting: readonly NewJob[]) => void,
): Promise<void> {
  const store = openStore()
  const waiting: NewJob[] = []
  for (const [i, step] of steps.entries()) {
    if (step !== 'claim') {
      waiting.push(newJob(`${i}`, step))
      await store.add(waiting.at(-1)!, null, 1000)
      continue
    }
    const id = await claim(store)
    expect(id === undefined).toBe(waiting.length === 0)
    if (id === undefined) continue
    const taken = waiting.find((job) => job.id === id)!
    look(taken, waiting)
    waiting.splice(waiting.indexOf(taken), 1)
  }
  await closeStore(store)
}

describe('the order in which jobs are taken', () => {
  test('is by urgency first, and one owner’s equally urgent jobs go in the order in which they came', async () => {
    await fc.assert(
      fc.asyncProperty(stepsOf([0, 3, 7]), (steps) =>
        follow(steps, (taken, waiting) => {
          expect(taken.urgency).toBe(Math.min(...waiting.map(({ urgency }) => urgency)))
          const alike = waiting.filter((job) => job.owner === taken.owner && job.urgency === taken.urgency)
          expect(taken).toBe(alike[0])
        }),
      ),
    )
  })

  test('lets no owner get more than two jobs ahead of another who has one waiting', async () => {
    await fc.assert(
      fc.asyncProperty(stepsOf([3]), async (steps) => {
        // By pair: how far the first has got ahead since some moment from which on the second has had a job waiting.
        const ahead = new Map<string, number>()
        await follow(steps, ({ owner }, waiting) => {
          for (const first of ['ann', 'bob', null]) {
            for (const second of ['ann', 'bob', null]) {
              const pair = `${first}>${second}`
              const waits = first !== second && waiting.some((job) => job.owner === second)
              const step = owner === first ? 1 : owner === second ? -1 : 0
              ahead.set(pair, waits ? Math.max(0, (ahead.get(pair) ?? 0) + step) : 0)
              expect(ahead.get(pair)).toBeLessThanOrEqual(2)
            }
          }
        })
      }),
    )
  })
})

describe('an owner’s turn', () => {
  test('comes after one job of another who has queued hundreds', async () => {
    const store = openStore()
    await addAll(store, 'ann', 1, 500)
    await addAll(store, 'bob', 1, 2)
    await addAll(store, null, 1, 1)
    expect(await claims(store, 6)).toEqual(['ann-1', 'bob-1', 'null-1', 'ann-2', 'bob-2', 'ann-3'])
  })

  test('does not wait for what another was given before', async () => {
    const store = openStore()
    await addAll(store, 'ann', 1, 20)
    await claims(store, 10)
    await addAll(store, 'bob', 1, 10)
    expect(await claims(store, 4)).toEqual(['ann-11', 'bob-1', 'ann-12', 'bob-2'])
  })

  test('gives no credit to one who has had nothing to run', async () => {
    const store = openStore()
    await addAll(store, 'ann', 1, 10)
    await claims(store, 10)
    await addAll(store, 'bob', 1, 3)
    await addAll(store, 'ann', 11, 13)
    expect(await claims(store, 6)).toEqual(['bob-1', 'ann-11', 'bob-2', 'ann-12', 'bob-3', 'ann-13'])
  })

  test('is not put back by jobs that were cancelled before they ran', async () => {
    const store = openStore()
    await addAll(store, 'ann', 1, 50)
    for (let i = 1; i <= 50; i++) await store.cancelQueued(`ann-${i}`, NOW)
    await addAll(store, 'bob', 1, 2)
    await addAll(store, 'ann', 51, 52)
    expect(await claims(store, 4)).toEqual(['bob-1', 'ann-51', 'bob-2', 'ann-52'])
  })

  test('is not put back by the urgent jobs of others', async () => {
    const store = openStore()
    await addAll(store, 'bob', 1, 5)
    await addAll(store, 'ann', 1, 40, { urgency: 0 })
    await claims(store, 40)
    await add(store, 'cleo', { owner: 'cleo' })
    expect(await claims(store, 3)).toEqual(['bob-1', 'cleo', 'bob-2'])
  })

  test('is not put back by its own urgent jobs', async () => {
    const store = openStore()
    await addAll(store, 'bob', 1, 3)
    await addAll(store, 'ann', 1, 2, { urgency: 0 })
    await addAll(store, 'ann', 3, 4)
    expect(await claims(store, 6)).toEqual(['ann-1', 'ann-2', 'bob-1', 'ann-3', 'bob-2', 'ann-4'])
  })

  test('is kept by a job that goes back into the queue', async () => {
    const store = openStore()
    await addAll(store, 'ann', 1, 3)
    await claims(store, 2)
    await addAll(store, 'bob', 1, 1)
    await store.releaseAll()
    expect(await claims(store, 4)).toEqual(['ann-1', 'ann-2', 'ann-3', 'bob-1'])
  })

  test('is not brought forward when one whom others have overtaken is taken at last', async () => {
    const store = openStore()
    const training = { type: 'training', kind: 'linear', owner: 'cleo', makes: { name: 'net' } } as const
    await add(store, 'training', training)
    expect(await claim(store)).toBe('training')
    await add(store, 'needs', { owner: 'cleo', needs: ['net'] })
    await addAll(store, 'ann', 1, 20)
    await claims(store, 10)
    await store.finish('training', 1, { status: 'failed', error: { code: 'x', detail: 'x' } }, NOW)
    expect(await claim(store)).toBe('needs')
    await addAll(store, 'bob', 1, 10)
    expect(await claims(store, 4)).toEqual(['ann-11', 'bob-1', 'ann-12', 'bob-2'])
  })
})

test('a job whose kind is at its limit is overtaken, and goes first when it no longer is', async () => {
  const store = openStore()
  await addAll(store, 'ann', 1, 2, { kind: 'landscape', urgency: 0 })
  await addAll(store, 'ann', 3, 4)
  expect(await claim(store, new Set(['landscape', 'pgd']))).toBe('ann-3')
  expect(await claim(store, new Set(['landscape', 'fgsm']))).toBeUndefined()
  expect(await claims(store, 4)).toEqual(['ann-1', 'ann-2', 'ann-4', undefined])
})
