import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { followJob, type StreamRequest, type StreamSink } from '../../src/api/stream.ts'
import { JobHub } from '../../src/jobs/hub.ts'
import { openSqliteStore } from '../../src/jobs/sqlite-store.ts'
import type { EmbeddedStore } from '../../src/jobs/store.ts'
import { ANYONES } from '../new-jobs.ts'
import { framesOf, range, type StreamMessage, seqsCovered } from '../socket-client.ts'

/** Entries read from the log at a time. */
const PAGE = 100

const JOB = 'a-job'

/** A client in memory; by default it takes everything at once. */
class Sink implements StreamSink {
  readonly messages: StreamMessage[] = []
  readonly resumeAt: number[] = []
  /** Called when the stream waits for the client. */
  drain: () => Promise<void> = async () => undefined
  /** Called after each message. */
  onMessage: (message: StreamMessage) => void = () => undefined

  send(message: string, seq: number): void {
    const parsed = JSON.parse(message) as StreamMessage
    this.messages.push(parsed)
    this.resumeAt.push(seq)
    this.onMessage(parsed)
  }

  drained(): Promise<void> {
    return this.drain()
  }

  get seqs(): number[] {
    return seqsCovered(this.messages)
  }
}

describe('following a job', () => {
  let store: EmbeddedStore
  let hub: JobHub
  let sink: Sink
  let gone: AbortController

  beforeEach(async () => {
    store = openSqliteStore(':memory:')
    hub = new JobHub()
    sink = new Sink()
    gone = new AbortController()
    await store.add(
      {
        id: JOB,
        type: 'attack',
        kind: 'gradient-descent',
        seed: 1,
        spec: {},
        createdAt: now(),
        ...ANYONES,
        needs: [],
        makes: null,
      },
      null,
      10,
    )
  })

  afterEach(async () => {
    vi.useRealTimers()
    vi.restoreAllMocks()
    await store.close()
  })

  function now(): string {
    return new Date().toISOString()
  }

  function follow(request: Partial<StreamRequest> = {}) {
    return followJob({ store, hub }, JOB, { after: 0, rate: null, ...request }, sink, gone.signal)
  }

  /** Stores so many frames, as a worker's batch does. The first two entries of the log are states. */
  async function log(count: number): Promise<void> {
    if ((await store.get(JOB))!.status === 'queued') await store.claim(now())
    const bodies = range(1, count).map((iteration) => JSON.stringify({ iteration, output: 2, counts: [1] }))
    await store.appendFrames(JOB, 1, bodies, { fraction: 0.5, message: '' })
    hub.publish(JOB)
  }

  async function finish(): Promise<void> {
    await store.finish(
      JOB,
      1,
      { status: 'succeeded', message: 'done', result: '{}', arrays: {} },
      '2026-01-01T00:00:00Z',
    )
    hub.publish(JOB)
  }

  /** Lets everything happen that is waiting for nothing but its turn. */
  async function settle(): Promise<void> {
    for (let turn = 0; turn < 20; turn++) await new Promise<void>((resolve) => setImmediate(resolve))
  }

  /** A drain that is under way until it is let through. */
  function blockDrain(): { begun: Promise<void>; release: () => void } {
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
    const { promise: drained, resolve: release } = Promise.withResolvers<void>()
    sink.drain = () => {
      begin()
      return drained
    }
    gone.signal.addEventListener('abort', () => release())
    return { begun, release }
  }

  test.each([0, 1, PAGE - 3, PAGE, 2 * PAGE + 50])(
    'gives a log of %d frames once each and in order, then ends',
    async (frames) => {
      await log(frames)
      await finish()
      expect(await follow()).toBe('ended')
      expect(sink.seqs).toEqual(range(1, frames + 4))
      expect(sink.resumeAt).toEqual(range(1, frames + 4))
      expect(framesOf(sink.messages)).toHaveLength(frames)
      expect(sink.messages.at(-1)).toMatchObject({ type: 'end', status: 'succeeded' })
    },
  )

  test.each([1, 2, PAGE, 253, 254])('begins after seq %d when asked to', async (after) => {
    await log(250)
    await finish()
    expect(await follow({ after })).toBe('ended')
    expect(sink.seqs).toEqual(range(after + 1, 254))
  })

  test('sends what is added while the client is connected', async () => {
    const end = follow()
    await settle()
    expect(sink.seqs).toEqual([1])
    await log(3)
    await settle()
    expect(sink.seqs).toEqual(range(1, 5))
    await log(150)
    await finish()
    expect(await end).toBe('ended')
    expect(sink.seqs).toEqual(range(1, 157))
  })

  test('does not miss what is added while it reads', async () => {
    await log(1)
    const readLog = store.readLog.bind(store)
    let added = false
    vi.spyOn(store, 'readLog').mockImplementation(async (...query) => {
      const page = await readLog(...query)
      if (page.length === 0 && !added) {
        added = true
        await log(1)
        await finish()
      }
      return page
    })
    expect(await follow()).toBe('ended')
    expect(sink.seqs).toEqual(range(1, 6))
  })

  test('reads nothing more for a client that does not read, however much is added', async () => {
    await log(500)
    const readLog = vi.spyOn(store, 'readLog')
    const { begun } = blockDrain()
    const end = follow()
    await begun
    for (let batch = 0; batch < 20; batch++) await log(500)
    await settle()
    expect(readLog).toHaveBeenCalledOnce()
    const { length } = sink.messages
    expect(length).toBeLessThanOrEqual(PAGE)
    gone.abort()
    expect(await end).toBe('gone')
    expect(sink.messages).toHaveLength(length)
  })

  test('reads few frames at a time when they are large', async () => {
    await store.claim(now())
    const frame = JSON.stringify({ iteration: 1, output: 2, counts: Array(100_000).fill(1) })
    await store.appendFrames(JOB, 1, Array(60).fill(frame), { fraction: 0, message: '' })
    await finish()
    const readLog = vi.spyOn(store, 'readLog')
    expect(await follow()).toBe('ended')
    expect(sink.seqs).toEqual(range(1, 64))
    const limits = readLog.mock.calls.map(([, , limit]) => limit)
    expect(limits[0]).toBe(10)
    expect(new Set(limits.slice(1))).toEqual(new Set([5]))
  })

  test('lets everyone else have a turn after each page of a long log', async () => {
    await log(50 * PAGE)
    await finish()
    let turns = 0
    let ended = false
    const end = follow().finally(() => {
      ended = true
    })
    for (; !ended; turns++) await new Promise<void>((resolve) => setImmediate(resolve))
    await end
    expect(turns).toBeGreaterThanOrEqual(50)
  })

  test('leaves nothing out for a client that was behind for under a second', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    await log(500)
    const { begun, release } = blockDrain()
    const end = follow()
    await begun
    await log(5000)
    await finish()
    vi.advanceTimersByTime(999)
    release()
    expect(await end).toBe('ended')
    expect(sink.messages.filter(({ type }) => type === 'gap')).toEqual([])
    expect(sink.seqs).toEqual(range(1, 5504))
  })

  test.each([5_000, 50_000])(
    'thins the %d frames that a slow client missed to some two hundred, evenly',
    async (missed) => {
      vi.useFakeTimers({ toFake: ['performance'] })
      await log(PAGE)
      const { begun, release } = blockDrain()
      const end = follow()
      await begun
      await log(missed)
      await finish()
      vi.advanceTimersByTime(1001)
      release()
      expect(await end).toBe('ended')
      expect(sink.seqs).toEqual(range(1, PAGE + missed + 4))
      const later = framesOf(sink.messages).filter(({ seq }) => seq > PAGE)
      expect(later.length).toBeLessThanOrEqual(202)
      expect(later.length).toBeGreaterThan(150)
      expect(sink.messages.slice(-3).map(({ type }) => type)).toEqual(['frame', 'status', 'end'])
      expect(later.at(-1)!.seq).toBe(PAGE + missed + 2)
      const steps = later.slice(1, -1).map(({ seq }, i) => seq - later[i]!.seq)
      expect(new Set(steps)).toEqual(new Set([Math.ceil((missed + 4) / 200)]))
    },
  )

  test('gives a client that has caught up everything again', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    await log(PAGE)
    const { begun, release } = blockDrain()
    const end = follow()
    await begun
    await log(5000)
    vi.advanceTimersByTime(1001)
    release()
    await settle()
    const caughtUp = sink.messages.length
    await log(300)
    await finish()
    expect(await end).toBe('ended')
    expect(sink.messages.slice(caughtUp).some(({ type }) => type === 'gap')).toBe(false)
    expect(sink.seqs).toEqual(range(1, PAGE + 5304))
  })

  test('a gap resumes after what it leaves out', async () => {
    await log(500)
    await finish()
    await follow({ rate: 10 })
    sink.messages.forEach((message, i) => {
      expect(sink.resumeAt[i]).toBe(message.type === 'gap' ? message.to : message.seq)
    })
  })

  test('with a rate gives the newest frame each time, and no sooner than the rate allows', async () => {
    vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] })
    const at: number[] = []
    sink.onMessage = ({ type }) => type === 'frame' && at.push(performance.now())
    const start = performance.now()
    const end = follow({ rate: 4 })
    for (let batch = 0; batch < 20; batch++) {
      await log(10)
      await settle()
      vi.advanceTimersByTime(100)
      await settle()
    }
    await finish()
    await settle()
    vi.advanceTimersByTime(250)
    expect(await end).toBe('ended')
    expect(at.length).toBeLessThanOrEqual(1 + (performance.now() - start) / 250)
    for (let i = 1; i < at.length; i++) expect(at[i]! - at[i - 1]!).toBeGreaterThanOrEqual(250)
    expect(sink.seqs).toEqual(range(1, 204))
    expect(framesOf(sink.messages).at(-1)!.seq).toBe(202)
    expect(sink.messages.at(-1)!.type).toBe('end')
  })

  test('a rate so low that no timer lasts so long is kept all the same', async () => {
    vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] })
    await log(1)
    const end = follow({ rate: 1e-9 })
    await settle()
    await log(1)
    await settle()
    vi.advanceTimersByTime(24 * 3600 * 1000)
    await settle()
    expect(framesOf(sink.messages)).toHaveLength(1)
    gone.abort()
    expect(await end).toBe('gone')
  })

  test('ends at once for a client that asks for what follows the end', async () => {
    await log(5)
    await finish()
    expect(await follow({ after: 9 })).toBe('ended')
    expect(await follow({ after: 1000 })).toBe('ended')
    expect(sink.messages).toEqual([])
  })

  test('ends when the job is removed while a client is behind', async () => {
    await log(500)
    await finish()
    const { begun, release } = blockDrain()
    const end = follow()
    await begun
    await store.remove(JOB)
    hub.publish(JOB)
    release()
    expect(await end).toBe('removed')
  })

  test('ends when the client goes while there is nothing to tell', async () => {
    const end = follow()
    await settle()
    gone.abort()
    expect(await end).toBe('gone')
  })

  test('sends nothing to a client that has gone before', async () => {
    await log(5)
    gone.abort()
    expect(await follow()).toBe('gone')
    expect(sink.messages).toEqual([])
  })

  test('stops listening however it ends', async () => {
    const unlisten = vi.fn()
    vi.spyOn(hub, 'listen').mockReturnValue(unlisten)
    await log(1)
    await finish()
    await follow()
    expect(unlisten).toHaveBeenCalledTimes(1)
    vi.spyOn(store, 'readLog').mockRejectedValueOnce(new Error('the disk is gone'))
    await expect(follow()).rejects.toThrow('the disk is gone')
    expect(unlisten).toHaveBeenCalledTimes(2)
  })
})
