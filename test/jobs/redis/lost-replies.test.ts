import { connect, createServer, type Server } from 'node:net'
import { expect, test } from 'vitest'
import { StoreUnavailable } from '../../../src/jobs/store.ts'
import { afterEachFile } from '../../left-open.ts'
import { newJob } from '../../new-jobs.ts'
import { describeWithRedis } from '../../redis.ts'
import { NOW, PROGRESS } from '../stored-jobs.ts'
import { openAgain, openShared } from './open-shared.ts'

const servers: Server[] = []
afterEachFile(() => servers.splice(0).map((server) => server.close()))

/** What lies between a store and its Redis: while `cutting`, it ends each connection instead of passing on a reply. */
async function proxyTo(url: string): Promise<{ readonly url: string; cutting: boolean }> {
  const server = createServer((client) => {
    const redis = connect(Number(new URL(url).port), '127.0.0.1')
    const end = () => {
      client.destroy()
      redis.destroy()
    }
    client.on('data', (data) => redis.write(data))
    redis.on('data', (data) => (proxy.cutting ? end() : client.write(data)))
    for (const socket of [client, redis]) socket.on('error', end).on('close', end)
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  const proxy = { url: `redis://127.0.0.1:${port}`, cutting: false }
  return proxy
}

describeWithRedis('a change whose reply is lost', () => {
  test('is told as a failure, and is never made a second time', async () => {
    const direct = await openShared()
    const proxy = await proxyTo(direct.url)
    const store = await openAgain({ url: proxy.url, prefix: direct.prefix })
    await store.add(newJob('a'), null, 10)
    await store.claim('a', 'whole', NOW, null)
    // So that Redis knows the script: otherwise its reply would be that it does not.
    await store.appendFrames('a', 1, ['0'], PROGRESS)
    proxy.cutting = true
    await expect(store.appendFrames('a', 1, ['1'], PROGRESS)).rejects.toThrow(StoreUnavailable)
    proxy.cutting = false
    await expect.poll(() => store.probe().then(() => 'usable', String), { timeout: 20_000 }).toBe('usable')
    const log = await direct.store.readLog('a', 0, 100, 1)
    expect(log.slice(2).map(({ body }) => body)).toEqual(['0', '1'])
    // Whoever does not know what came of it takes the job up anew, and is told.
    expect(await store.claim('a', 'whole', NOW, null)).toMatchObject({ frames: 2, job: { attempt: 2 } })
  })
})
