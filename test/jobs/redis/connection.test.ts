import { connect, createServer, type Server, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { connectPatiently } from '../../../src/jobs/redis/connection.ts'
import { SharedHub } from '../../../src/jobs/redis/shared-hub.ts'
import { describeWithRedis, sharedRedis } from '../../redis.ts'
import { plainClient } from './open-shared.ts'

const QUIET = { info: () => undefined, error: () => undefined }

const servers: Server[] = []
const sockets = new Set<Socket>()
afterEach(() => {
  for (const socket of sockets) socket.destroy()
  for (const server of servers.splice(0)) server.close()
})

/** A way to Redis of which what is open can go dead, as when a cable is cut: nothing comes through, and nobody is told. */
async function wireTo(url: string): Promise<{ url: string; goDead(): void }> {
  const open: [Socket, Socket][] = []
  const server = createServer((near) => {
    const far = connect(Number(new URL(url).port), '127.0.0.1')
    for (const socket of [near, far]) sockets.add(socket.on('error', () => undefined))
    near.pipe(far).pipe(near)
    open.push([near, far])
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return {
    url: `redis://127.0.0.1:${port}`,
    goDead() {
      for (const [near, far] of open.splice(0)) {
        near.unpipe()
        far.unpipe()
      }
    },
  }
}

describeWithRedis('whoever listens to Redis', () => {
  test('hears again of what happens when the connection has gone dead without a word', async () => {
    const { url } = await sharedRedis()
    const wire = await wireTo(url)
    const subscriber = connectPatiently(wire.url, QUIET, 100)
    const hub = new SharedHub(subscriber, 'news')
    let heard = 0
    hub.listen('job', () => heard++)
    const client = plainClient(url)
    const listeners = () => client.publish('news', 'job')
    await expect.poll(listeners).toBe(1)
    await expect.poll(() => heard).toBeGreaterThan(0)
    wire.goDead()
    const before = heard
    // What was said meanwhile is made up for, without being said again.
    await expect.poll(() => heard, { timeout: 20_000 }).toBeGreaterThan(before)
    hub.close()
  })
})
