import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createKey } from '../../src/api/keys.ts'
import type { JobResource } from '../../src/api/schemas/job.ts'
import { endlessDescent, QUIET_DESCENT, SHORT_DESCENT } from '../descents.ts'
import { startTestService, type TestService } from '../service.ts'
import { openEvents, openSocket, range, type SocketOptions } from '../socket-client.ts'

async function submit(service: TestService, spec: object): Promise<JobResource> {
  return (await (await service.request('/v1/attacks', { body: spec })).json()) as JobResource
}

describe('why a stream closes', () => {
  let service: TestService
  let job: JobResource

  beforeAll(async () => {
    service = await startTestService()
    job = await submit(service, SHORT_DESCENT)
  })

  // Its endless job would keep a worker busy beside all that follows.
  afterAll(() => service.close())

  function closingOf(path: string, options?: SocketOptions) {
    return openSocket(service.url, path, options).closed
  }

  test.each([
    ['no subprotocol', [], 'none was offered'],
    ['an unknown subprotocol', ['graphql-ws'], '“graphql-ws” is unknown'],
    ['a long unknown subprotocol', ['x'.repeat(60)], '“xxx'],
    ['a very long unknown subprotocol', ['x'.repeat(200)], '“xxx'],
  ])('4400 for %s', async (_, protocols, reason) => {
    const closing = await closingOf(job.links.stream, { protocols })
    expect(closing.code).toBe(4400)
    expect(closing.reason).toContain(reason)
  })

  test('cuts a reason that is too long between two characters', async () => {
    const name = 'έκπληξη'.repeat(20)
    const { code, reason } = await closingOf(`${job.links.stream}?${encodeURIComponent(name)}=3`)
    expect(code).toBe(4400)
    expect(reason).toMatch(/^querystring: έκπληξη[έκπληξ]+$/)
    expect(Buffer.byteLength(reason)).toBeGreaterThan(120)
  })

  test.each([
    ['?after=-1', 'after'],
    ['?after=1.5', 'after'],
    ['?after=soon', 'after'],
    ['?after=1&after=2', 'after'],
    ['?rate=0', 'rate'],
    ['?rate=-3', 'rate'],
    ['?rate=1001', 'rate'],
    ['?rate=fast', 'rate'],
    ['?since=3', 'since is an unknown field'],
  ])('4400 for %s, naming the field', async (query, reason) => {
    const closing = await closingOf(job.links.stream + query)
    expect(closing.code).toBe(4400)
    expect(closing.reason).toContain(reason)
  })

  test('4404 for a job that there is not', async () => {
    expect(await closingOf('/v1/jobs/none/stream')).toEqual({ code: 4404, reason: 'there is no such job' })
  })

  test('4404 for a job that is removed while it is watched', async () => {
    const job = await submit(service, SHORT_DESCENT)
    await openSocket(service.url, job.links.stream).closed
    const { store } = service.app.services
    const { promise: reading, resolve: read } = Promise.withResolvers<void>()
    const { promise: removed, resolve: goOn } = Promise.withResolvers<void>()
    const readLog = store.readLog.bind(store)
    // The stream comes to its second page only when the job is no more.
    const spy = vi.spyOn(store, 'readLog').mockImplementation(async (id, after, ...rest) => {
      if (after > 0) {
        read()
        await removed
      }
      return readLog(id, after, ...rest)
    })
    const client = openSocket(service.url, job.links.stream)
    await reading
    expect((await service.request(job.links.self, { method: 'DELETE' })).status).toBe(204)
    goOn()
    expect(await client.closed).toEqual({ code: 4404, reason: 'the job was removed' })
    spy.mockRestore()
  })

  test('a client that says too much is cut off, and nobody else', async () => {
    const endless = await submit(service, endlessDescent(20))
    const other = openSocket(service.url, endless.links.stream)
    await other.first('frame')
    const client = openSocket(service.url, endless.links.stream)
    await client.opened
    client.socket.send('x'.repeat(1_000_000))
    expect([1006, 1009]).toContain((await client.closed).code)
    const seen = other.messages.length
    await other.until('more frames', (messages) => messages.length > seen + 100)
    other.socket.terminate()
    expect((await service.request('/healthz')).status).toBe(200)
  })

  test('what a client says is ignored as long as it is short', async () => {
    const job = await submit(service, SHORT_DESCENT)
    const client = openSocket(service.url, job.links.stream)
    await client.opened
    for (let i = 0; i < 10; i++) client.socket.send('{"type":"stop"}')
    expect((await client.closed).code).toBe(1000)
  })
})

describe('pings', () => {
  let service: TestService
  let job: JobResource

  beforeAll(async () => {
    service = await startTestService({}, 200)
    // Nothing happens in a job that waits behind two others.
    await submit(service, QUIET_DESCENT)
    await submit(service, QUIET_DESCENT)
    job = await submit(service, SHORT_DESCENT)
  })

  afterAll(() => service.close())

  test('a client that does not answer them is closed with 4408', async () => {
    const client = openSocket(service.url, job.links.stream, { autoPong: false })
    expect(await client.closed).toEqual({ code: 4408, reason: 'no answer to a ping' })
  })

  test('a client that answers them stays', async () => {
    const client = openSocket(service.url, job.links.stream)
    await new Promise<void>((resolve) => {
      let pings = 0
      client.socket.on('ping', () => {
        if (++pings === 4) resolve()
      })
    })
    expect(client.socket.readyState).toBe(client.socket.OPEN)
    client.socket.terminate()
  })

  test('a client that has neither answered nor read is cut off, and leaves no stream open', async () => {
    const client = openSocket(service.url, job.links.stream)
    await client.first('status')
    client.socket.pause()
    await expect.poll(() => service.app.services.streams.size).toBe(0)
    client.socket.resume()
    expect([1006, 4408]).toContain((await client.closed).code)
  })
})

describe('a service with keys', () => {
  const folder = mkdtempSync(join(tmpdir(), 'antagon-keys-'))
  const keysFile = join(folder, 'keys')
  let service: TestService
  let authorization: Record<string, string>
  let job: JobResource

  beforeAll(async () => {
    authorization = { authorization: `Bearer ${createKey(keysFile, 'test')}` }
    service = await startTestService({ keysFile })
    const response = await service.request('/v1/attacks', { body: SHORT_DESCENT, headers: authorization })
    job = (await response.json()) as JobResource
  })

  afterAll(() => rmSync(folder, { recursive: true }))

  async function ticket(): Promise<string> {
    const response = await service.request('/v1/tickets', { method: 'POST', headers: authorization })
    expect(response.status).toBe(201)
    return ((await response.json()) as { ticket: string }).ticket
  }

  test.each([
    ['neither key nor ticket', '', {}],
    ['a wrong key', '', { headers: { authorization: 'Bearer wrong' } }],
    ['a ticket that was never issued', '?ticket=wrong', {}],
  ])('closes with 4401 for %s, whether there is such a job or not', async (_, query, options) => {
    for (const path of [job.links.stream, '/v1/jobs/none/stream']) {
      const client = openSocket(service.url, path + query, options)
      expect((await client.closed).code).toBe(4401)
      expect(client.messages).toEqual([])
    }
  })

  test('opens a stream with a key', async () => {
    const client = openSocket(service.url, job.links.stream, { headers: authorization })
    expect((await client.closed).code).toBe(1000)
  })

  test('opens one stream with a ticket, and not a second one', async () => {
    const path = `${job.links.stream}?ticket=${await ticket()}`
    expect((await openSocket(service.url, path).closed).code).toBe(1000)
    expect((await openSocket(service.url, path).closed).code).toBe(4401)
  })

  test('opens one stream of events with a ticket, and not a second one', async () => {
    const path = `${job.links.events}?ticket=${await ticket()}`
    const client = await openEvents(service.url, path)
    await client.ended
    expect(client.messages.at(-1)).toMatchObject({ type: 'end' })
    expect((await service.request(path)).status).toBe(401)
  })
})

describe('a service that stops', () => {
  test('closes its sockets with 1012, ends its events, and leaves the jobs queued', async () => {
    const service = await startTestService({ workers: 1, shutdownPatienceMs: 5000 })
    const running = await submit(service, QUIET_DESCENT)
    const waiting = await submit(service, SHORT_DESCENT)
    const sockets = range(1, 5).map(() => openSocket(service.url, running.links.stream))
    const quiet = openSocket(service.url, waiting.links.stream)
    const reader = await openEvents(service.url, running.links.events)
    await Promise.all([...sockets, quiet, reader].map((client) => client.first('status')))
    await sockets[0]!.first('frame')
    await service.close()
    for (const { closed } of [...sockets, quiet]) {
      expect(await closed).toEqual({ code: 1012, reason: 'the service is stopping' })
    }
    await reader.ended
    for (const { messages } of [...sockets, quiet, reader]) {
      expect(messages.some(({ type }) => type === 'end')).toBe(false)
    }
  })

  test('does not wait for a client that does not read', async () => {
    const service = await startTestService({ shutdownPatienceMs: 5000 })
    const job = await submit(service, endlessDescent(20))
    const client = openSocket(service.url, job.links.stream)
    await client.first('frame')
    client.socket.pause()
    await service.close()
    client.socket.resume()
    expect([1006, 1012]).toContain((await client.closed).code)
  })
})
