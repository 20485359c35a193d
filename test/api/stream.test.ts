import { beforeAll, describe, expect, test } from 'vitest'
import type { JobResource } from '../../src/api/schemas/job.ts'
import { endlessDescent, QUIET_DESCENT, SHORT_DESCENT } from '../descents.ts'
import { startTestService, type TestService } from '../service.ts'
import {
  framesOf,
  iterationsOf,
  openEvents,
  openSocket,
  range,
  type SocketOptions,
  type StreamMessage,
  seqsCovered,
} from '../socket-client.ts'

describe('the stream of a job', () => {
  let service: TestService
  let finished: JobResource
  /** All messages of the finished job. */
  let all: StreamMessage[]

  beforeAll(async () => {
    service = await startTestService({ workers: 1 })
    finished = await submit(SHORT_DESCENT)
    const client = openSocket(service.url, finished.links.stream)
    await client.closed
    all = client.messages
  })

  async function submit(spec: object): Promise<JobResource> {
    const response = await service.request('/v1/attacks', { body: spec })
    expect(response.status).toBe(202)
    return (await response.json()) as JobResource
  }

  function cancel({ links }: JobResource): Promise<Response> {
    return service.request(links.self, { method: 'DELETE' })
  }

  /** All messages of a stream that ends well. */
  async function messagesAt(path: string, options?: SocketOptions): Promise<StreamMessage[]> {
    const client = openSocket(service.url, path, options)
    expect((await client.closed).code).toBe(1000)
    return client.messages
  }

  test('has every seq once and in order, from 1 to the end', () => {
    expect(seqsCovered(all)).toEqual(range(1, all.length))
    expect(iterationsOf(all)).toEqual(range(0, 300))
    expect(all.filter(({ type }) => type !== 'frame')).toMatchObject([
      { type: 'status', status: 'queued', progress: { fraction: 0 } },
      { type: 'status', status: 'running' },
      { type: 'status', status: 'succeeded', progress: { fraction: 1 } },
      { type: 'end', status: 'succeeded' },
    ])
    expect(all.at(-1)!.type).toBe('end')
  })

  test('names the job and the attempt, and gives the certificate with iteration 0 alone', () => {
    const [first, ...others] = framesOf(all)
    expect(first).toMatchObject({ job: finished.id, attempt: 1, data: { iteration: 0, certificate: {} } })
    for (const frame of others) {
      expect(frame).toMatchObject({ job: finished.id, attempt: 1 })
      expect(frame.data).not.toHaveProperty('certificate')
    }
  })

  test('is the same in JSON and in MessagePack, each in its own kind of message', async () => {
    const kinds = new Map<string, Set<boolean>>()
    for (const protocol of ['antagon.v1.json', 'antagon.v1.msgpack']) {
      const client = openSocket(service.url, finished.links.stream, { protocols: protocol })
      const seen = new Set<boolean>()
      kinds.set(protocol, seen)
      client.socket.on('message', (_, isBinary) => seen.add(isBinary))
      await client.closed
      expect(client.socket.protocol).toBe(protocol)
      expect(client.messages).toEqual(all)
    }
    expect(kinds.get('antagon.v1.json')).toEqual(new Set([false]))
    expect(kinds.get('antagon.v1.msgpack')).toEqual(new Set([true]))
  })

  test('is served under one of our subprotocols when others are offered with it', async () => {
    const protocols = ['graphql-ws', 'antagon.v1.msgpack']
    expect(await messagesAt(finished.links.stream, { protocols })).toEqual(all)
  })

  test.each([0, 1, 2, 150, 302, 304])('resumed after %d gives exactly what follows', async (after) => {
    expect(await messagesAt(`${finished.links.stream}?after=${after}`)).toEqual(all.slice(after))
  })

  test('resumed after its end gives nothing and closes', async () => {
    expect(await messagesAt(`${finished.links.stream}?after=${all.length}`)).toEqual([])
  })

  test('can be left and resumed at every message', async () => {
    const job = await submit({ ...SHORT_DESCENT, options: { maxIterations: 20, frameEvery: 1 } })
    const seen: StreamMessage[] = []
    do {
      const after = seen.length
      const client = openSocket(service.url, `${job.links.stream}?after=${after}`)
      await client.until('a message', (messages) => messages.length > 0)
      client.socket.terminate()
      seen.push(client.messages[0]!)
    } while (seen.at(-1)!.type !== 'end')
    expect(seqsCovered(seen)).toEqual(range(1, 25))
    expect(iterationsOf(seen)).toEqual(range(0, 20))
  })

  test('tells a client that came while the job was queued everything, then what happens', async () => {
    const blocker = await submit(QUIET_DESCENT)
    const job = await submit(SHORT_DESCENT)
    const client = openSocket(service.url, job.links.stream)
    await client.first('status')
    expect(client.messages).toMatchObject([{ seq: 1, type: 'status', status: 'queued' }])
    await cancel(blocker)
    expect((await client.closed).code).toBe(1000)
    expect(seqsCovered(client.messages)).toEqual(range(1, all.length))
    expect(framesOf(client.messages).map(({ data }) => data)).toEqual(framesOf(all).map(({ data }) => data))
  })

  test('tells a client that came while the job ran everything, then what happens', async () => {
    const job = await submit(endlessDescent(20))
    const early = openSocket(service.url, job.links.stream)
    await early.until('500 frames', (messages) => messages.length > 500)
    const late = openSocket(service.url, job.links.stream)
    await late.until('1000 frames', (messages) => messages.length > 1000)
    await cancel(job)
    await Promise.all([early.closed, late.closed])
    expect(late.messages).toEqual(early.messages)
    expect(seqsCovered(late.messages)).toEqual(range(1, late.messages.length))
    expect(late.messages.slice(-2)).toMatchObject([
      { type: 'status', status: 'cancelled' },
      { type: 'end', status: 'cancelled' },
    ])
  })

  test('tells that a queued job was cancelled', async () => {
    const blocker = await submit(QUIET_DESCENT)
    const job = await submit(SHORT_DESCENT)
    const client = openSocket(service.url, job.links.stream)
    await client.first('status')
    await cancel(job)
    expect((await client.closed).code).toBe(1000)
    expect(client.messages.map((message) => 'status' in message && message.status)).toEqual([
      'queued',
      'cancelled',
      'cancelled',
    ])
    await cancel(blocker)
  })

  test('a plain request for it is told to upgrade', async () => {
    const response = await service.request(finished.links.stream)
    expect(response.status).toBe(426)
    expect(response.headers.get('upgrade')).toBe('websocket')
    expect(response.headers.get('content-type')).toMatch('application/problem+json')
    expect(await response.json()).toMatchObject({ status: 426, code: 'upgrade-required' })
  })

  describe('as server-sent events', () => {
    test('has the same messages, each with its seq as id and its type as name', async () => {
      const client = await openEvents(service.url, finished.links.events)
      await client.ended
      expect(client.response.status).toBe(200)
      expect(client.response.headers.get('content-type')).toBe('text/event-stream')
      expect(client.messages).toEqual(all)
      expect(client.events.map(({ id }) => Number(id))).toEqual(range(1, all.length))
      expect(client.events.map(({ event }) => event)).toEqual(all.map(({ type }) => type))
    })

    test.each([
      ['?after', '?after=150', {}, 150],
      ['Last-Event-ID', '', { 'last-event-id': '150' }, 150],
      ['Last-Event-ID rather than ?after', '?after=20', { 'last-event-id': '302' }, 302],
    ])('resumes by %s', async (_, query, headers: Record<string, string>, after) => {
      const client = await openEvents(service.url, finished.links.events + query, headers)
      await client.ended
      expect(client.messages).toEqual(all.slice(after))
    })

    test.each([
      ['?after', '?after=305', {}],
      ['Last-Event-ID', '', { 'last-event-id': '305' }],
    ])(
      'answers 204 to a client that has had the end, by %s, so that it does not reconnect',
      async (_, query, headers) => {
        const response = await service.request(finished.links.events + query, {
          headers: { accept: 'text/event-stream', ...headers },
        })
        expect(response.status).toBe(204)
      },
    )

    test('tells a client that came while the job ran everything, then what happens', async () => {
      const job = await submit(endlessDescent(20))
      const client = await openEvents(service.url, job.links.events)
      await client.until('500 messages', (messages) => messages.length > 500)
      await cancel(job)
      await client.ended
      expect(seqsCovered(client.messages)).toEqual(range(1, client.messages.length))
      expect(client.messages.at(-1)).toMatchObject({ type: 'end', status: 'cancelled' })
    })

    test('gives a gap an id from which a client can resume', async () => {
      const client = await openEvents(service.url, `${finished.links.events}?rate=1`)
      await client.ended
      const [at, gap] = client.events
        .map((event, i) => [i, event] as const)
        .find(([, { event }]) => event === 'gap')!
      expect(gap.id).toBe(String((JSON.parse(gap.data) as { to: number }).to))
      expect(Number(client.events[at + 1]!.id)).toBe(Number(gap.id) + 1)
    })

    test.each([
      ['/v1/jobs/none/events', {}, 404, 'no-such-job'],
      ['?after=-1', {}, 422, 'out-of-range'],
      ['?after=x', {}, 400, 'wrong-shape'],
      ['?rate=0', {}, 422, 'out-of-range'],
      ['?since=3', {}, 400, 'wrong-shape'],
      ['', { 'last-event-id': 'x' }, 422, 'out-of-range'],
      ['', { accept: 'application/json' }, 406, 'not-acceptable'],
    ])('%s %j is refused with %d %s', async (query, headers: Record<string, string>, status, code) => {
      const path = query.startsWith('/') ? query : finished.links.events + query
      const response = await service.request(path, { headers })
      expect(response.status).toBe(status)
      expect(await response.json()).toMatchObject({ status, code })
    })
  })

  test('leaves no stream open behind clients that go without a word', async () => {
    const job = await submit(QUIET_DESCENT)
    const { streams } = service.app.services
    const sockets = range(1, 30).map(() => openSocket(service.url, job.links.stream))
    const readers = await Promise.all(range(1, 30).map(() => openEvents(service.url, job.links.events)))
    await Promise.all([...sockets, ...readers].map((client) => client.first('frame')))
    expect(streams.size).toBe(60)
    for (const { socket } of sockets) socket.terminate()
    for (const reader of readers) reader.leave()
    await expect.poll(() => streams.size).toBe(0)
    await cancel(job)
  })
})
