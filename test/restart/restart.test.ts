import { beforeAll, describe, expect, test } from 'vitest'
import type { JobResource } from '../../src/api/schemas/job.ts'
import { descentSpec, SHORT_DESCENT } from '../descents.ts'
import { type ServiceProcess, startServiceProcess, temporaryFolder } from '../process.ts'
import { iterationsOf, openSocket, range, type StreamMessage, seqsCovered } from '../socket-client.ts'
import { follow, jobsIn, type Outcome, outcomeOf, submit } from './jobs.ts'

const LAST_ITERATION = 40_000

/** About a second of work, with a frame at each of the first thousand iterations and at a thousand later ones. */
const DESCENT = descentSpec(30_000, { maxIterations: LAST_ITERATION, binWidth: 0.01 })

/** The service's patience with running jobs (s), by default. */
const PATIENCE = 8

describe('a service that is stopped or killed', () => {
  /** What the descent comes to when nothing disturbs it, in a process and a folder of its own. */
  let undisturbed: Outcome
  let allIterations: number[]

  beforeAll(async () => {
    const service = await start(temporaryFolder())
    const job = await submit(service, DESCENT)
    allIterations = iterationsOf(await follow(service, job))
    undisturbed = await outcomeOf(service, job)
    expect(undisturbed).toMatchObject({ status: 'succeeded', attempt: 1 })
    expect(allIterations.at(-1)).toBe(LAST_ITERATION)
    await service.kill('SIGTERM')
  })

  function start(folder: string): Promise<ServiceProcess> {
    return startServiceProcess({ ANTAGON_DATA: folder, ANTAGON_WORKERS: '1' })
  }

  /** Watches a job until it has come so far, then ends the service; what the client has been told until then. */
  async function endAt(
    service: ServiceProcess,
    { links }: JobResource,
    iteration: number,
    signal: NodeJS.Signals,
    after = 0,
  ) {
    const client = openSocket(service.url, `${links.stream}?after=${after}`)
    await client.until(`iteration ${iteration}`, (messages) => reached(messages, iteration))
    const [exit, closing] = await Promise.all([service.kill(signal), client.closed])
    return { messages: client.messages, exit, closing }
  }

  function reached(messages: readonly StreamMessage[], iteration: number): boolean {
    const last = messages.at(-1)
    return last?.type === 'frame' && 'iteration' in last.data && last.data.iteration >= iteration
  }

  function lastSeq(messages: readonly StreamMessage[]): number {
    return seqsCovered(messages).at(-1) ?? 0
  }

  /** Whatever happened to the service, a client that resumed has been told everything once, and it has ended once. */
  function expectOneLife(messages: readonly StreamMessage[]): void {
    expect(seqsCovered(messages)).toEqual(range(1, messages.length))
    expect(iterationsOf(messages)).toEqual(allIterations)
    expect(messages.filter(({ type }) => type === 'end')).toHaveLength(1)
    expect(messages.at(-1)).toMatchObject({ type: 'end', status: 'succeeded' })
  }

  test('by SIGTERM ends well, and goes on from where it was when it is started again', async () => {
    const folder = temporaryFolder()
    const first = await start(folder)
    const job = await submit(first, DESCENT)
    const waiting = await submit(first, SHORT_DESCENT)
    const asked = performance.now()
    const { messages, exit, closing } = await endAt(first, job, 8000, 'SIGTERM')
    expect(exit).toEqual({ code: 0, signal: null })
    expect(performance.now() - asked).toBeLessThan(1000 * PATIENCE)
    expect(closing.code).toBe(1012)
    expect(await jobsIn(folder)).toEqual([
      { id: job.id, status: 'queued', attempt: 1, saved: true },
      { id: waiting.id, status: 'queued', attempt: 0, saved: false },
    ])

    const second = await start(folder)
    const rest = await follow(second, job, lastSeq(messages))
    expectOneLife([...messages, ...rest])
    expect(rest.some((message) => message.type === 'frame' && message.attempt === 2)).toBe(true)
    expect(await outcomeOf(second, job)).toEqual({ ...undisturbed, attempt: 2 })
    expect((await follow(second, waiting)).at(-1)).toMatchObject({ type: 'end', status: 'succeeded' })
  })

  test.each([
    ['at its first frame', 0],
    ['early', 900],
    ['in the middle', 20_000],
    ['near its end', 37_000],
  ])('by SIGKILL loses nothing of a job that is %s', async (_, iteration) => {
    const folder = temporaryFolder()
    const first = await start(folder)
    const job = await submit(first, DESCENT)
    const { messages, exit, closing } = await endAt(first, job, iteration, 'SIGKILL')
    expect(exit).toEqual({ code: null, signal: 'SIGKILL' })
    expect(closing.code).toBe(1006)

    const second = await start(folder)
    const rest = await follow(second, job, lastSeq(messages))
    expectOneLife([...messages, ...rest])
    expect(await outcomeOf(second, job)).toEqual({ ...undisturbed, attempt: 2 })
    expect(await follow(second, job)).toEqual([...messages, ...rest])
  })

  test('again and again, by either signal, still comes to the same result', async () => {
    const folder = temporaryFolder()
    const told: StreamMessage[] = []
    let service = await start(folder)
    const job = await submit(service, DESCENT)
    for (const [iteration, signal] of [
      [2000, 'SIGTERM'],
      [5000, 'SIGKILL'],
      [15_000, 'SIGTERM'],
      [30_000, 'SIGKILL'],
    ] as const) {
      told.push(...(await endAt(service, job, iteration, signal, lastSeq(told))).messages)
      service = await start(folder)
    }
    told.push(...(await follow(service, job, lastSeq(told))))
    expectOneLife(told)
    expect(await outcomeOf(service, job)).toEqual({ ...undisturbed, attempt: 5 })
  })

  test('by SIGKILL right after it accepted several jobs loses none of them, and knows their keys', async () => {
    const folder = temporaryFolder()
    const first = await start(folder)
    const specs = range(1, 8).map((seed) => ({ ...SHORT_DESCENT, seed }))
    const key = ({ seed }: { seed: number }) => ({ 'idempotency-key': `job ${seed}` })
    const jobs = await Promise.all(specs.map((spec) => submit(first, spec, key(spec))))
    await first.kill('SIGKILL')
    expect(new Set((await jobsIn(folder)).map(({ id }) => id))).toEqual(new Set(jobs.map(({ id }) => id)))

    const second = await start(folder)
    const again = await Promise.all(specs.map((spec) => submit(second, spec, key(spec))))
    expect(again.map(({ id }) => id)).toEqual(jobs.map(({ id }) => id))
    for (const job of jobs) {
      const messages = await follow(second, job)
      expect(seqsCovered(messages)).toEqual(range(1, messages.length))
      expect(messages.filter(({ type }) => type === 'end')).toMatchObject([{ status: 'succeeded' }])
    }
  })

  test('by SIGKILL leaves what had ended as it was', async () => {
    const folder = temporaryFolder()
    const first = await start(folder)
    const job = await submit(first, SHORT_DESCENT)
    const messages = await follow(first, job)
    const outcome = await outcomeOf(first, job)
    await first.kill('SIGKILL')
    const second = await start(folder)
    expect(await follow(second, job)).toEqual(messages)
    expect(await outcomeOf(second, job)).toEqual(outcome)
  })
})
