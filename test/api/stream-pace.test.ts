import { beforeAll, describe, expect, test } from 'vitest'
import type { JobResource } from '../../src/api/schemas/job.ts'
import { descentSpec, endlessDescent, SHORT_DESCENT } from '../descents.ts'
import { startTestService, type TestService } from '../service.ts'
import {
  framesOf,
  openEvents,
  openSocket,
  type Received,
  range,
  type StreamMessage,
  seqsCovered,
} from '../socket-client.ts'

/** A frame of some four kilobytes at every iteration. */
const LARGE_FRAMES = descentSpec(5000, { maxIterations: 100_000, binWidth: 0.002, frameEvery: 1 })

/** More than a connection holds between a service that writes and a client that does not read. */
const MORE_THAN_BUFFERS = 5000

describe('the pace of a stream', () => {
  let service: TestService

  beforeAll(async () => {
    service = await startTestService()
  })

  async function submit(spec: object): Promise<JobResource> {
    return (await (await service.request('/v1/attacks', { body: spec })).json()) as JobResource
  }

  function cancel({ links }: JobResource): Promise<Response> {
    return service.request(links.self, { method: 'DELETE' })
  }

  /** Fulfilled by the first message that comes so much later. */
  async function untilLater(client: Received, milliseconds: number): Promise<void> {
    const from = performance.now()
    await client.until('a later message', () => performance.now() - from > milliseconds)
  }

  /** A client that can stop reading and go on. */
  async function pausable(kind: string, { links }: JobResource) {
    if (kind === 'WebSocket') {
      const client = openSocket(service.url, links.stream)
      const pause = () => {
        client.socket.pause()
        return () => client.socket.resume()
      }
      return { client, pause, ended: client.closed.then(({ code }) => expect(code).toBe(1000)) }
    }
    const client = await openEvents(service.url, links.events)
    return { client, pause: () => client.pause(), ended: client.ended }
  }

  function expectComplete(messages: readonly StreamMessage[], all: readonly StreamMessage[]): void {
    expect(seqsCovered(messages)).toEqual(range(1, all.length))
    expect(framesOf(messages).at(-1)).toEqual(framesOf(all).at(-1))
    expect(messages.at(-1)).toEqual(all.at(-1))
    expect(messages.at(-1)!.type).toBe('end')
  }

  test.each(['WebSocket', 'server-sent events'])(
    'a client of %s that stops reading gets fewer frames, in order, and the last one; others get all',
    async (kind) => {
      const job = await submit(LARGE_FRAMES)
      const fast = openSocket(service.url, job.links.stream)
      const { client: slow, pause, ended } = await pausable(kind, job)
      await slow.first('frame')
      const resume = pause()
      const seen = fast.messages.length
      await fast.until('enough frames', (messages) => messages.length > seen + MORE_THAN_BUFFERS)
      await untilLater(fast, 1200)
      await cancel(job)
      expect((await fast.closed).code).toBe(1000)
      expect(seqsCovered(fast.messages)).toEqual(range(1, fast.messages.length))
      expect(fast.messages.some(({ type }) => type === 'gap')).toBe(false)
      resume()
      await ended
      expectComplete(slow.messages, fast.messages)
      const gaps = slow.messages.filter(({ type }) => type === 'gap')
      expect(gaps.length).toBeGreaterThan(0)
      const lastWholeFrame = slow.messages.findIndex(({ type }) => type === 'gap')
      expect(framesOf(slow.messages.slice(lastWholeFrame)).length).toBeLessThanOrEqual(202)
    },
  )

  test.each(['WebSocket', 'server-sent events'])('a rate bounds the frames of %s', async (kind) => {
    const rate = 20
    const job = await submit(endlessDescent(20))
    const all = openSocket(service.url, job.links.stream)
    const from = performance.now()
    const query = `?rate=${rate}`
    const paced =
      kind === 'WebSocket'
        ? openSocket(service.url, job.links.stream + query)
        : await openEvents(service.url, job.links.events + query)
    await paced.until('ten frames', (messages) => framesOf(messages).length >= 10)
    await cancel(job)
    await Promise.all([all.closed, paced.first('end')])
    const seconds = (performance.now() - from) / 1000
    expect(framesOf(paced.messages).length).toBeLessThanOrEqual(seconds * rate + 2)
    expectComplete(paced.messages, all.messages)
  })

  test('a rate above what there is leaves nothing out but what came at once', async () => {
    const job = await submit(SHORT_DESCENT)
    const client = openSocket(service.url, `${job.links.stream}?rate=1000&after=100`)
    expect((await client.closed).code).toBe(1000)
    expect(seqsCovered(client.messages)).toEqual(range(101, 305))
    expect(framesOf(client.messages).at(-1)!.seq).toBe(303)
  })
})
