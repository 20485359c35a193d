import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { JobStore } from '../../../src/jobs/store.ts'
import { describeWithRedis } from '../../redis.ts'
import { openStore } from '../../stores.ts'
import { NOW, type Step, steps, take } from '../random-steps.ts'
import { openShared } from './open-shared.ts'

/** All that can be read of a store. */
async function contents(store: JobStore): Promise<unknown> {
  const { jobs } = await store.list({}, 1000, null)
  const owners = ['ann', 'bob']
  return {
    jobs,
    counts: (await store.census()).jobs,
    logs: await Promise.all(jobs.map(({ id }) => store.readLog(id, 0, 1000, 1))),
    thinned: await Promise.all(jobs.map(({ id }) => store.readLog(id, 1, 9, 4))),
    positions: await Promise.all(jobs.map(({ id }) => store.position(id))),
    results: await Promise.all(jobs.map(({ id }) => store.result(id))),
    usage: await Promise.all(owners.map((owner) => store.usage(owner, NOW))),
    classifiers: await store.listClassifiers(),
    trainings: await store.listTrainings(),
    ofAnn: await store.list({ owner: 'ann', status: 'queued' }, 2, null),
  }
}

describeWithRedis('a store in Redis', () => {
  test('is what one in SQLite is, whatever was done to both', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const sqlite = openStore()
        const { store } = await openShared()
        let next: string | undefined
        const claim = async () => {
          const claimed = await sqlite.claim(NOW)
          next = claimed?.job.id
          return claimed
        }
        // Either has an order of its own: what one has claimed, the other claims, if it may begin there too.
        const follow = async () => {
          const undealt = (await store.undealt(1000)).map(({ id }) => id)
          if (next === undefined) expect(undealt).toEqual([])
          else expect(undealt).toContain(next)
          const claimed = next === undefined ? undefined : await store.claim(next, 'whole', NOW, null)
          return claimed === 'later' ? undefined : claimed
        }
        const drained: Step[] = Array.from({ length: 60 }, () => ({ operation: 'claim', which: 0, text: '' }))
        for (const [i, step] of [...all, ...drained].entries()) {
          const came = await take(sqlite, step, i, claim)
          expect(await take(store, step, i, follow)).toEqual(came)
          if (i === all.length - 1) expect(await contents(store)).toEqual(await contents(sqlite))
        }
      }),
      { numRuns: 20 },
    )
  })
})
