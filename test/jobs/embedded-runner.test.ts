import { expect, test } from 'vitest'
import { type EmbeddedStore, StoreFull } from '../../src/jobs/store.ts'
import { SHORT_DESCENT } from '../descents.ts'
import { held } from '../networks.ts'
import { newJob } from '../new-jobs.ts'
import { embeddedHome, failing } from './runners.ts'
import { INSTANT_POOL, SILENT_POOL } from './scripted-pool.ts'

const descent = (id: string) => newJob(id, { kind: 'gradient-descent', spec: SHORT_DESCENT })

/** A store that does something whenever it has been asked for work and had none. */
function whenEmpty(action: () => void) {
  return <Store extends object>(store: Store): Store =>
    new Proxy(store, {
      get(target, name) {
        const method = Reflect.get(target, name) as (...args: unknown[]) => Promise<unknown>
        if (name !== ('claim' satisfies keyof EmbeddedStore)) return method.bind(target)
        return async (...args: unknown[]) => {
          const claimed = await method.apply(target, args)
          if (claimed === undefined) action()
          return claimed
        }
      },
    })
}

test('a call that comes just as the queue was found empty is not lost', async () => {
  // When the queue was first found empty, a job comes a number of microtasks later: one of them hits the spot.
  for (let delay = 0; delay < 12; delay++) {
    const { add, start, ended } = embeddedHome()
    let first = true
    const addLate = async () => {
      for (let i = 0; i < delay; i++) await undefined
      await add(descent('late'))
    }
    const change = whenEmpty(() => {
      if (first) void addLate()
      first = false
    })
    const { stop } = await start(INSTANT_POOL, change)
    await ended('late')
    await stop(0)
  }
})

test('whoever cancels while there is no room is told so, and the job is cancelled once there is', async () => {
  const failures = { left: 0 }
  const { add, start, until, ended } = embeddedHome()
  await add(descent('a'))
  const { cancel } = await start(SILENT_POOL, failing(['finish'], failures, new StoreFull('full')))
  await until('a', ({ status }) => status === 'running')
  failures.left = 3
  await expect(cancel('a')).rejects.toThrow(StoreFull)
  expect(await ended('a')).toMatchObject({ status: 'cancelled' })
})

test('a job that could not go back into the queue for want of room is released at the next start', async () => {
  const failures = { left: Number.POSITIVE_INFINITY }
  const { store, add, start, until } = embeddedHome()
  await add(descent('a'))
  const { stop } = await start(SILENT_POOL, failing(['release'], failures, new StoreFull('full')))
  await until('a', ({ status }) => status === 'running')
  await stop(0)
  expect(await store.get('a')).toMatchObject({ status: 'running' })
  expect(await store.releaseAll()).toEqual(['a'])
})

test('a job that needs a classifier can be cancelled in the very moment that it is taken up', async () => {
  // However many steps lie between the two.
  for (let delay = 0; delay < 12; delay++) {
    const { store, start } = embeddedHome()
    const { record, weights } = held('mine')
    await store.addClassifier(record, weights)
    const { cancel, wake } = await start(SILENT_POOL)
    const needs = ['mine']
    await store.add(newJob('a', { kind: 'gradient-descent', spec: SHORT_DESCENT, needs }), null, 1)
    wake()
    for (let i = 0; i < delay; i++) await undefined
    await cancel('a')
    expect(await store.get('a')).toMatchObject({ status: 'cancelled' })
  }
})
