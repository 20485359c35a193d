import { expect, test } from 'vitest'
import { storeKeys } from '../../../src/jobs/redis/keys.ts'
import { newJob } from '../../new-jobs.ts'
import { describeWithRedis } from '../../redis.ts'
import { LATER, NOW, PROGRESS, SUCCESS } from '../stored-jobs.ts'
import { openShared, plainClient } from './open-shared.ts'

describeWithRedis('the news of a store', () => {
  test('are the ids of the jobs whose logs have grown or are gone, and apart the cancelled ones', async () => {
    const shared = await openShared()
    const { store } = shared
    const { news, cancelled } = storeKeys(shared.prefix)
    const heard: string[] = []
    const listener = plainClient(shared.url)
    listener.on('message', (channel, id) => heard.push(channel === news ? id : `cancelled ${id}`))
    await listener.subscribe(news, cancelled)
    /** What is heard of a step at the least. */
    const newsOf = async (step: () => Promise<unknown>) => {
      heard.length = 0
      await step()
      await listener.ping()
      return [...new Set(heard)]
    }
    expect(await newsOf(() => store.add(newJob('a'), null, 10))).toEqual(['a'])
    expect(await newsOf(() => store.claim('a', 'whole', NOW, null))).toEqual(['a'])
    expect(await newsOf(() => store.appendFrames('a', 1, ['1'], PROGRESS))).toEqual(['a'])
    const part = { part: 1, total: 2, value: new Uint8Array(1), frame: '1' }
    expect(await newsOf(() => store.savePart('a', 1, part, ''))).toEqual(['a'])
    expect(await newsOf(() => store.release('a', 1))).toEqual(['a'])
    expect(
      await newsOf(() => store.saveCheckpoint('a', 1, new Uint8Array(1)).catch(() => undefined)),
    ).toEqual([])
    await store.claim('a', 'whole', NOW, null)
    expect(await newsOf(() => store.finish('a', 2, SUCCESS, LATER))).toEqual(['a'])
    expect(await newsOf(() => store.remove('a'))).toEqual(['a'])
    await store.add(newJob('b'), null, 10)
    expect(await newsOf(() => store.cancel('b', LATER))).toEqual(['b', 'cancelled b'])
    const expiry = { endedSince: null, mostJobs: 0, mostBytes: null }
    expect(await newsOf(() => store.expire(expiry, 10))).toEqual(['b'])
  })
})
