import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { JobStore } from '../../../src/jobs/store.ts'
import { describeWithRedis } from '../../redis.ts'
import { openStore } from '../../stores.ts'
import { NOW, steps, take } from '../random-steps.ts'
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
    ofAnn: await store.list({ owner: 'ann', status: 'queued' }, 2, null),
  }
}

describeWithRedis('a store in Redis', () => {
  test('is what one in SQLite is, whatever was done to both', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const sqlite = openStore()
        const { store } = await openShared()
        for (const [i, step] of all.entries()) {
          await take(sqlite, step, i)
          await take(store, step, i)
        }
        expect(await contents(store)).toEqual(await contents(sqlite))
      }),
      { numRuns: 20 },
    )
  })
})
