import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { openRedisStore } from '../../../src/jobs/redis/redis-store.ts'
import { StoreUnavailable, StoreUnusable } from '../../../src/jobs/store.ts'
import { newJob } from '../../new-jobs.ts'
import { describeWithRedis, startRedis } from '../../redis.ts'
import { LATER, NOW, PROGRESS, SUCCESS } from '../stored-jobs.ts'
import { openShared, plainClient } from './open-shared.ts'

const MEGABYTE = 2 ** 20
const BODY = JSON.stringify('x'.repeat(MEGABYTE))

describeWithRedis('while Redis is away', () => {
  test('all fails at once, and goes on with what was stored when it is back', async () => {
    const redis = await startRedis({ durable: true })
    const { store } = await openShared(redis.url)
    await store.add(newJob('a'), null, 10)
    await store.claim('a', 'whole', NOW, null)
    await store.appendFrames('a', 1, ['1'], PROGRESS)
    const log = await store.readLog('a', 0, 100, 1)
    await redis.kill()
    for (const step of [
      () => store.get('a'),
      () => store.appendFrames('a', 1, ['2'], PROGRESS),
      () => store.readLog('a', 0, 100, 1),
      () => store.probe(),
      () => store.census(),
    ])
      await expect(step()).rejects.toThrow(StoreUnavailable)
    await redis.restart()
    await expect.poll(() => store.probe().then(() => 'usable', String), { timeout: 20_000 }).toBe('usable')
    expect(await store.readLog('a', 0, 100, 1)).toEqual(log)
    await store.appendFrames('a', 1, ['2'], PROGRESS)
    await store.finish('a', 1, SUCCESS, LATER)
    expect(await store.get('a')).toMatchObject({ status: 'succeeded' })
  })

  test('a store is not opened', async () => {
    const redis = await startRedis()
    await redis.kill()
    const opening = openRedisStore({ url: redis.url, prefix: 'p' })
    await expect(opening).rejects.toThrow(StoreUnavailable)
    await expect(opening).rejects.toThrow('ECONNREFUSED')
  })

  test('a store can be closed', async () => {
    const redis = await startRedis()
    const store = await openRedisStore({ url: redis.url, prefix: 'p' })
    await redis.kill()
    await store.close()
    await expect(store.get('a')).rejects.toThrow(StoreUnavailable)
  })
})

describeWithRedis('a Redis that is full', () => {
  test('refuses what would take room as a whole, and does what makes some', async () => {
    const { store, url } = await openShared((await startRedis()).url)
    const add = (id: string) => store.add(newJob(id, { owner: 'ann' }), null, 1000)
    for (const id of ['big', 'small', 'waiting']) {
      await add(id)
      if (id !== 'waiting') await store.claim(id, 'whole', NOW, null)
    }
    for (let n = 0; n < 10; n++) await store.appendFrames('big', 1, [BODY], PROGRESS)
    await plainClient(url).config('SET', 'maxmemory', 5 * MEGABYTE)
    const state = async () => [
      await store.list({}, 100, null),
      await store.readLog('small', 0, 100, 1),
      await store.position('big'),
      await store.usage('ann', NOW),
      (await store.census()).jobs,
    ]
    const before = await state()
    for (const step of [
      () => add('more'),
      () => store.claim('waiting', 'whole', NOW, null),
      () => store.appendFrames('small', 1, ['1'], PROGRESS),
      () => store.saveCheckpoint('small', 1, new Uint8Array(1)),
      () => store.finish('small', 1, SUCCESS, LATER),
      () => store.release('small', 1),
      () => store.probe(),
    ])
      await expect(step()).rejects.toThrow('Redis is out of memory')
    expect(await state()).toEqual(before)
    expect(await store.cancel('waiting', LATER)).toBe(true)
    expect(await store.remove('waiting')).toBe(true)
    expect(await store.cancel('big', LATER)).toBe(true)
    expect(await store.expire({ endedSince: null, mostJobs: 0, mostBytes: null }, 10)).toEqual(['big'])
    // Its memory is given back beside all else.
    await expect.poll(() => store.probe().then(() => 'room', String)).toBe('room')
    await store.finish('small', 1, SUCCESS, LATER)
  })
})

describeWithRedis('a Redis that cannot keep a store', () => {
  test('is refused: one that forgets when it is full, and one with a store of a later version', async () => {
    const redis = await startRedis({
      settings: ['--maxmemory', '20mb', '--maxmemory-policy', 'allkeys-lru'],
    })
    await expect(openShared(redis.url)).rejects.toThrow(StoreUnusable)
    const { store, url, prefix } = await openShared()
    await store.close()
    await plainClient(url).set(`{${prefix}}:format`, 99)
    await expect(openRedisStore({ url, prefix })).rejects.toThrow('format 99')
  })

  test('is refused when it does not take the password, which is not told', async () => {
    const redis = await startRedis({ settings: ['--requirepass', 'right'] })
    const url = redis.url.replace('//', '//:wrong@')
    const error = await openRedisStore({ url, prefix: 'p' }).catch((reason: Error) => reason)
    expect(error).toBeInstanceOf(StoreUnavailable)
    expect(inspect(error, { depth: 9 })).toContain('WRONGPASS')
    expect(inspect(error, { depth: 9 })).not.toContain("'wrong'")
  })

  test('says so when it is a copy that nobody may write to', async () => {
    const { store, url } = await openShared((await startRedis()).url)
    await plainClient(url).replicaof('127.0.0.1', 1)
    await expect(store.probe()).rejects.toThrow(StoreUnavailable)
    await expect(store.add(newJob('a'), null, 10)).rejects.toThrow(StoreUnavailable)
  })
})

describeWithRedis('a Redis that has forgotten the scripts', () => {
  test('is told them again', async () => {
    const { store, url } = await openShared()
    await store.add(newJob('a'), null, 10)
    await plainClient(url).script('FLUSH')
    expect(await store.get('a')).toMatchObject({ id: 'a' })
  })
})
