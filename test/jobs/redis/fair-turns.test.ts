import { expect, test } from 'vitest'
import { MOST_TURN, priorityOf, priorityOfPart } from '../../../src/jobs/redis/priority.ts'
import type { SharedStore } from '../../../src/jobs/store.ts'
import { newJob } from '../../new-jobs.ts'
import { describeWithRedis } from '../../redis.ts'
import { takeUp } from '../back-ends.ts'
import { NOW } from '../stored-jobs.ts'
import { openShared, plainClient } from './open-shared.ts'

async function addMany(store: SharedStore, owner: string | null, count: number, urgency = 3): Promise<void> {
  for (let n = 0; n < count; n++) {
    await store.add(newJob(`${owner}${urgency}-${n}`, { owner, urgency }), null, 1000)
  }
}

/** The owners of the next so many jobs, in the order in which they are taken up. */
async function nextOwners(store: SharedStore, count: number): Promise<(string | null | undefined)[]> {
  const owners = []
  for (let n = 0; n < count; n++) owners.push((await takeUp(store, NOW))?.job.owner)
  return owners
}

describeWithRedis('the turns of owners', () => {
  test('come one after the other, however many jobs one of them has queued', async () => {
    const { store } = await openShared()
    await addMany(store, 'ann', 5)
    await addMany(store, 'bob', 2)
    await addMany(store, null, 1)
    expect(await nextOwners(store, 8)).toEqual(['ann', 'bob', null, 'ann', 'bob', 'ann', 'ann', 'ann'])
  })

  test('give nobody credit for the time in which it had nothing to run', async () => {
    const { store } = await openShared()
    await addMany(store, 'ann', 6)
    expect(await nextOwners(store, 3)).toEqual(['ann', 'ann', 'ann'])
    await addMany(store, 'bob', 3)
    expect(await nextOwners(store, 6)).toEqual(['ann', 'bob', 'ann', 'bob', 'ann', 'bob'])
  })

  test('of each urgency are their own, and 0 goes first', async () => {
    const { store } = await openShared()
    await addMany(store, 'ann', 1, 7)
    await addMany(store, 'ann', 1, 3)
    await addMany(store, 'bob', 1, 0)
    expect((await store.undealt(10)).map(({ priority }) => priority)).toEqual([
      priorityOf(7, 1),
      priorityOf(3, 1),
      priorityOf(0, 1),
    ])
    expect(await nextOwners(store, 3)).toEqual(['bob', 'ann', 'ann'])
  })

  test('begin anew when nothing is queued, and a job that goes back keeps its own', async () => {
    const { store } = await openShared()
    await addMany(store, 'ann', 3)
    await nextOwners(store, 3)
    await store.add(newJob('new', { owner: 'ann' }), null, 1000)
    await store.release('ann3-2', 1)
    expect(await store.undealt(10)).toEqual([
      { id: 'ann3-2', kind: 'fgsm', priority: priorityOf(3, 3) },
      { id: 'new', kind: 'fgsm', priority: priorityOf(3, 1) },
    ])
  })

  test('are all the last one beyond those that there are', async () => {
    const shared = await openShared()
    await addMany(shared.store, 'ann', 1)
    await plainClient(shared.url).hset(`{${shared.prefix}}:turns`, '3 claimed', MOST_TURN - 1)
    for (const id of ['a', 'b']) await shared.store.add(newJob(id, { owner: 'ann' }), null, 1000)
    const [, a, b] = await shared.store.undealt(10)
    expect([a?.priority, b?.priority]).toEqual([priorityOf(3, MOST_TURN), priorityOf(3, MOST_TURN)])
  })

  test('are one for each part of a split job, within its urgency', () => {
    const priority = priorityOf(3, 5)
    expect([0, 1, 7].map((part) => priorityOfPart(priority, part))).toEqual(
      [5, 6, 12].map((turn) => priorityOf(3, turn)),
    )
    expect(priorityOfPart(priorityOf(3, MOST_TURN - 1), 9)).toBe(priorityOf(3, MOST_TURN))
  })

  test('fit the priorities that there are', () => {
    expect(priorityOf(0, 1)).toBe(1)
    expect(priorityOf(7, MOST_TURN)).toBe(2 ** 21 - 1)
  })
})
